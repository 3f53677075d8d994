"""What is done with needs."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.plaintext import clean, slug_of
from lysning.core.refusal import Refused, refusal_words
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Municipality, Post
from lysning.needs.events import NeedClosed, NeedDeclared, NeedHidden, NeedShown
from lysning.needs.models import Need
from lysning.needs.rules import LONGEST, text_fault
from lysning.taxonomy.models import ServiceArea

refusal_words(
    need_text_missing=_("Write a text."),
    need_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    need_text_has_cpr=_("The text holds something that looks like a CPR number. Remove it."),
    need_is_closed=_("The need is closed already."),
)


@transaction.atomic
def declare_need(
    *,
    municipality: Municipality,
    post: Post | None,
    area: ServiceArea,
    title: str,
    description: str,
    people_concerned: int | None,
    by: Actor,
    at: datetime,
) -> Need:
    """Makes a municipality's need public; announces NeedDeclared.

    Raises Refused at "title" or "description" when a text is missing, too long or holds a personal number.
    """
    words = {"title": _checked("title", title), "description": _checked("description", description)}
    need = Need.objects.create(
        slug=f"{slug_of(words['title'])}-{secrets.token_hex(3)}",
        municipality=municipality,
        post=post,
        area=area,
        people_concerned=people_concerned,
        created_by_id=by.user_id,
        created_at=at,
        **words,
    )
    audit.record("needs.declare_need", need, by=by, at=at, municipality=municipality.pk)
    events.announce(NeedDeclared(need.pk))
    return need


@transaction.atomic
def edit_need(
    *,
    need: Need,
    revision: int,
    area: ServiceArea,
    title: str,
    description: str,
    people_concerned: int | None,
    by: Actor,
    at: datetime,
) -> Need:
    """Changes an open need; announces NeedDeclared. Raises Refused as `declare_need`, "need_is_closed" or "stale"."""
    words = {"title": _checked("title", title), "description": _checked("description", description)}
    if need.closed_at is not None:
        raise Refused("need_is_closed")
    fresh = update_unchanged(need, revision=revision, area=area, people_concerned=people_concerned, **words)
    audit.record("needs.edit_need", fresh, by=by, at=at)
    events.announce(NeedDeclared(fresh.pk))
    return fresh


@transaction.atomic
def close_need(*, need: Need, note: str, by: Actor, at: datetime) -> Need:
    """Closes a need with a word on what came of it; announces NeedClosed. Raises Refused("need_is_closed") or at the note."""
    words = _checked("closing_note", note)
    rows = Need.objects.filter(pk=need.pk, closed_at__isnull=True)
    if not rows.update(closed_at=at, closing_note=words, revision=F("revision") + 1):
        raise Refused("need_is_closed")
    audit.record("needs.close_need", need, by=by, at=at)
    events.announce(NeedClosed(need.pk))
    need.refresh_from_db()
    return need


@transaction.atomic
def hide_need(*, need: Need, reason: str, by: Actor, at: datetime) -> Need:
    """Takes a need out of sight with a reason; announces NeedHidden.

    What is hidden already stays so from when it was, with the new reason; the same reason changes nothing.
    """
    words = _checked("hidden_reason", reason)
    rows = Need.objects.filter(pk=need.pk)
    is_fresh = rows.filter(hidden_at__isnull=True).update(hidden_at=at, hidden_reason=words)
    if is_fresh or rows.exclude(hidden_reason=words).update(hidden_reason=words):
        audit.record("needs.hide_need", need, by=by, at=at, reason=words)
    if is_fresh:
        events.announce(NeedHidden(need.pk))
    need.refresh_from_db()
    return need


@transaction.atomic
def show_need(*, need: Need, by: Actor, at: datetime) -> Need:
    """Puts a hidden need back; announces NeedShown. Showing what is shown changes nothing."""
    if Need.objects.filter(pk=need.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_reason=""):
        audit.record("needs.show_need", need, by=by, at=at)
        events.announce(NeedShown(need.pk))
    need.refresh_from_db()
    return need


def _checked(field: str, text: str) -> str:
    words = clean(text)
    if fault := text_fault(field, words):
        raise Refused(fault, field=field, length=len(words), longest=LONGEST[field])
    return words
