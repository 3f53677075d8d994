"""What is done with one post."""

from datetime import datetime
from typing import Any, TypedDict

from django.db import IntegrityError, transaction

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.plaintext import clean, has_cpr_number
from lysning.core.refusal import Refused
from lysning.core.revisions import update_unchanged
from lysning.directory.events import PostChanged
from lysning.directory.models import Municipality, Post
from lysning.directory.rules import MOST_WEEKLY_ROOM, is_email
from lysning.taxonomy.models import LeaderRole

TEXTS = ("title", "institution", "email", "interests")


class PostChanges(TypedDict, total=False):
    """What may be changed about a post; what is left out stays."""

    title: str
    institution: str
    email: str
    weekly_room: int
    interests: str
    mail_mode: str
    language: str


def edit_post(*, post: Post, revision: int, changes: PostChanges, by: Actor, at: datetime) -> Post:
    """Changes a post's settings if nobody else has since `revision`; announces PostChanged when something changed.

    Raises Refused with "stale", "post_closed", "post_email_wrong" (email), "post_room_wrong" (weekly_room), "post_has_cpr"
    (the text's field) or "post_taken" (institution).
    """
    if post.closed_at is not None:
        raise Refused("post_closed")
    wanted = _checked(changes)
    different = [name for name, value in wanted.items() if getattr(post, name) != value]
    if not different and revision == post.revision:
        return post
    try:
        with transaction.atomic():
            post = update_unchanged(post, revision=revision, **wanted)
            audit.record("directory.edit_post", post, by=by, at=at, changed=sorted(different))
            events.announce(PostChanged(post.pk))
    except IntegrityError as error:
        raise _taken(error) from None
    return post


def add_post(
    *,
    municipality: Municipality,
    role: LeaderRole,
    changes: PostChanges,
    by: Actor,
    at: datetime,
    is_example: bool = False,
) -> Post:
    """Adds a post of this role to a municipality; announces PostChanged.

    Raises Refused as `edit_post` does; "post_taken" when the municipality has the role at the same institution.
    """
    wanted = _checked(changes)
    try:
        with transaction.atomic():
            post = Post.objects.create(
                municipality=municipality,
                role=role,
                area_id=role.area_id,
                created_at=at,
                is_example=is_example,
                **wanted,
            )
            audit.record("directory.add_post", post, by=by, at=at)
            events.announce(PostChanged(post.pk))
    except IntegrityError as error:
        raise _taken(error) from None
    return post


def close_post(*, post: Post, by: Actor, at: datetime) -> Post:
    """Closes a post, so that nothing is offered to it any more; announces PostChanged. A closed one stays as it is."""
    with transaction.atomic():
        closed = Post.objects.filter(pk=post.pk, closed_at__isnull=True).update(closed_at=at)
        if closed:
            audit.record("directory.close_post", post, by=by, at=at)
            events.announce(PostChanged(post.pk))
    post.refresh_from_db()
    return post


def _checked(changes: PostChanges) -> dict[str, Any]:
    wanted: dict[str, Any] = {**changes}
    for name in TEXTS:
        if name in wanted:
            wanted[name] = clean(wanted[name])
            if has_cpr_number(wanted[name]):
                raise Refused("post_has_cpr", field=name)
    if "email" in wanted:
        wanted["email"] = wanted["email"].lower()
        if wanted["email"] and not is_email(wanted["email"]):
            raise Refused("post_email_wrong", field="email")
    if not 0 <= wanted.get("weekly_room", 0) <= MOST_WEEKLY_ROOM:
        raise Refused("post_room_wrong", field="weekly_room")
    return wanted


def _taken(error: IntegrityError) -> Refused:
    if "directory_post_once" not in str(error):
        raise error
    return Refused("post_taken", field="institution")
