"""Declaring, changing, closing, hiding: what is done with a need as such."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events, sight
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.locks import lock
from lysning.core.plaintext import clean, slug_of
from lysning.core.refusal import Refused, refusal_words
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Municipality, Post
from lysning.needs.events import NeedClosed, NeedDeclared, NeedHidden, NeedShown, NeedSubmitted
from lysning.needs.models import Need
from lysning.needs.rules import LONGEST, names_in, tells_of_a_person, text_fault
from lysning.taxonomy.models import ServiceArea

refusal_words(
    need_text_missing=_("Write a text."),
    need_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    need_text_has_cpr=_("The text holds something that looks like a CPR number. Remove it."),
    need_is_closed=_("The need is closed already."),
    need_is_public=_("The need is public. What others have supported is not changed under them."),
    need_names_product=_(
        "The text names %(names)s. Describe the problem and not a product, or say that the name must stay."
    ),
    need_tells_of_a_person=_(
        "It looks as if you tell of one person's health, or call a child by name. Write so that nobody can be recognised, or"
        " say that nobody can."
    ),
)
TEXTS = ("title", "description", "audience", "scale", "tried")


@dataclass(frozen=True)
class NeedFacts:
    """What a need says, as it was typed. `names` are the catalogue's names (rules.names_in asks which of them the text has)."""

    area: ServiceArea
    title: str
    description: str
    people_concerned: int | None = None
    audience: str = ""
    scale: str = ""
    tried: str = ""
    names: Collection[str] = ()
    names_are_meant: bool = False
    is_about_nobody: bool = False

    def checked(self) -> dict[str, Any]:
        """The fields to store, cleaned.

        Raises Refused at a text; at "names_are_meant" when a name stands there and the writer has not said that it must; at
        "is_about_nobody" when it seems to tell of one person and the writer has not said that nobody can be recognised.
        """
        words = {field: checked(field, getattr(self, field)) for field in TEXTS}
        whole = "\n".join(words.values())
        if not self.names_are_meant and (found := names_in(whole, self.names)):
            raise Refused("need_names_product", field="names_are_meant", names=", ".join(found))
        if not self.is_about_nobody and tells_of_a_person(whole):
            raise Refused("need_tells_of_a_person", field="is_about_nobody")
        return {"area": self.area, "people_concerned": self.people_concerned, **words}


@transaction.atomic
def declare_need(
    *,
    municipality: Municipality,
    post: Post | None,
    facts: NeedFacts,
    sent_key: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Need:
    """Makes a municipality's need public; announces NeedDeclared. The same form sent again gives the need it made.

    Raises Refused at a text that is missing, too long or holds a personal number, or as `NeedFacts.checked`.
    """
    words = facts.checked()
    if (known := sent_before(sent_key, by)) is not None:
        return known
    need = create_need(municipality=municipality, post=post, sent_key=sent_key, by=by, at=at, **words)
    audit.record("needs.declare_need", need, by=by, at=at, municipality=municipality.pk)
    events.announce(NeedDeclared(need.pk))
    return need


def create_need(*, by: Actor, at: datetime, title: str, **facts: Any) -> Need:
    """A new row with an address of its own."""
    slug = f"{slug_of(title)}-{secrets.token_hex(3)}"
    made = {"is_example": as_example(by), "created_by_id": by.user_id, "created_at": at}
    return Need.objects.create(slug=slug, title=title, **made, **facts)


def sent_before(sent_key: UUID | None, by: Actor) -> Need | None:
    """The need that this form has made already: a second press of the button, or of "back", is no second need."""
    if sent_key is None:
        return None
    lock(f"needs.sent:{sent_key}")
    return Need.objects.filter(sent_key=sent_key, created_by_id=by.user_id).first()


@transaction.atomic
def edit_need(*, need: Need, revision: int, facts: NeedFacts, by: Actor, at: datetime) -> Need:
    """Changes an open need; announces NeedDeclared. A citizen's need that was not let through waits once more instead.

    Raises Refused as `declare_need`, "need_is_closed", "need_is_public" or "stale".
    """
    words = facts.checked()
    if need.closed_at is not None:
        raise Refused("need_is_closed")
    if need.is_citizens:
        return _write_anew(need, revision, words, by=by, at=at)
    fresh = update_unchanged(need, revision=revision, **words)
    audit.record("needs.edit_need", fresh, by=by, at=at)
    events.announce(NeedDeclared(fresh.pk))
    return fresh


def _write_anew(need: Need, revision: int, words: dict[str, Any], *, by: Actor, at: datetime) -> Need:
    """What nobody has read yet, or what was not let through, is written anew and waits for a moderator."""
    if need.waiting_since is None:
        raise Refused("need_is_public")
    was_refused = need.hidden_at is not None
    fresh = update_unchanged(need, revision=revision, hidden_at=None, hidden_reason="", waiting_since=at, **words)
    audit.record("needs.edit_need", fresh, by=by, at=at)
    if was_refused:
        events.announce(NeedSubmitted(fresh.pk))
    return fresh


@transaction.atomic
def close_need(*, need: Need, note: str, by: Actor, at: datetime) -> Need:
    """Closes a need with a word on what came of it; announces NeedClosed. Raises Refused("need_is_closed") or at the note."""
    words = checked("closing_note", note)
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
    if sight.hide(need, "needs.hide_need", checked("hidden_reason", reason), by=by, at=at):
        events.announce(NeedHidden(need.pk))
    return need


@transaction.atomic
def show_need(*, need: Need, by: Actor, at: datetime) -> Need:
    """Puts a hidden need back; announces NeedShown. Showing what is shown changes nothing."""
    if sight.show(need, "needs.show_need", by=by, at=at):
        events.announce(NeedShown(need.pk))
    return need


def checked(field: str, text: str) -> str:
    """The text cleaned. Raises Refused at the field when a rule says no."""
    words = clean(text)
    if fault := text_fault(field, words):
        raise Refused(fault, field=field, length=len(words), longest=LONGEST[field])
    return words
