"""The municipality's official answer to a need: dated, and every version kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.refusal import STALE, Refused, refusal_words
from lysning.directory.models import Post
from lysning.needs.actions.declaring import checked
from lysning.needs.events import NeedAnswered
from lysning.needs.models import Need, OfficialAnswer

refusal_words(need_answer_unchanged=_("That is what the answer says already."))


@transaction.atomic
def answer_need(*, need: Need, after: int, text: str, post: Post | None, by: Actor, at: datetime) -> OfficialAnswer:
    """Adds the next version of the municipality's answer; announces NeedAnswered.

    `after` is the number of the version that the writer has seen, 0 for none. The same words from the same person again
    give the version they made. Raises Refused at "answer", "need_answer_unchanged", or "stale" when there is a newer version.
    """
    words = checked("answer", text)
    Need.objects.select_for_update().get(pk=need.pk)
    newest = OfficialAnswer.objects.filter(need=need).first()
    number = newest.number if newest else 0
    if newest is not None and newest.text == words:
        if newest.created_by_id == by.user_id and number == after + 1:
            return newest
        raise Refused("need_answer_unchanged", field="answer")
    if number != after:
        raise Refused(STALE)
    row = OfficialAnswer.objects.create(
        need=need,
        number=number + 1,
        text=words,
        post=post,
        is_example=as_example(by, need),
        created_by_id=by.user_id,
        created_at=at,
    )
    audit.record("needs.answer_need", row, by=by, at=at, need=need.pk, number=row.number)
    events.announce(NeedAnswered(row.pk))
    return row
