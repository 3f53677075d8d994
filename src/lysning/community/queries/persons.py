"""What the room keeps about one person."""

from typing import Any

from lysning.accounts.models import User
from lysning.community.models import Document, Member, Participant, Post, Task


def own_work(user: User) -> dict[str, list[Any]]:
    """What the person does and has written in coalitions, as plain values; nothing of what others wrote."""
    taking_part = Participant.objects.filter(user=user).order_by("pk")
    return {
        "takes_part": list(
            taking_part.values("member__coalition__title", "member__organisation__name", "began_at", "ended_at")
        ),
        "requests": list(
            Member.objects.filter(asked_by=user)
            .order_by("pk")
            .values("coalition__title", "organisation__name", "message", "asked_at", "joined_at", "declined_at")
        ),
        "tasks": list(
            Task.objects.filter(owner__user=user)
            .order_by("pk")
            .values("coalition__title", "title", "due_on", "done_at")
        ),
        "contributions": list(
            Post.objects.filter(by_user=user)
            .order_by("pk")
            .values("coalition__title", "text", "created_at", "removed_at")
        ),
        "documents": list(
            Document.objects.filter(by_user=user).order_by("pk").values("coalition__title", "title", "created_at")
        ),
    }
