"""Out of sight: withdrawn by the supplier for good, or hidden by a moderator until it may be seen again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from lysning.catalogue.events import SolutionHidden, SolutionShown, SolutionWithdrawn
from lysning.catalogue.models import Solution, SolutionChange
from lysning.catalogue.rules.answers import cleaned, text_faults
from lysning.core import audit, events, sight
from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.taxonomy.models import Topic

KEPT_CHANGES = 1_000
SUPPLIER_LEFT = "Leverandøren har forladt Lysning."


@transaction.atomic
def withdraw_solution(*, solution: Solution, reason: str, by: Actor, at: datetime) -> Solution:
    """Takes a published solution back for good, with a public reason; announces SolutionWithdrawn.

    Withdrawing what is withdrawn changes nothing. Raises Refused("reason_missing" or a text fault, field="reason").
    """
    words = _reason(reason)
    locked = Solution.objects.select_for_update(of=("self",)).get(pk=solution.pk)
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_at, locked.withdrawn_reason = at, words
    locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    audit.record("catalogue.withdraw_solution", locked, by=by, at=at)
    events.announce(SolutionWithdrawn(locked.pk))
    return locked


@transaction.atomic
def withdraw_all_of(*, supplier_id: int, by: Actor, at: datetime) -> int:
    """Takes all that a supplier has in the open back for good, since the supplier has left; returns how many."""
    rows = Solution.objects.filter(supplier_id=supplier_id, published_at__isnull=False, withdrawn_at__isnull=True)
    solutions = list(rows.order_by("pk"))
    for solution in solutions:
        withdraw_solution(solution=solution, reason=SUPPLIER_LEFT, by=by, at=at)
    return len(solutions)


@transaction.atomic
def follow_topic(*, topic_id: int) -> int:
    """Has the database read the marks of the solutions of a topic anew, with all that counts as the same; returns how many.

    Their versions stay as they are frozen: only what lists are narrowed by follows what the topic counts as today.
    """
    alike = Topic.objects.known_as(Topic.objects.get(pk=topic_id))
    return Solution.objects.filter(current_version__topics__in=alike).update(marks=[])


@transaction.atomic
def forget_changes() -> int:
    """Deletes all but the newest KEPT_CHANGES notes that the catalogue has changed; returns how many went.

    Only the latest and their number tell a process that what it keeps is old.
    """
    newest = SolutionChange.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return SolutionChange.objects.filter(pk__lte=newest - KEPT_CHANGES).delete()[0]


@transaction.atomic
def hide_solution(*, solution: Solution, reason: str, by: Actor, at: datetime) -> Solution:
    """Takes a solution out of sight, with a reason that its supplier reads; announces SolutionHidden.

    What is hidden already stays so from when it was, with the new reason; the same reason changes nothing. Raises
    Refused("reason_missing" or a text fault, field="reason").
    """
    if sight.hide(solution, "catalogue.hide_solution", _reason(reason), by=by, at=at):
        events.announce(SolutionHidden(solution.pk))
    return solution


@transaction.atomic
def unhide_solution(*, solution: Solution, by: Actor, at: datetime) -> Solution:
    """Lets a hidden solution be seen again; announces SolutionShown. Showing what is not hidden changes nothing."""
    if sight.show(solution, "catalogue.unhide_solution", by=by, at=at):
        events.announce(SolutionShown(solution.pk))
    return solution


def _reason(reason: str) -> str:
    words = cleaned("change_note", reason)
    if not words:
        raise Refused("reason_missing", field="reason")
    for fault in text_faults({"change_note": words}):
        raise Refused(fault.code, field="reason", **fault.facts)
    return words
