"""Co-signing: another municipality says that it has the same need, with its own numbers and words."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.locks import lock
from lysning.core.refusal import Refused, refusal_words
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Municipality, Post
from lysning.needs.actions.declaring import checked
from lysning.needs.events import NeedCosigned
from lysning.needs.models import CoSignature, Need

refusal_words(
    cosign_own_need=_("It is your municipality's own need. Change the need instead."),
    cosigned_already=_("Your municipality has co-signed already. Change what it says instead."),
    cosign_closed_need=_("The need is closed, so it cannot be co-signed."),
    cosignature_is_withdrawn=_("The co-signature has been taken back already."),
)


@transaction.atomic
def cosign_need(
    *,
    need: Need,
    municipality: Municipality,
    post: Post | None,
    people_concerned: int | None,
    words: str,
    by: Actor,
    at: datetime,
) -> CoSignature:
    """The municipality co-signs the need; announces NeedCosigned. The same words from the same person again change nothing.

    Raises Refused at "words", "cosign_own_need", "cosigned_already" or "cosign_closed_need".
    """
    said = {"words": checked("words", words), "people_concerned": people_concerned}
    if need.municipality_id == municipality.pk and not need.is_citizens:
        raise Refused("cosign_own_need")
    if need.closed_at is not None:
        raise Refused("cosign_closed_need")
    lock(f"needs.cosign:{need.pk}:{municipality.pk}")
    standing = CoSignature.objects.standing().filter(need=need, municipality=municipality).first()
    if standing is not None:
        if (standing.words, standing.people_concerned, standing.created_by_id) == (*said.values(), by.user_id):
            return standing
        raise Refused("cosigned_already")
    row = CoSignature.objects.create(
        need=need,
        municipality=municipality,
        post=post,
        is_example=as_example(by, need),
        created_by_id=by.user_id,
        created_at=at,
        **said,
    )
    audit.record("needs.cosign_need", row, by=by, at=at, need=need.pk, municipality=municipality.pk)
    events.announce(NeedCosigned(row.pk))
    return row


@transaction.atomic
def edit_cosignature(
    *, cosignature: CoSignature, revision: int, people_concerned: int | None, words: str, by: Actor, at: datetime
) -> CoSignature:
    """Changes what the municipality says. Raises Refused at "words", "cosignature_is_withdrawn" or "stale"."""
    said = checked("words", words)
    if cosignature.withdrawn_at is not None:
        raise Refused("cosignature_is_withdrawn")
    fresh = update_unchanged(
        cosignature, revision=revision, words=said, people_concerned=people_concerned, changed_at=at
    )
    audit.record("needs.edit_cosignature", fresh, by=by, at=at)
    return fresh


@transaction.atomic
def withdraw_cosignature(*, cosignature: CoSignature, by: Actor, at: datetime) -> None:
    """The municipality does not co-sign any more; its words leave the page. Raises Refused("cosignature_is_withdrawn")."""
    rows = CoSignature.objects.standing().filter(pk=cosignature.pk)
    if not rows.update(withdrawn_at=at):
        raise Refused("cosignature_is_withdrawn")
    audit.record("needs.withdraw_cosignature", cosignature, by=by, at=at)
