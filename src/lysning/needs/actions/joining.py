"""Joining a need into another one, and taking them apart: nothing that others gave to a need is moved by it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.locks import lock
from lysning.core.refusal import Refused, refusal_words
from lysning.needs.actions.declaring import checked
from lysning.needs.events import NeedJoined, NeedSeparated
from lysning.needs.models import Joining, Need

refusal_words(
    join_itself=_("Choose another need than this one."),
    join_not_open=_("Both needs must be public and open."),
    joined_already=_("This need is joined into another one already. Take them apart first."),
    join_target_is_joined=_("That need is joined into another one. Choose the one it is joined into."),
    join_has_joined=_("Other needs are joined into this one. It can only take more in."),
    not_joined=_("The need stands by itself already."),
)


@transaction.atomic
def join_need(*, need: Need, into: Need, reason: str, by: Actor, at: datetime) -> Joining:
    """Joins the need into another one, with a reason; announces NeedJoined. Support and co-signatures stay at both.

    Joining them once more changes nothing. Raises Refused at "reason" or "into".
    """
    words = checked("reason", reason)
    lock("needs.join")  # so that no chain comes about between two
    standing = Joining.objects.standing().filter(need=need).first()
    if standing is not None and standing.into_id == into.pk:
        return standing
    if code := _fault(need, into, standing):
        raise Refused(code, field="into")
    row = Joining.objects.create(
        need=need,
        into=into,
        reason=words,
        is_example=as_example(by, need, into),
        joined_by_id=by.user_id,
        joined_at=at,
    )
    audit.record("needs.join_need", row, by=by, at=at, need=need.pk, into=into.pk)
    events.announce(NeedJoined(row.pk))
    return row


@transaction.atomic
def separate_need(*, need: Need, reason: str, by: Actor, at: datetime) -> Joining:
    """Takes the need out of the one it is joined into, with a reason; announces NeedSeparated.

    Who has given support or a signature there by their own hand keeps it. Raises Refused at "reason" or "not_joined".
    """
    words = checked("reason", reason)
    lock("needs.join")
    row = Joining.objects.standing().filter(need=need).first()
    if row is None:
        raise Refused("not_joined")
    row.separated_at, row.separation_reason = at, words
    row.save(update_fields=["separated_at", "separation_reason"])
    audit.record("needs.separate_need", row, by=by, at=at, need=need.pk, into=row.into_id)
    events.announce(NeedSeparated(row.pk))
    return row


def _fault(need: Need, into: Need, standing: Joining | None) -> str | None:
    if need.pk == into.pk:
        return "join_itself"
    if Need.objects.open().filter(pk__in=(need.pk, into.pk)).count() != len((need, into)):
        return "join_not_open"
    if standing is not None:
        return "joined_already"
    joinings = Joining.objects.standing()
    if joinings.filter(need=into).exists():
        return "join_target_is_joined"
    return "join_has_joined" if joinings.filter(into=need).exists() else None
