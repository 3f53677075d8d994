"""What a topic must look like, in a list or in the editor, and which merges make sense."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lysning.core.plaintext import clean, slug_of
from lysning.taxonomy.rules.tables import Column, Problem, Row, Table, neutral

TEXTS = {"name_da": 80, "name_en": 80, "explanation_da": 900, "explanation_en": 900, "source": 300}
"""Every text of a topic and its greatest length in characters."""
LONGEST_KEY = 60
MOST_KLE_GROUPS = 12
STATES = {
    "": "",
    "forslag": "proposed",
    "proposed": "proposed",
    "gælder": "current",
    "current": "current",
    "lagt sammen": "merged",
    "merged": "merged",
}
"""How a list may say where a topic stands, and what it means; an empty cell says nothing."""
TOPIC_COLUMNS = (
    Column("key", ("nøgle", "key"), is_required=True),
    Column("name_da", ("navn", "name_da"), is_required=True),
    Column("name_en", ("navn_engelsk", "name_en"), is_required=True),
    Column("explanation_da", ("forklaring", "explanation_da"), is_required=True),
    Column("explanation_en", ("forklaring_engelsk", "explanation_en"), is_required=True),
    Column("areas", ("fagområder", "areas"), is_required=True),
    Column("kle_groups", ("kle", "kle_groups")),
    Column("state", ("tilstand", "state")),
    Column("merged_into", ("lagt_sammen_med", "merged_into")),
    Column("source", ("kilde", "source")),
    Column("date", ("dato", "date")),
)
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class TopicFacts:
    """What a topic says: names and explanations in both languages, area keys and KLE numbers in rising order, its source."""

    name_da: str
    name_en: str
    explanation_da: str
    explanation_en: str
    areas: tuple[str, ...]
    kle_groups: tuple[str, ...] = ()
    source: str = ""

    def differing(self, other: "TopicFacts") -> tuple[str, ...]:
        """The names of the fields in which the other says something else."""
        return tuple(name for name in self.__dataclass_fields__ if getattr(self, name) != getattr(other, name))


@dataclass(frozen=True)
class ListedTopic:
    """One good row of a list: its line, the key, what it says, where it stands, what it is merged into, and its date.

    `given` are our names of the columns the list has; what it does not have is left as it is stored.
    """

    line: int
    key: str
    facts: TopicFacts
    state: str
    merged_into: str
    dated: date | None
    given: frozenset[str]


@dataclass(frozen=True)
class Known:
    """What a list is checked against: the keys of areas, the numbers of KLE, of each stored topic what it is merged into, and
    which of them are accepted.
    """

    areas: Collection[str]
    kle_groups: Collection[str]
    topics: Mapping[str, str | None]
    accepted: Collection[str]


def tidy(facts: TopicFacts) -> TopicFacts:
    """The facts as they are stored: texts cleaned and on one line, sets in rising order without doubles."""
    texts = {name: " ".join(neutral(clean(getattr(facts, name))).split()) for name in TEXTS}
    sets = {name: tuple(sorted(set(getattr(facts, name)))) for name in ("areas", "kle_groups")}
    return TopicFacts(**texts, **sets)  # type: ignore[arg-type]


def key_of(name_da: str) -> str:
    """The key a topic gets from its name: it stands in the topic's address and never changes."""
    return slug_of(name_da, longest=LONGEST_KEY)


def is_key(text: str) -> bool:
    """True for small letters a-z and digits in words with hyphens between them, at most 60 characters."""
    return len(text) <= LONGEST_KEY and _KEY.fullmatch(text) is not None


def topic_faults(
    facts: TopicFacts, areas: Collection[str], kle_groups: Collection[str], line: int = 0
) -> list[Problem]:
    """What keeps tidy facts from being stored: texts missing or too long, no area, areas or KLE numbers nobody knows."""
    faults = []
    for name, longest in TEXTS.items():
        text = getattr(facts, name)
        if not text and name != "source":
            faults.append(Problem(line, name, "topic_text_missing"))
        elif len(text) > longest:
            faults.append(Problem(line, name, "topic_text_too_long", {"longest": longest, "length": len(text)}))
    if not facts.areas:
        faults.append(Problem(line, "areas", "topic_area_missing"))
    for name, known in (("areas", areas), ("kle_groups", kle_groups)):
        strange = [value for value in getattr(facts, name) if value not in known]
        faults += [
            Problem(line, name, f"topic_{name}_unknown", {"value": value[:LONGEST_KEY]}) for value in strange[:1]
        ]
    if len(facts.kle_groups) > MOST_KLE_GROUPS:
        faults.append(Problem(line, "kle_groups", "topic_kle_groups_many", {"most": MOST_KLE_GROUPS}))
    return faults


def check_topics(table: Table, known: Known) -> tuple[tuple[ListedTopic, ...], tuple[Problem, ...]]:
    """The good rows of a list of topics and what is wrong with the others, by line."""
    problems = list(table.problems)
    good: dict[str, ListedTopic] = {}
    for row in table.rows:
        listed, faults = _read(row, table.headed, known)
        problems += [replace(fault, column=table.headed.get(fault.column, "")) for fault in faults]
        if listed is not None:
            first = good.setdefault(listed.key, listed)
            if first is not listed:
                problems.append(Problem(row.line, table.headed["key"], "topic_twice", {"first": first.line}))
    column = table.headed.get("merged_into", "")
    problems += [replace(fault, column=column) for fault in merge_faults(good.values(), known)]
    return tuple(good.values()), tuple(sorted(problems, key=lambda problem: problem.line))


def _read(row: Row, headed: Mapping[str, str], known: Known) -> tuple[ListedTopic | None, list[Problem]]:
    cells = {column.name: row.cells.get(column.name, "") for column in TOPIC_COLUMNS}
    faults = (
        [] if is_key(cells["key"]) else [Problem(row.line, "key", "topic_key", {"value": cells["key"][:LONGEST_KEY]})]
    )
    facts = tidy(
        TopicFacts(
            **{name: cells[name] for name in TEXTS},
            areas=_words(cells["areas"]),
            kle_groups=_words(cells["kle_groups"]),
        )
    )
    faults += topic_faults(facts, known.areas, known.kle_groups, row.line)
    state = STATES.get(cells["state"].casefold())
    if state is None:
        faults.append(Problem(row.line, "state", "topic_state", {"value": cells["state"][:LONGEST_KEY]}))
    dated = _day(cells["date"])
    if cells["date"] and dated is None:
        faults.append(Problem(row.line, "date", "topic_date", {"value": cells["date"][:LONGEST_KEY]}))
    if faults or state is None:
        return None, faults
    return ListedTopic(row.line, cells["key"], facts, state, cells["merged_into"], dated, frozenset(headed)), []


def merge_faults(listed: Iterable[ListedTopic], known: Known) -> list[Problem]:
    """Which rows of a list say something about merging that cannot be, at most one fault each.

    State and target do not fit, the target is not known or only proposed, there is a circle, or a stored merge would be
    undone or led elsewhere: that is for the editor, where one sees what moves.
    """
    rows = {row.key: row for row in listed}
    leads = {**known.topics, **{key: row.merged_into or known.topics.get(key) for key, row in rows.items()}}
    proposed = {
        key for key in leads if key not in known.accepted and (key not in rows or rows[key].state == "proposed")
    }
    return [fault for row in rows.values() for fault in _merge_faults(row, known.topics.get(row.key), leads, proposed)]


def _merge_faults(
    row: ListedTopic, before: str | None, leads: Mapping[str, str | None], proposed: Collection[str]
) -> list[Problem]:
    into, value = row.merged_into, {"value": row.merged_into[:LONGEST_KEY]}
    faults = []
    if before is not None and "merged_into" in row.given and into != before:
        faults.append(Problem(row.line, "", "topic_merge_stands", {"into": before}))
    if row.state and (row.state == "merged") != (leads[row.key] is not None):
        faults.append(Problem(row.line, "", "topic_merge_unclear"))
    if into and into not in leads:
        faults.append(Problem(row.line, "", "topic_unknown", value))
    elif into in proposed:
        faults.append(Problem(row.line, "", "topic_only_proposed", value))
    if _is_circle(row.key, leads):
        faults.append(Problem(row.line, "", "topic_circle"))
    return faults[:1]


def _is_circle(key: str, leads: Mapping[str, str | None]) -> bool:
    seen, at = {key}, leads.get(key)
    while at is not None and at not in seen:
        seen.add(at)
        at = leads.get(at)
    return at is not None


def _words(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\s,;|]+", cell))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
