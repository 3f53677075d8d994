"""The pairs of words as they count in this installation, and the analyser that widens questions by them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from lysning.accounts.models import User
from lysning.core.clock import day_of
from lysning.core.formats import alphabetical
from lysning.core.kept import KeptWhile
from lysning.matching.models import SynonymDecision
from lysning.matching.rules.synonyms import ALL_AREAS, Listed, Words, in_use, laid_over, tidied, words_of
from lysning.matching.text import tables
from lysning.matching.text.analyser import Analyser, default_analyser
from lysning.matching.text.tables import Synonym

HEADING = ("layman", "trade", "area", "source", "date", "status")
"""The columns of synonyms.tsv, in its order."""


@dataclass(frozen=True)
class Synonyms:
    """The pairs at one moment; `newest` is the last decision that has been taken into account (0: none)."""

    newest: int
    rows: Mapping[Words, Listed]

    @property
    def version(self) -> str:
        """Changes with every decision and with the shipped list: what somebody saw before they decided."""
        return f"{self.newest}-{tables.fingerprint()}"

    @cached_property
    def reader(self) -> Analyser:
        """The analyser of this process, that widens a question by the pairs in use."""
        pairs = in_use(self.rows.values())
        return default_analyser() if pairs == tables.synonyms() else default_analyser().widened_by(pairs)

    def with_decisions(self, decided: Iterable[Synonym]) -> "Synonyms":
        """The pairs as they would be with these decisions too; nothing is saved."""
        rows = dict(self.rows)
        for decision in decided:
            before = rows.get(words_of(decision))
            shipped = [before.shipped] if before and before.shipped else []
            rows |= laid_over(shipped, [decision])
        return Synonyms(self.newest, rows)


class Decided(NamedTuple):
    """One decision on a pair, and the name of the person; empty for one at the console, or of somebody who has left."""

    decision: SynonymDecision
    name: str


def _newest() -> int:
    with connection.cursor() as cursor:  # asked by every search: without the weight of a query set
        cursor.execute("SELECT coalesce(max(id), 0) FROM matching_synonymdecision")
        return int(cursor.fetchone()[0])


def _read(newest: int) -> Synonyms:
    """The pairs as they count at this moment, in every process: one query that reads one number, and the decisions only after
    one was added. Nothing in the index depends on them, so nothing is read anew.
    """
    return Synonyms(newest, laid_over(tables.shipped_synonyms(), _decided(newest)))


synonyms_now = KeptWhile(_newest, _read)


def listed(synonyms: Synonyms, *, text: str = "", area_key: str = "", show: str = "") -> list[Listed]:
    """The pairs in the order of the alphabet, what is decided here first; narrowed by letters in either side, by area, and to
    what is decided here ("own") or switched off ("off").
    """
    wanted = tidied(text)
    rows = [
        row
        for row in synonyms.rows.values()
        if (wanted in row.pair.layman or wanted in row.pair.trade)
        and area_key in {"", row.pair.area_key}
        and (show != "own" or row.is_decided_here)
        and (show != "off" or not row.is_used)
    ]
    return sorted(rows, key=lambda row: (not row.is_decided_here, *map(alphabetical, words_of(row.pair))))


def history_of(words: Words) -> list[Decided]:
    """What was decided about a pair, the newest first. Two queries."""
    layman, trade = words
    rows = list(SynonymDecision.objects.filter(layman=layman, trade=trade).order_by("-pk"))
    people = {row.decided_by for row in rows if row.decided_by is not None}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    return [Decided(row, names.get(row.decided_by or 0, "")) for row in rows]


def own_decisions(synonyms: Synonyms) -> Iterator[Synonym]:
    """What differs here from what is shipped: this installation's own pairs, and shipped ones that are on or off instead."""
    return (row.pair for row in synonyms.rows.values() if row.is_decided_here)


def as_table(pairs: Iterable[Synonym]) -> str:
    """The pairs as the shipped list has them: tab-separated, with its heading."""
    return "".join("\t".join(cells) + "\n" for cells in (HEADING, *pairs))


def _decided(newest: int) -> Iterator[Synonym]:
    rows = SynonymDecision.objects.filter(pk__lte=newest).select_related("area")
    for row in rows.iterator():
        area = row.area.key if row.area else ALL_AREAS
        yield Synonym(row.layman, row.trade, area, row.source, day_of(row.decided_at).isoformat(), row.status)
