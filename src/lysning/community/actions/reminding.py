"""Reminding people of their tasks: once for each day a task is given."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from lysning.community.events import TasksDue
from lysning.community.models import Participant, Task
from lysning.community.rules import TASK_FORGOTTEN, TASK_NOTICE, is_task_due
from lysning.core import audit, events
from lysning.core.actors import SYSTEM
from lysning.core.clock import day_of


@transaction.atomic
def remind_of_tasks(*, at: datetime) -> int:
    """Announces TasksDue for each person with open tasks whose day comes; returns how many people.

    Each day of a task once, also when two runs meet: it is written by a conditional update. Nothing in a coalition that is
    closed or hidden, and nothing to who takes part no more.
    """
    today = day_of(at)
    rows = Task.objects.filter(
        done_at__isnull=True,
        due_on__range=(today - TASK_FORGOTTEN, today + TASK_NOTICE),
        owner__in=Participant.objects.in_force(),
        coalition__closed_at__isnull=True,
        coalition__hidden_at__isnull=True,
    )
    due: dict[int, list[int]] = defaultdict(list)
    for task in rows.order_by("due_on", "pk"):
        if task.owner_id is None or task.due_on is None or not is_task_due(task.due_on, task.reminded_of, today):
            continue
        fresh = Q(reminded_of__isnull=True) | ~Q(reminded_of=F("due_on"))
        if Task.objects.filter(fresh, pk=task.pk, due_on=task.due_on).update(reminded_of=task.due_on):
            due[task.owner_id].append(task.pk)
    for participant_id, tasks in sorted(due.items()):
        events.announce(TasksDue(participant_id, tuple(tasks)))
    if due:
        audit.record("community.remind_of_tasks", None, by=SYSTEM, at=at, people=len(due))
    return len(due)
