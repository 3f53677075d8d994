"""Giving an answer, and giving another one later."""

from datetime import datetime

from django.db import transaction

from lysning.core import audit, clock, events, plaintext
from lysning.core.actors import Actor
from lysning.core.refusal import STALE, Refused
from lysning.enquiries.actions.locking import lock
from lysning.enquiries.actions.refusals import refuse_if
from lysning.enquiries.events import EnquiryAnswered
from lysning.enquiries.models import EarlierAnswer, Enquiry
from lysning.enquiries.rules import answers
from lysning.enquiries.rules.answers import FIELD_OF_FAULT, Answer
from lysning.enquiries.rules.clock import may_answer, working_days_spent

ANSWER_COLUMNS = ["answer_kind", "answer_reason", "answer_text", "answer_later_date", "answer_existing"]


def answer_enquiry(*, enquiry: Enquiry, answer: Answer, by: Actor, at: datetime, via: str = "site") -> Enquiry:
    """Gives the enquiry its first answer; of many who answer at once exactly one is heard.

    `via` is "site" or "link" (a mail's link: then nobody is signed in). Announces EnquiryAnswered. Raises Refused: a fault
    of the answer at its field, or why the enquiry takes none (answered, handed over, withdrawn, not offered).
    """
    with transaction.atomic():
        row = lock(enquiry)
        refuse_if(may_answer(row.facts))
        _say(row, _checked(answer, at))
        row.spent_days = working_days_spent(row.facts, at)
        row.answered_at, row.answered_by_id, row.seen_at = at, by.user_id, row.seen_at or at
        row.save(update_fields=[*ANSWER_COLUMNS, "spent_days", "answered_at", "answered_by", "seen_at"])
        audit.record("enquiries.answer", row, by=by, at=at, kind=row.answer_kind, via=via)
        events.announce(EnquiryAnswered(row.pk))
    return row


def change_answer(*, enquiry: Enquiry, answer: Answer, revision: int, by: Actor, at: datetime) -> Enquiry:
    """Replaces an answer and keeps the earlier one, visible to everyone who sees the enquiry.

    `revision` is the answer's revision that the person was looking at. The moment and the working days of the first answer
    stay: a change of mind makes no answer late. Announces EnquiryAnswered with the new revision. Raises Refused: "stale"
    when somebody else changed it since, "enquiry_not_answered", or a fault of the answer at its field.
    """
    with transaction.atomic():
        row = lock(enquiry)
        if row.answered_at is None:
            raise Refused("enquiry_not_answered")
        if row.answer_revision != revision:
            raise Refused(STALE)
        before, said = row.answer_kind, _checked(answer, at)
        EarlierAnswer.objects.create(
            enquiry=row,
            **{column: getattr(row, column) for column in ANSWER_COLUMNS},
            given_at=row.answer_changed_at or row.answered_at,
            given_by_id=row.answered_by_id,
            replaced_at=at,
        )
        _say(row, said)
        row.answer_revision, row.answer_changed_at, row.answered_by_id = revision + 1, at, by.user_id
        row.save(update_fields=[*ANSWER_COLUMNS, "answer_revision", "answer_changed_at", "answered_by"])
        audit.record("enquiries.change_answer", row, by=by, at=at, before=before, after=row.answer_kind)
        events.announce(EnquiryAnswered(row.pk, row.answer_revision))
    return row


def _checked(answer: Answer, at: datetime) -> Answer:
    said = answers.tidy(
        Answer(
            answer.kind, answer.later_date, plaintext.clean(answer.what), answer.reason, plaintext.clean(answer.text)
        )
    )
    if fault := answers.fault_in(said, clock.day_of(at)):
        raise Refused(fault, field=FIELD_OF_FAULT[fault])
    for field, text in (("what", said.what), ("text", said.text)):
        if plaintext.has_cpr_number(text):
            raise Refused("enquiry_text_has_cpr", field=field)
    return said


def _say(row: Enquiry, answer: Answer) -> None:
    row.answer_kind = answer.kind.value
    row.answer_reason = answer.reason.value if answer.reason else ""
    row.answer_text, row.answer_existing, row.answer_later_date = answer.text, answer.what, answer.later_date
