"""Business cases: kept with their guesses, changed in the open within the municipality, and checked against what happened."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.examples import as_example
from lysning.core.refusal import Refused
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Municipality
from lysning.evidence.actions.checking import checked_text
from lysning.evidence.models import BusinessCase, Finding
from lysning.evidence.rules.business import Input, Plan, check, plan_faults
from lysning.evidence.rules.ways import assumption


def refuse_plan(plan: Plan) -> None:
    """Raises Refused at the first input of a plan that cannot be reckoned with."""
    most = int(assumption("years").value)
    for fault in plan_faults(plan, most_years=most):
        raise Refused(fault.code, field=fault.field, most=most)


@transaction.atomic
def keep_case(
    *,
    key: UUID,
    municipality: Municipality,
    finding: Finding | None,
    title: str,
    assumptions: str,
    plan: Plan,
    is_open: bool,
    by: Actor,
    at: datetime,
    is_example: bool = False,
) -> BusinessCase:
    """Keeps a business case for the municipality; the same key again gives the one that was kept.

    Raises Refused with the field: what `plan_faults` says, "evidence_text_missing", "finding_not_public".
    """
    if finding is not None and not finding.is_public:
        raise Refused("finding_not_public")
    refuse_plan(plan)
    case, is_new = BusinessCase.objects.get_or_create(
        key=key,
        defaults={
            "municipality": municipality,
            "finding": finding,
            "title": checked_text("title", title, is_required=True),
            "assumptions": checked_text("assumptions", assumptions),
            "plan": plan.written(),
            "is_open": is_open,
            "created_at": at,
            "is_example": is_example or as_example(by, finding),
        },
    )
    if is_new:
        audit.record("evidence.keep_case", case, by=by, at=at, municipality=municipality.pk)
    return case


@transaction.atomic
def edit_case(
    *,
    case: BusinessCase,
    revision: int,
    title: str,
    assumptions: str,
    plan: Plan,
    is_open: bool,
    by: Actor,
    at: datetime,
) -> BusinessCase:
    """Changes a business case that nobody has changed meanwhile. Raises Refused as `keep_case`, or "stale"."""
    refuse_plan(plan)
    update_unchanged(
        case,
        revision=revision,
        title=checked_text("title", title, is_required=True),
        assumptions=checked_text("assumptions", assumptions),
        plan=plan.written(),
        is_open=is_open,
    )
    audit.record("evidence.edit_case", case, by=by, at=at)
    return case


@transaction.atomic
def check_case(
    *, case: BusinessCase, revision: int, seen: Mapping[Input, float], seen_on: date, note: str, by: Actor, at: datetime
) -> BusinessCase:
    """Notes what happened beside what was planned; the plan stays as it was.

    Raises Refused with the field: "stale", "case_seen_nothing", "case_seen_day", "case_number".
    """
    if not seen:
        raise Refused("case_seen_nothing")
    if seen_on > day_of(at):
        raise Refused("case_seen_day", field="seen_on")
    try:
        check(case.planned, seen)
    except ValueError as error:
        raise Refused("case_number", field=str(error)) from error
    words = checked_text("seen_note", note)
    update_unchanged(case, revision=revision, seen=dict(seen), seen_on=seen_on, seen_note=words)
    audit.record("evidence.check_case", case, by=by, at=at)
    return case
