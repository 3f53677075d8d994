"""Mails about directions."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lysning.accounts import queries as accounts
from lysning.core.clock import day_of
from lysning.direction.models import Direction, Placement
from lysning.direction.queries import ReviewLine, review_lines
from lysning.directory.models import Post
from lysning.notifications.actions.write import write_mail


def write_review(*, post_id: int, placement_ids: tuple[int, ...], direction_ids: tuple[int, ...], at: datetime) -> None:
    """To the post that has promised to look at these again, all in one mail; nothing where the post cannot be reached."""
    contact = accounts.contacts([post_id]).get(post_id)
    if contact is None:
        return
    post, today = Post.objects.select_related("role").get(pk=post_id), day_of(at)
    with translation.override(contact.language):
        placements = Placement.objects.filter(pk__in=placement_ids)
        lines = review_lines(placements, Direction.objects.filter(pk__in=direction_ids), today=today)
        context = {"lines": [(line, _address(line)) for line in lines], "count": len(lines), "post": post.name}
    write_mail(
        cause=f"review:{post_id}:{today}",
        kind="review",
        to=contact.email,
        language=contact.language,
        context=context,
        at=at,
        is_example=post.is_example,
    )


def _address(line: ReviewLine) -> str:
    place = [line.municipality, line.area]
    path = (
        reverse("direction:placement", args=[*place, line.slug])
        if line.slug
        else reverse("direction:direction", args=place)
    )
    return f"{settings.BASE_URL}{path}"
