"""What a supplier sees of its own solutions: the list, and the history of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import get_language

from lysning.catalogue.models import CHOICES, Solution, SolutionVersion
from lysning.catalogue.queries.answers import content_of, with_answers
from lysning.catalogue.queries.pages import State, state_of
from lysning.catalogue.rules import answers
from lysning.catalogue.rules.versions import Passage, changed_answers, passages
from lysning.catalogue.words import ANSWERS
from lysning.core.formats import kroner


@dataclass(frozen=True)
class OwnSolution:
    """One row of the supplier's list. `draft_number` is None when nothing is being written; `missing` counts its open required
    answers.
    """

    solution_id: int
    slug: str
    title: str
    supplier_id: int
    supplier_name: str
    is_example: bool
    state: State
    created_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    hidden_reason: str
    number: int | None
    draft_number: int | None
    missing: int


@dataclass(frozen=True)
class Change:
    """One answer that a version changed: texts as passages, everything else as words before and after."""

    label: Promise
    passages: tuple[Passage, ...]
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One published version, and what it changed since the one before."""

    number: int
    frozen_at: datetime
    author: str
    note: str
    changes: tuple[Change, ...]
    is_current: bool


def own_solutions(supplier_ids: Iterable[int]) -> list[OwnSolution]:
    """The suppliers' solutions, drafts included: what is being written first, then the newest. Seven queries."""
    drafts = with_answers(SolutionVersion.objects.filter(frozen_at__isnull=True))
    rows = (
        Solution.objects.filter(supplier_id__in=list(supplier_ids))
        .select_related("supplier", "current_version")
        .prefetch_related(Prefetch("versions", drafts, to_attr="drafts"))
        .order_by("-created_at", "-pk")
    )
    lines = [_own(row, next(iter(getattr(row, "drafts", ())), None)) for row in rows]
    order: dict[State, int] = {"draft": 0, "published": 1, "hidden": 1, "withdrawn": 2}
    return sorted(lines, key=lambda line: order[line.state])


def solution_history(solution: Solution) -> tuple[HistoryLine, ...]:
    """The published versions, newest first, each with what it changed. Six queries."""
    rows = SolutionVersion.objects.filter(solution=solution, frozen_at__isnull=False).select_related("created_by")
    versions = list(with_answers(rows).order_by("number"))
    lines = [_line(row, (), solution) for row in versions[:1]]
    lines += [_line(after, _changes(before, after), solution) for before, after in pairwise(versions)]
    return tuple(reversed(lines))


def _own(solution: Solution, draft: SolutionVersion | None) -> OwnSolution:
    shown = solution.current_version or draft
    lacking = answers.missing(content_of(draft)) if draft else ()
    return OwnSolution(
        solution_id=solution.pk,
        slug=solution.slug,
        title=shown.title if shown else "",
        supplier_id=solution.supplier_id,
        supplier_name=solution.supplier.name,
        is_example=solution.is_example,
        state=state_of(solution),
        created_at=solution.created_at,
        published_at=solution.published_at,
        withdrawn_at=solution.withdrawn_at,
        hidden_reason=solution.hidden_reason,
        number=solution.current_version.number if solution.current_version else None,
        draft_number=draft.number if draft and solution.withdrawn_at is None else None,
        missing=sum(question.is_required for question in lacking),
    )


def _line(version: SolutionVersion, changes: tuple[Change, ...], solution: Solution) -> HistoryLine:
    if version.frozen_at is None:
        raise ValueError(f"version {version.pk} has not been published")
    return HistoryLine(
        number=version.number,
        frozen_at=version.frozen_at,
        author=str(version.created_by or ""),
        note=version.change_note,
        changes=changes,
        is_current=version.pk == solution.current_version_id,
    )


def _changes(before: SolutionVersion, after: SolutionVersion) -> tuple[Change, ...]:
    old, new = content_of(before), content_of(after)
    return tuple(_change(name, before, after) for name in changed_answers(old, new))


def _change(name: str, before: SolutionVersion, after: SolutionVersion) -> Change:
    if name in answers.LONGEST:
        return Change(ANSWERS[name], passages(getattr(before, name), getattr(after, name)), "", "")
    return Change(ANSWERS[name], (), _written(name, before), _written(name, after))


def _written(name: str, version: SolutionVersion) -> str:
    value = getattr(version, name)
    if name in CHOICES:
        return str(CHOICES[name].get(value, ""))
    if name in {*answers.SETS, "images"}:
        return ", ".join(str(row) for row in value.all())
    if isinstance(value, Decimal):
        return kroner(value, get_language() or "da")
    return "" if value is None else str(value)
