"""A question to the supplier, and its answer: meanwhile the leader's clock stands still."""

from datetime import datetime

from django.db import transaction

from lysning.core import audit, events, plaintext
from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.enquiries.actions.locking import lock, set_deadline
from lysning.enquiries.actions.refusals import refuse_if
from lysning.enquiries.events import QuestionAnswered, QuestionAsked
from lysning.enquiries.models import Enquiry, Question
from lysning.enquiries.rules.clock import may_ask, may_reply

MOST_OPEN_QUESTIONS = 3


def ask_question(*, enquiry: Enquiry, text: str, by: Actor, at: datetime) -> Question:
    """Asks the supplier; asked in time it stops the clock until the answer is there.

    Announces QuestionAsked. Raises Refused at the field "text" (empty, a CPR number, the same question twice, three open
    already), or why the enquiry takes no question.
    """
    with transaction.atomic():
        row = lock(enquiry)
        refuse_if(may_ask(row.facts))
        words = _checked(text)
        still_open = set(row.questions.filter(answered_at__isnull=True).values_list("text", flat=True))
        if words in still_open:
            raise Refused("enquiry_question_twice", field="text")
        if len(still_open) >= MOST_OPEN_QUESTIONS:
            raise Refused("enquiry_many_questions", field="text")
        question = Question.objects.create(enquiry=row, text=words, asked_by_id=by.user_id, asked_at=at)
        set_deadline(row)
        audit.record("enquiries.ask", row, by=by, at=at, question=question.pk)
        events.announce(QuestionAsked(row.pk, question.pk))
    return question


def answer_question(*, question: Question, text: str, by: Actor, at: datetime) -> Question:
    """Gives the supplier's answer; the clock runs on with what was left of it.

    Announces QuestionAnswered. Raises Refused at the field "text" (empty, a CPR number), or why there is nothing to answer:
    answered already, or the enquiry has come to its end.
    """
    with transaction.atomic():
        row = lock(question.enquiry)
        numbers = {each.pk: number for number, each in enumerate(row.questions.order_by("asked_at", "pk"))}
        refuse_if(may_reply(row.facts, numbers.get(question.pk, -1)))
        fresh = row.questions.get(pk=question.pk)
        fresh.answer_text, fresh.answered_by_id, fresh.answered_at = _checked(text), by.user_id, at
        fresh.save(update_fields=["answer_text", "answered_by", "answered_at"])
        set_deadline(row)
        audit.record("enquiries.reply", row, by=by, at=at, question=fresh.pk)
        events.announce(QuestionAnswered(row.pk, fresh.pk))
    return fresh


def _checked(text: str) -> str:
    words = plaintext.clean(text)
    if not words:
        raise Refused("enquiry_text_missing", field="text")
    if plaintext.has_cpr_number(words):
        raise Refused("enquiry_text_has_cpr", field="text")
    return words
