"""Findings in one line each, for the pages of trials, coalitions, solutions and municipalities."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from django.db.models import Q

from lysning.directory.models import Municipality
from lysning.evidence.models import Adoption, Finding
from lysning.evidence.rules.conclusion import Verdict


@dataclass(frozen=True)
class FindingLine:
    """A public finding in short: what it is called, where it is, what it says, of which trial (id, or None)."""

    title: str
    slug: str
    verdict: Verdict
    trial_id: int | None
    is_example: bool


def lines_of_trials(trial_ids: Collection[int]) -> list[FindingLine]:
    """The public findings of these trials, in the order of their measures. One query, none without any."""
    return _lines(Q(trial__in=trial_ids)) if trial_ids else []


def lines_known_to(municipality: Municipality, *, most: int) -> list[FindingLine]:
    """What a municipality knows: from trials it led or had a seat in, and what it has adopted; the newest first. One query."""
    adopted = Adoption.objects.standing().filter(municipality=municipality).values("finding_id")
    seated = municipality.seats.filter(state="seated").values("trial_id")
    own = Q(trial__lead=municipality) | Q(trial__in=seated) | Q(pk__in=adopted)
    return _lines(own, "-renewed_at", most=most)


def lines_by(authors: Collection[int], *, most: int) -> list[FindingLine]:
    """What these organisations (ids) have found, the newest first. One query, none without any."""
    return _lines(Q(author__in=authors), "-renewed_at", most=most) if authors else []


def _lines(chosen: Q, *order: str, most: int | None = None) -> list[FindingLine]:
    rows = Finding.objects.public().filter(chosen).order_by(*order, "measure__position", "pk")
    columns = ("current_version__title", "slug", "current_version__verdict", "trial_id", "is_example")
    return [
        FindingLine(title, slug, cast("Verdict", verdict), trial_id, is_example)
        for title, slug, verdict, trial_id, is_example in rows.values_list(*columns)[:most]
    ]
