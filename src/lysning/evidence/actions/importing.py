"""A list of earlier projects that the operator brings: first tried, then written whole or not at all, and twice is once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.locks import lock
from lysning.core.plaintext import slug_of
from lysning.core.progress import Progress, silent
from lysning.core.refusal import refusal_words
from lysning.evidence.events import ProjectsImported
from lysning.evidence.models import TITLE_AND_PERIOD, EarlierProject
from lysning.evidence.rules.projects import (
    COLUMNS,
    DANISH,
    Defaults,
    ListedProject,
    check_projects,
    digest_of,
    likeness_of,
    twins,
)
from lysning.taxonomy.rules import ImportReport, Problem, read_list

BATCH = 500
IMPORT_LOCK = "evidence.import_projects"
COPIED = ("title", "text", "period_written", "lead", "budget_written", "country", "region", "theme", "link", "language")

refusal_words(
    project_title_missing=_("The project has no title."),
    project_too_long=_("The text is %(length)s characters long. There is room for %(longest)s."),
    project_personal_number=_("The row holds what looks like a personal number. Take it out."),
    project_twice=_("The same row stands in line %(first)s already. It is brought once."),
    project_twice_otherwise=_("Line %(first)s tells of the same project in other words. That line counts."),
    project_twin=_("The same title and period as “%(first)s” (%(source)s). It is kept, and shown under the other."),
    project_amount=_("“%(value)s” is not understood as a sum. It is shown as written."),
    project_amount_ambiguous=_("“%(value)s” can mean two sums. It is shown as written."),
    project_currency=_("“%(value)s” is not a currency we know. The sum is shown as written."),
    project_date=_("“%(value)s” is not understood as a date. It is shown as written."),
    project_period=_("“%(value)s” is not understood as a period. It is shown as written."),
    project_period_ambiguous=_("“%(value)s” can mean two periods. It is shown as written."),
    project_period_reversed=_("The period ends before it begins (%(value)s). It is shown as written."),
    project_link=_("“%(value)s” is not an address on the web. It is left out."),
    project_country=_("“%(value)s” is not a country we know. It is left empty."),
    project_language=_("“%(value)s” is not a language we know. It is left empty."),
)


@transaction.atomic
def import_projects(
    *,
    content: bytes,
    source: str,
    apply: bool,
    by: Actor,
    at: datetime,
    defaults: Defaults = DANISH,
    is_example: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Takes over the projects of a list, or only tells what would change; projects that are not in it stay.

    A row that cannot be taken is left out and told by line and column, and the others are taken; nothing is written when none
    is left. What is not understood is a warning by line and column: the row is written with what was written.
    A project that another row tells of already is kept and points there, with the reason.
    """
    listed = check_projects(read_list(content, COLUMNS), defaults)
    if listed.problems:
        return ImportReport(problems=listed.problems)
    lock(IMPORT_LOCK)
    stored = dict(EarlierProject.objects.filter(source=source).values_list("source_id", "digest"))
    new = [row for row in listed.projects if row.identity not in stored]
    changed = [row for row in listed.projects if stored.get(row.identity, digest_of(row.facts)) != digest_of(row.facts)]
    warnings = sorted((*listed.unclear, *_twins(listed.projects, source)), key=lambda problem: problem.line)
    if apply and (new or changed):
        keys = _write([*new, *changed], source, at=at, is_example=is_example, progress=progress)
        audit.record("evidence.import_projects", None, by=by, at=at, source=source, new=len(new), changed=len(changed))
        events.announce(ProjectsImported(tuple(keys)))
    unchanged = len(listed.projects) - len(new) - len(changed)
    return ImportReport(
        len(new), len(changed), unchanged, left_out=listed.left_out, warnings=tuple(warnings), is_applied=apply
    )


def _twins(rows: Sequence[ListedProject], source: str) -> Iterable[Problem]:
    wanted = {likeness_of(row.facts) for row in rows} - {""}
    stored = EarlierProject.objects.filter(likeness__in=wanted).order_by("-pk")
    first = {project.likeness: (project.source, project.source_id, project.title) for project in stored}
    return twins(rows, source, first)


def _write(
    rows: Sequence[ListedProject], source: str, *, at: datetime, is_example: bool, progress: Progress
) -> list[int]:
    """Stores the rows and lets twins point at the first of them; returns their keys. What is stored keeps its address."""
    mine = EarlierProject.objects.filter(source=source, source_id__in=[row.identity for row in rows])
    likenesses = set(mine.values_list("likeness", flat=True))
    taken = set(EarlierProject.objects.values_list("slug", flat=True))
    projects = []
    for row in rows:
        slug = _free(slug_of(row.facts.title), digest_of(row.facts), taken)
        taken.add(slug)
        made = {"source": source, "slug": slug, "is_example": is_example, "imported_at": at}
        projects.append(EarlierProject(**made, **_values(row)))
    for done in range(0, len(projects), BATCH):
        progress(done, len(projects), "")
        EarlierProject.objects.bulk_create(
            projects[done : done + BATCH],
            update_conflicts=True,
            unique_fields=["source", "source_id"],
            update_fields=[name for name in (*_values(rows[0]), "imported_at") if name != "source_id"],
        )
    progress(len(projects), len(projects), "")
    point_twins(likenesses | {project.likeness for project in projects})
    return [project.pk for project in projects]


def _free(slug: str, digest: str, taken: Collection[str]) -> str:
    return slug if slug not in taken else f"{slug}-{digest[:8]}"


def _values(row: ListedProject) -> dict[str, Any]:
    facts = row.facts
    start, end, budget = facts.period.start, facts.period.end, facts.budget
    return {
        **{name: getattr(facts, name) for name in COPIED},
        "source_id": row.identity,
        "partners": list(facts.partners),
        "started_on": start and start.day,
        "started_precision": start and start.precision,
        "ended_on": end and end.day,
        "ended_precision": end and end.precision,
        "budget_amount": budget and budget.amount,
        "budget_currency": budget.currency if budget else "",
        "likeness": likeness_of(facts),
        "digest": digest_of(facts),
    }


def point_twins(likenesses: Collection[str]) -> None:
    """Lets the rows of each likeness point at the one that came first, and that one, and rows without likeness, at none.

    A row that begins or ceases to point at another counts as unread.
    """
    rows = EarlierProject.objects.select_for_update().filter(likeness__in=likenesses).order_by("pk")
    first: dict[str, int] = {}
    moved = []
    for row in rows.only("likeness", "same_as", "same_as_reason"):
        same_as = first.setdefault(row.likeness, row.pk) if row.likeness else row.pk
        if row.same_as_id != (aim := None if same_as == row.pk else same_as):
            row.same_as_id, row.same_as_reason, row.read_as = aim, TITLE_AND_PERIOD if aim else "", ""
            moved.append(row)
    EarlierProject.objects.bulk_update(moved, ["same_as", "same_as_reason", "read_as"], batch_size=BATCH)
