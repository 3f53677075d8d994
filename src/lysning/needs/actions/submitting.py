"""A citizen's need, from when it is written until a moderator has let it through."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lysning.accounts.models import User
from lysning.accounts.queries import verified_addresses
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.locks import lock
from lysning.core.refusal import Refused, refusal_words
from lysning.directory.models import Municipality
from lysning.needs.actions.declaring import NeedFacts, create_need, sent_before
from lysning.needs.events import NeedClosed, NeedDeclared, NeedPublished, NeedSubmitted
from lysning.needs.models import Need
from lysning.needs.queries import waiting_needs
from lysning.needs.queries.addresses import throwaway_domains
from lysning.needs.rules import MOST_WAITING, is_throwaway

refusal_words(
    need_address_unverified=gettext_lazy("Confirm your e-mail first. Then you can send the need."),
    need_address_throwaway=gettext_lazy("Mail addresses of this kind last for minutes. Use one that you keep."),
    need_too_many_waiting=gettext_lazy(
        "You have %(most)s needs that wait already. Send the next one when they have been read."
    ),
)


@transaction.atomic
def submit_need(
    *,
    municipality: Municipality,
    facts: NeedFacts,
    sent_key: UUID | None = None,
    user: User,
    by: Actor,
    at: datetime,
) -> Need:
    """Puts a citizen's need before the moderators; announces NeedSubmitted. Nobody else sees it until they let it through.

    The same form sent again gives the need it made. Raises Refused as `declare_need`, "need_address_unverified",
    "need_address_throwaway" or "need_too_many_waiting".
    """
    words = facts.checked()
    _check_address(user)
    if (known := sent_before(sent_key, by)) is not None:
        return known
    lock(f"needs.submit:{user.pk}")  # three at once are counted one by one
    if waiting_needs(user).count() >= MOST_WAITING:
        raise Refused("need_too_many_waiting", most=MOST_WAITING)
    need = create_need(
        municipality=municipality, is_citizens=True, waiting_since=at, sent_key=sent_key, by=by, at=at, **words
    )
    audit.record("needs.submit_need", need, by=by, at=at, municipality=municipality.pk)
    events.announce(NeedSubmitted(need.pk))
    return need


@transaction.atomic
def publish_need(*, need: Need, by: Actor, at: datetime) -> Need:
    """Lets a citizen's need through: from now on everyone can read it. Announces NeedPublished and NeedDeclared.

    What is public already stays as it is.
    """
    rows = Need.objects.filter(pk=need.pk, waiting_since__isnull=False)
    if rows.update(waiting_since=None, hidden_at=None, hidden_reason="", created_at=at):
        audit.record("needs.publish_need", need, by=by, at=at)
        events.announce(NeedDeclared(need.pk))
        events.announce(NeedPublished(need.pk))
    need.refresh_from_db()
    return need


@transaction.atomic
def take_back_need(*, need: Need, by: Actor, at: datetime) -> Need | None:
    """The citizen takes the need back: what nobody has seen goes altogether (None), what is public is closed and says so.

    Raises Refused("need_is_closed").
    """
    row = Need.objects.select_for_update().get(pk=need.pk)
    if row.closed_at is not None:
        raise Refused("need_is_closed")
    audit.record("needs.take_back_need", row, by=by, at=at)
    if row.waiting_since is not None:
        row.delete()
        return None
    with translation.override("da"):  # it is read by all, in the language of the needs
        row.closing_note = _("Taken back by the person who wrote it.")
    row.closed_at, row.revision = at, row.revision + 1
    row.save(update_fields=["closed_at", "closing_note", "revision"])
    events.announce(NeedClosed(row.pk))
    return row


def _check_address(user: User) -> None:
    addresses = verified_addresses(user)
    if not addresses:
        raise Refused("need_address_unverified")
    if all(is_throwaway(email, throwaway_domains()) for email in addresses):
        raise Refused("need_address_throwaway")
