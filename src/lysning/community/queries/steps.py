"""What is next in the coalitions a person takes part in."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.community.models import Participant, Task
from lysning.community.permissions import TAKING_PART
from lysning.core.actors import Actor
from lysning.core.steps import Step


def own_steps(actor: Actor) -> list[Step]:
    """For each coalition at work that the actor takes part in, the own task due first, or the coalition's next step.

    Two queries, one for who takes part in none, none for visitors.
    """
    if actor.user_id is None:
        return []
    rows = Participant.objects.in_force().filter(
        user_id=actor.user_id,
        member__organisation_id__in=actor.organisations(TAKING_PART),
        member__coalition__closed_at__isnull=True,
        member__coalition__hidden_at__isnull=True,
    )
    own = list(rows.select_related("member__coalition"))
    return list(_steps(own)) if own else []


def _steps(own: list[Participant]) -> Iterator[Step]:
    tasks = Task.objects.filter(owner__in=own, done_at__isnull=True)
    in_order = tasks.order_by(F("due_on").desc(nulls_first=True), "-pk")
    urgent = {task.coalition_id: task for task in in_order}
    coalitions = {row.member.coalition_id: row.member.coalition for row in own}
    for pk, coalition in coalitions.items():
        address, task = reverse("community:coalition", args=[coalition.slug]), urgent.get(pk)
        if task is not None:
            words = _("Your task: %(task)s") % {"task": task.title}
            yield Step(coalition.title, address, words, task.due_on, is_asked=True)
        else:
            words = _("Next step: %(step)s") % {"step": coalition.next_step}
            yield Step(coalition.title, address, words, coalition.next_step_on)
