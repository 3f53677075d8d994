"""Mails about coalitions: only to those whom something concerns by name. Everything else is in what one follows."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.community.models import Coalition, Member, Participant, Post, Task
from lysning.notifications.actions.write import write_each


def write_request(*, member_id: int, at: datetime) -> None:
    """To those who take part for a steward, or where nobody does to its coordinators: somebody asks to join."""
    member = _member(member_id)
    context = {
        "name": member.organisation.name,
        "coalition": member.coalition.title,
        "url": _address("community:answer", member.coalition.slug, member.pk),
    }
    people = stewards_of(member.coalition)
    _write(people, "coalition_request", f"coalition:{member.pk}:asked", member.coalition, context, at)


def write_answer(*, member_id: int, by_user_id: int | None, at: datetime) -> None:
    """To the person who asked: they are in, or not and why. Nothing to who walked in or started it."""
    member = _member(member_id)
    if member.asked_by is None or member.asked_by_id == by_user_id:
        return
    context = {
        "name": member.organisation.name,
        "coalition": member.coalition.title,
        "is_in": member.joined_at is not None,
        "reason": member.decline_reason,
        "url": _home(member.coalition),
    }
    cause = f"coalition:{member.pk}:answered"
    _write([member.asked_by], "coalition_answer", cause, member.coalition, context, at)


def write_removal(*, member_id: int, user_ids: Iterable[int], at: datetime) -> None:
    """To those who took part for a member that was taken out, or where nobody did to its own people: that it is, and why."""
    member = _member(member_id)
    people = list(User.objects.filter(pk__in=user_ids))
    if not people:
        own = (accounts.coordinators, accounts.partner_people)
        people = [user for find in own for user in find(member.organisation_id)]
    context = {
        "name": member.organisation.name,
        "coalition": member.coalition.title,
        "reason": member.removal_reason,
        "url": _home(member.coalition),
    }
    _write(people, "coalition_removed", f"coalition:{member.pk}:removed", member.coalition, context, at)


def write_departure(*, member_id: int, at: datetime) -> None:
    """To those who look after the coalition: a member has left, with its last word where it gave one."""
    member = _member(member_id)
    context = {
        "name": member.organisation.name,
        "coalition": member.coalition.title,
        "note": member.leaving_note,
        "url": _home(member.coalition),
    }
    people = stewards_of(member.coalition)
    _write(people, "coalition_left", f"coalition:{member.pk}:left", member.coalition, context, at)


def write_task(*, task_id: int, revision: int, by_user_id: int | None, at: datetime) -> None:
    """To the person who has been given the task by somebody else."""
    task = Task.objects.select_related("coalition", "owner__user").get(pk=task_id)
    if task.owner is None or task.owner.user_id == by_user_id:
        return
    context = {
        "title": task.title,
        "due_on": task.due_on,
        "coalition": task.coalition.title,
        "url": _home(task.coalition),
    }
    cause = f"coalition_task:{task.pk}:{revision}"
    _write([task.owner.user], "coalition_task", cause, task.coalition, context, at)


def write_due(*, participant_id: int, task_ids: tuple[int, ...], at: datetime) -> None:
    """To the person whose open tasks' day comes: all of one coalition in one mail."""
    owner = Participant.objects.select_related("user", "member__coalition").get(pk=participant_id)
    coalition = owner.member.coalition
    tasks = list(Task.objects.filter(pk__in=task_ids).order_by("due_on", "pk"))
    context = {
        "tasks": tasks,
        "count": len(tasks),
        "coalition": coalition.title,
        "url": _home(coalition),
    }
    cause = f"coalition_tasks_due:{participant_id}:{tasks[0].pk}:{tasks[0].due_on}"
    _write([owner.user], "coalition_tasks_due", cause, coalition, context, at)


def write_mentions(*, post_id: int, at: datetime) -> None:
    """To each person who is mentioned: that they are, by whom and where; the words stay inside."""
    post = Post.objects.select_related("coalition", "by_user", "member__organisation").get(pk=post_id)
    context = {
        "person": post.by_user.name if post.by_user else "",
        "name": post.member.organisation.name,
        "coalition": post.coalition.title,
        "url": _address("community:discussion", post.coalition.slug),
    }
    mentioned = Participant.objects.in_force().filter(mentions=post).exclude(user_id=post.by_user_id or 0)
    people = [each.user for each in mentioned.select_related("user")]
    _write(people, "coalition_mention", f"coalition_post:{post.pk}", post.coalition, context, at)


def _write(
    people: Iterable[User], kind: str, cause: str, coalition: Coalition, context: Mapping[str, object], at: datetime
) -> None:
    told = [person for person in people if person.is_active]
    write_each(told, cause=cause, kind=kind, say=lambda: context, at=at, is_example=coalition.is_example)


def stewards_of(coalition: Coalition) -> Iterable[User]:
    """Those who take part for its stewards; where nobody does, the stewards' coordinators."""
    stewards = list(Member.objects.in_force().filter(coalition=coalition, is_steward=True))
    people = Participant.objects.in_force().filter(member__in=stewards, user__is_active=True).select_related("user")
    found = {each.user_id: each.user for each in people}
    if not found:
        found = {user.pk: user for row in stewards for user in accounts.coordinators(row.organisation_id)}
    return found.values()


def _member(member_id: int) -> Member:
    return Member.objects.select_related("coalition", "organisation", "asked_by").get(pk=member_id)


def _home(coalition: Coalition) -> str:
    return _address("community:coalition", coalition.slug)


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)
