"""The operator's own hand in the synonyms: one decision at a time, or a list of them, over what is shipped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.locks import lock
from lysning.core.plaintext import clean
from lysning.core.refusal import STALE, Refused, refusal_words
from lysning.matching.models import SynonymDecision
from lysning.matching.queries.synonyms import Synonyms, synonyms_now
from lysning.matching.rules.judgements import names_somebody
from lysning.matching.rules.synonyms import (
    ALL_AREAS,
    LONGEST_NOTE,
    MOST_OWN,
    USED,
    WITHDRAWN,
    Fault,
    faults_in,
    tidied,
    words_of,
)
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.tables import Synonym
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import area_by_key
from lysning.taxonomy.rules import ImportReport, Problem, read_table
from lysning.taxonomy.rules.tables import Column, Row, Table

OWN = "own"
"""Where a pair comes from when nobody says otherwise."""
COLUMNS = (
    Column("layman", ("layman", "hverdagsord"), is_required=True),
    Column("trade", ("trade", "fagord"), is_required=True),
    Column("area", ("area", "fagområde")),
    Column("source", ("source", "kilde")),
    Column("status", ("status",)),
)
STATUSES = {"": USED, USED: USED, WITHDRAWN: WITHDRAWN, "i brug": USED, "slukket": WITHDRAWN}

refusal_words(
    synonym_empty=_("Write at least one word."),
    synonym_too_long=_("Write at most %(most)s characters."),
    synonym_same=_("It is the same on both sides. Write the word of the profession here."),
    synonym_unheard=_("“%(words)s” carries no subject, so the search does not hear it. Write a word that says more."),
    synonym_adds_nothing=_("“%(layman)s” already finds “%(trade)s”. The pair would change nothing."),
    synonym_known=_("The pair is in the list already."),
    synonym_reversed=_("The list has the pair the other way round: “%(layman)s” and “%(trade)s”."),
    synonym_not_used=_("No such pair is in use, so it cannot be switched off."),
    synonym_names_somebody=_("This holds a number or an address that may belong to a person. Take it out."),
    synonym_reason_missing=_("Say why, in a few words. Whoever looks after the list later can read it."),
    synonym_area_unknown=_("“%(value)s” is not a service area. Choose one, or all of them."),
    synonym_status_unknown=_("“%(value)s” is neither used nor withdrawn."),
    synonym_too_many=_(
        "There is room for %(most)s pairs of your own. Carry the good pairs into the shipped list first."
    ),
)


@dataclass
class Plan:
    """What a list of pairs means as things stand: the decisions it asks for, how many pairs say nothing new, what is wrong."""

    new: list[Synonym] = field(default_factory=list)
    changed: list[Synonym] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def decisions(self) -> list[Synonym]:
        """All that would be decided."""
        return [*self.new, *self.changed]


def written(layman: str, trade: str, *, area_key: str, source: str, status: str, at: datetime) -> Synonym:
    """A pair as somebody wrote it, in the one spelling that pairs are kept in."""
    words = (tidied(clean(layman)), tidied(clean(trade)))
    return Synonym(
        *words, area_key or ALL_AREAS, " ".join(clean(source).split()) or OWN, day_of(at).isoformat(), status
    )


def faults_of(pair: Synonym, synonyms: Synonyms) -> list[Fault]:
    """All that is wrong with deciding on the pair as things stand."""
    faults = faults_in(pair, synonyms.rows, default_analyser())
    if pair.area_key != ALL_AREAS and area_by_key(pair.area_key) is None:
        faults.append(Fault("synonym_area_unknown", "area", {"value": pair.area_key}))
    return faults


def refusal_of(fault: Fault) -> Refused:
    """The fault as a refusal with words, at its field."""
    return Refused(fault.code, field=fault.field, **fault.facts)


@transaction.atomic
def decide_synonym(*, pair: Synonym, reason: str, version: str, by: Actor, at: datetime) -> SynonymDecision:
    """Uses or withdraws one pair from now on, in every search; audited, and kept with its reason for good.

    `version`: of the list whose effect was looked at (`Synonyms.version`). Raises Refused("stale") when it has changed since,
    the pair's first fault at its field, or Refused("synonym_reason_missing", field="reason").
    """
    synonyms = _locked(version)
    _check_reason(reason)
    if faults := faults_of(pair, synonyms):
        raise refusal_of(faults[0])
    return _write([pair], synonyms, clean(reason), by, at)[0]


@transaction.atomic
def import_synonyms(
    *, content: bytes, apply: bool, reason: str, version: str, by: Actor, at: datetime
) -> tuple[ImportReport, list[Synonym]]:
    """Takes over a list of pairs in the form of the shipped one, or only tells what would change; returns the report, and the
    decisions that it means.

    Nothing is written when any row is bad. A pair that already counts as the row says is left alone, so twice is once. The
    day of a decision is the day it is made here. Raises as `decide_synonym`.
    """
    synonyms = _locked(version) if apply else synonyms_now()
    plan = _planned(read_table(content, COLUMNS), synonyms, at)
    if plan.problems:
        return ImportReport(problems=tuple(plan.problems)), []
    if apply and plan.decisions:
        _check_reason(reason)
        _write(plan.decisions, synonyms, clean(reason), by, at)
    return ImportReport(len(plan.new), len(plan.changed), plan.unchanged, is_applied=apply), plan.decisions


def _planned(table: Table, synonyms: Synonyms, at: datetime) -> Plan:
    """Each row is held against the list as the rows above it would leave it."""
    plan, lines = Plan(problems=list(table.problems)), dict[tuple[str, str], int]()
    if len(table.rows) > MOST_OWN:
        plan.problems.append(Problem(1, "", "table_too_long", {"rows": MOST_OWN}))
        return plan
    for row in table.rows:
        pair = _of_row(row, at)
        before = synonyms.rows.get(words_of(pair))
        if first := lines.get(words_of(pair)):
            plan.problems.append(Problem(row.line, "", "row_twice", {"first": first}))
            continue
        lines[words_of(pair)] = row.line
        if before and before.pair.status == pair.status:
            plan.unchanged += 1
            continue
        if problems := list(_problems(row, pair, synonyms, table)):
            plan.problems += problems
            continue
        (plan.changed if before else plan.new).append(pair)
        synonyms = synonyms.with_decisions([pair])
    return plan


def _of_row(row: Row, at: datetime) -> Synonym:
    cells = {name: row.cells.get(name, "") for name in ("layman", "trade", "area", "source", "status")}
    status = STATUSES.get(cells["status"].lower(), cells["status"])
    area, source = cells["area"], cells["source"]
    return written(cells["layman"], cells["trade"], area_key=area, source=source, status=status, at=at)


def _problems(row: Row, pair: Synonym, synonyms: Synonyms, table: Table) -> Iterable[Problem]:
    if pair.status not in {USED, WITHDRAWN}:
        yield Problem(row.line, table.headed["status"], "synonym_status_unknown", {"value": pair.status})
        return
    for fault in faults_of(pair, synonyms):
        yield Problem(row.line, table.headed.get(fault.field, ""), fault.code, fault.facts)


def _locked(version: str) -> Synonyms:
    """The list as it is, with nobody else deciding until this is over. Raises Refused("stale") for another version."""
    lock("matching.synonyms")
    synonyms = synonyms_now()
    if synonyms.version != version:
        raise Refused(STALE)
    return synonyms


def _check_reason(reason: str) -> None:
    said = clean(reason)
    if not said:
        raise Refused("synonym_reason_missing", field="reason")
    if len(said) > LONGEST_NOTE:
        raise Refused("synonym_too_long", field="reason", most=LONGEST_NOTE)
    if names_somebody(said):
        raise Refused("synonym_names_somebody", field="reason")


def _write(pairs: Sequence[Synonym], synonyms: Synonyms, reason: str, by: Actor, at: datetime) -> list[SynonymDecision]:
    if sum(row.is_own for row in synonyms.with_decisions(pairs).rows.values()) > MOST_OWN:
        raise Refused("synonym_too_many", most=MOST_OWN)
    areas = dict(ServiceArea.objects.values_list("key", "pk"))
    rows = SynonymDecision.objects.bulk_create(
        SynonymDecision(
            layman=pair.layman,
            trade=pair.trade,
            area_id=areas.get(pair.area_key),
            source=pair.source,
            status=pair.status,
            reason=reason,
            decided_by=by.user_id,
            decided_at=at,
        )
        for pair in pairs
    )
    for row in rows:
        facts = {"layman": row.layman, "trade": row.trade, "status": row.status}
        audit.record("matching.decide_synonym", row, by=by, at=at, **facts)
    return rows
