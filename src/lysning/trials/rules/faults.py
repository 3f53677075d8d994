"""What keeps a protocol from being saved, and what it still lacks before it can be registered."""

import dataclasses
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from lysning.core.plaintext import clean, text_fault
from lysning.trials.rules.catalogues import BASES, DUTIES, QUESTIONS
from lysning.trials.rules.periods import MOST_PERIODS, periods_of
from lysning.trials.rules.protocols import ANSWERS, COMPARISONS, RHYTHMS, CostShare, Duty, Protocol
from lysning.trials.rules.screening import screen

LONGEST = {
    "title": 120,
    "question": 600,
    "population": 2_000,
    "intervention": 2_000,
    "usual": 2_000,
    "needed_because": 1_000,
    "stop_criteria": 300,
    "costs": 200,
    "duties": 200,
    "data_note": 2_000,
    "note": 1_000,
    "reason": 1_000,
    "site": 120,
    "correction": 500,
}
"""The greatest length of each text in characters; of a stop criterion, a share and a duty for each one."""
TEXTS = ("title", "question", "population", "intervention", "usual", "needed_because", "data_note")
MOST_SEATS = 98
MOST_MEASURES = 8
MOST_ROWS = 20
LONGEST_TRIAL = timedelta(days=5 * 366)
MOST_KRONER = 1_000_000_000


@dataclass(frozen=True)
class Fault:
    """What is wrong: the field, a code that has words, and what fills them."""

    field: str
    code: str
    facts: dict[str, object] = dataclasses.field(default_factory=dict)


def tidy(protocol: Protocol) -> Protocol:
    """The protocol as it is stored: texts cleaned, empty rows left out."""
    texts = {name: clean(getattr(protocol, name)) for name in TEXTS}
    texts["title"] = " ".join(texts["title"].split())
    return replace(
        protocol,
        **texts,  # type: ignore[arg-type]  # texts alone
        stop_criteria=tuple(line for each in protocol.stop_criteria if (line := _line(each))),
        costs=tuple(
            CostShare(_line(row.party), row.amount, _line(row.covers)) for row in protocol.costs if _line(row.party)
        ),
        duties=tuple(Duty(row.task, _line(row.party)) for row in protocol.duties if _line(row.party)),
    )


def text_faults(field: str, *texts: str) -> Iterator[Fault]:
    """Texts that are too long or hold something like a personal number, at the field."""
    for text in texts:
        fault = text_fault(text, LONGEST[field])
        if fault:
            yield Fault(field, f"trial_text_{fault}", {"length": len(text), "longest": LONGEST[field]})


def protocol_faults(protocol: Protocol, *, measures: Collection[str]) -> list[Fault]:
    """What keeps a tidy protocol from being saved, as a draft too. `measures` are the keys one may choose among."""
    return [
        *([] if protocol.title else [Fault("title", "trial_text_missing")]),
        *(fault for name in TEXTS for fault in text_faults(name, getattr(protocol, name))),
        *text_faults("stop_criteria", *protocol.stop_criteria),
        *text_faults("costs", *(text for row in protocol.costs for text in (row.party, row.covers))),
        *text_faults("duties", *(row.party for row in protocol.duties)),
        *_choice_faults(protocol, measures),
        *_day_faults(protocol),
        *_money_faults(protocol),
    ]


def lacks(protocol: Protocol, today: date) -> list[Fault]:
    """What a protocol that may be saved still lacks before it can be registered."""
    written = ("question", "population", "intervention", "usual", "legal_basis")
    days = ("baseline_from", "baseline_to", "follow_from", "follow_to", "apply_until")
    missing = [Fault(name, "protocol_lacks") for name in written if not getattr(protocol, name)]
    missing += [Fault(name, "protocol_lacks") for name in days if getattr(protocol, name) is None]
    missing += [] if protocol.primary else [Fault("measures", "protocol_lacks_primary")]
    missing += [] if protocol.stop_criteria else [Fault("stop_criteria", "protocol_lacks")]
    missing += [] if protocol.total_cost is not None else [Fault("total_cost", "protocol_lacks")]
    missing += [] if protocol.needed is not None or protocol.needed_because else [Fault("needed", "protocol_lacks")]
    missing += [] if screen(protocol.screening) != "unanswered" else [Fault("screening", "protocol_lacks_answers")]
    done = {row.task for row in protocol.duties}
    missing += [
        Fault("duties", "protocol_lacks_duty", {"key": key})
        for key, duty in DUTIES.items()
        if duty.required and key not in done
    ]
    if protocol.follow_from is not None and protocol.follow_from <= today:
        missing.append(Fault("follow_from", "protocol_begun"))
    if protocol.apply_until is not None and protocol.apply_until < today:
        missing.append(Fault("apply_until", "protocol_apply_past"))
    return missing


def _choice_faults(protocol: Protocol, measures: Collection[str]) -> Iterator[Fault]:
    keys = [measure.key for measure in protocol.measures]
    if len(keys) > MOST_MEASURES:
        yield Fault("measures", "protocol_many_measures", {"most": MOST_MEASURES})
    if len(set(keys)) < len(keys) or not set(keys) <= set(measures):
        yield Fault("measures", "protocol_unknown_choice")
    if sum(measure.is_primary for measure in protocol.measures) > 1:
        yield Fault("measures", "protocol_one_primary")
    choices = {
        "comparison": protocol.comparison in COMPARISONS,
        "rhythm": protocol.rhythm in RHYTHMS,
        "legal_basis": not protocol.legal_basis or protocol.legal_basis in BASES,
        "duties": all(row.task in DUTIES for row in protocol.duties),
        "screening": all(key in QUESTIONS and answer in ANSWERS for key, answer in protocol.screening),
    }
    yield from (Fault(name, "protocol_unknown_choice") for name, is_known in choices.items() if not is_known)
    if not 1 <= protocol.seats <= MOST_SEATS:
        yield Fault("seats", "protocol_seats", {"most": MOST_SEATS})
    for name in ("stop_criteria", "costs", "duties"):
        if len(getattr(protocol, name)) > MOST_ROWS:
            yield Fault(name, "protocol_many_rows", {"most": MOST_ROWS})


def _day_faults(protocol: Protocol) -> Iterator[Fault]:
    order = ("baseline_from", "baseline_to", "follow_from", "follow_to")
    said = [(name, day) for name in order if (day := getattr(protocol, name)) is not None]
    for (_earlier, before), (name, day) in pairwise(said):
        if day < before or (name == "follow_from" and day == before):
            yield Fault(name, "protocol_days_order")
    if said and said[-1][1] - said[0][1] > LONGEST_TRIAL:
        yield Fault("follow_to", "protocol_too_long")
    elif len(periods_of(protocol)) >= MOST_PERIODS:
        yield Fault("rhythm", "protocol_many_periods", {"most": MOST_PERIODS - 1})
    if protocol.late_until and protocol.follow_to and protocol.late_until > protocol.follow_to:
        yield Fault("late_until", "protocol_late_after_end")
    if protocol.apply_until and protocol.follow_from and protocol.apply_until > protocol.follow_from:
        yield Fault("apply_until", "protocol_apply_late")


def _money_faults(protocol: Protocol) -> Iterator[Fault]:
    sums = [row.amount for row in protocol.costs]
    if any(not 0 <= amount <= MOST_KRONER for amount in [*sums, protocol.total_cost or 0]):
        yield Fault("costs", "protocol_kroner")
    if protocol.needed is not None and not 1 <= protocol.needed <= MOST_KRONER:
        yield Fault("needed", "protocol_needed")
    if protocol.total_cost is not None and sum(sums) != protocol.total_cost:
        yield Fault("costs", "protocol_costs_add_up", {"sum": sum(sums), "total": protocol.total_cost})


def _line(text: str) -> str:
    return " ".join(clean(text).split())
