"""Mails about enquiries."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lysning.accounts import queries as accounts
from lysning.accounts.queries import Contact
from lysning.catalogue.queries import price_lines
from lysning.core import clock, formats
from lysning.enquiries.links import answer_links
from lysning.enquiries.models import Enquiry, Question
from lysning.enquiries.rules.answers import MAY_WRITE
from lysning.enquiries.words import ANSWERS, answer_sentence, reason_sentences
from lysning.notifications.actions.write import Recipient, write_each, write_mail
from lysning.notifications.models import Mail


def write_offer(*, enquiry_id: int, at: datetime) -> Mail | None:
    """The offer to the post, or to the coordinator in its place; None when the post waits for its weekly digest, when the
    enquiry has come to an end meanwhile, or when nobody can be reached any more.
    """
    enquiry = _enquiry(enquiry_id)
    contact = _contact(enquiry)
    if contact is None or is_weekly(enquiry, contact) or not _is_open(enquiry):
        return None
    before = enquiry.handed_from
    context = _about(enquiry, contact, at)
    if before is not None:
        with translation.override(contact.language):
            context |= {"from_post": before.post.name, "note": before.handover_note}
    return _to_post(
        enquiry, contact, f"enquiry:{enquiry.pk}:offered", "enquiry" if before is None else "handed_over", context, at
    )


def write_reminder(*, enquiry_id: int, days: int, at: datetime) -> Mail | None:
    """The reminder after so many working days; None for those who have the weekly digest."""
    enquiry = _enquiry(enquiry_id)
    contact = _contact(enquiry)
    if contact is None or is_weekly(enquiry, contact):
        return None
    context = _about(enquiry, contact, at)
    return _to_post(enquiry, contact, f"enquiry:{enquiry.pk}:reminder:{days}", "reminder", context, at)


def write_reply(*, question_id: int, at: datetime) -> Mail | None:
    """The supplier's reply to the post that asked."""
    question = Question.objects.get(pk=question_id)
    enquiry = _enquiry(question.enquiry_id)
    contact = _contact(enquiry)
    if contact is None:
        return None
    context = _about(enquiry, contact, at) | {"question": question.text, "reply": question.answer_text}
    return _to_post(enquiry, contact, f"question:{question.pk}:answered", "reply", context, at)


def write_escalation(*, enquiry_id: int, at: datetime) -> list[Mail]:
    """What nobody has answered, to each coordinator of the municipality."""
    enquiry = _enquiry(enquiry_id)
    return write_each(
        accounts.coordinators(enquiry.municipality_id),
        cause=f"enquiry:{enquiry.pk}:escalated",
        kind="escalation",
        say=lambda: _names(enquiry) | {"problem": enquiry.version.problem, "url": _page(enquiry)},
        at=at,
        is_example=enquiry.is_example,
    )


def write_answer(*, enquiry_id: int, revision: int, at: datetime) -> list[Mail]:
    """The answer to each of the supplier's people; answering the mail writes to the leader who wants to be written to."""
    enquiry = _enquiry(enquiry_id)
    answer = enquiry.answer
    if answer is None:
        return []
    may_write = answer.kind in MAY_WRITE

    def say() -> dict[str, Any]:
        return _names(enquiry) | {
            "answer": answer_sentence(answer, translation.get_language() or "da"),
            "text": answer.text,
            "may_write": may_write,
            "url": _matrix(enquiry),
        }

    return write_each(
        _supplier_contacts(enquiry),
        cause=f"enquiry:{enquiry.pk}:answered:{revision}",
        kind="answer",
        say=say,
        at=at,
        reply_to=enquiry.offered_to_email if may_write else "",
        is_example=enquiry.is_example,
    )


def write_question(*, question_id: int, at: datetime) -> list[Mail]:
    """The post's question to each of the supplier's people."""
    question = Question.objects.get(pk=question_id)
    enquiry = _enquiry(question.enquiry_id)
    return write_each(
        _supplier_contacts(enquiry),
        cause=f"question:{question.pk}:asked",
        kind="question",
        say=lambda: _names(enquiry) | {"question": question.text, "url": _page(enquiry)},
        at=at,
        is_example=enquiry.is_example,
    )


def is_weekly(enquiry: Enquiry, contact: Contact) -> bool:
    """True when the post's enquiries come in one mail a week; a coordinator in its place gets each by itself."""
    return enquiry.post.mail_mode == "weekly" and contact.via != "coordinator"


def answers_of(enquiry: Enquiry, contact: Contact) -> list[dict[str, str]]:
    """The five answers as label and link, in the language that is active."""
    links = answer_links(enquiry, to=contact.email)
    return [{"label": str(ANSWERS[kind]), "url": url} for kind, url in links.items()]


def deadline_of(enquiry: Enquiry, at: datetime, language: str) -> str:
    """The last day for an answer in words with weekday and days left; empty while the enquiry's clock stands still."""
    last_day = enquiry.last_date
    return formats.deadline(last_day, clock.day_of(at), language) if last_day else ""


def _enquiry(enquiry_id: int) -> Enquiry:
    rows = Enquiry.objects.select_related(
        "version__solution__supplier", "post__role", "post__area", "municipality", "handed_from__post__role"
    )
    return rows.get(pk=enquiry_id)


def _contact(enquiry: Enquiry) -> Contact | None:
    return accounts.contacts([enquiry.post_id]).get(enquiry.post_id)


def _is_open(enquiry: Enquiry) -> bool:
    return enquiry.answered_at is None and enquiry.withdrawn_at is None and enquiry.handed_over_at is None


def _names(enquiry: Enquiry) -> dict[str, Any]:
    return {
        "title": enquiry.version.title,
        "supplier": enquiry.version.solution.supplier.name,
        "post": f"{enquiry.post.name}, {enquiry.municipality.name}",
        "municipality": enquiry.municipality.name,
    }


def _about(enquiry: Enquiry, contact: Contact, at: datetime) -> dict[str, Any]:
    with translation.override(contact.language):
        return _names(enquiry) | {
            "problem": enquiry.version.problem,
            "audience": enquiry.version.audience,
            "reasons": reason_sentences(enquiry.reasons, to_leader=True),
            "price": price_lines(enquiry.version, enquiry.municipality.population).own,
            "deadline": deadline_of(enquiry, at, contact.language),
            "answers": answers_of(enquiry, contact),
            "is_coordinator": contact.via == "coordinator",
        }


def _to_post(
    enquiry: Enquiry, contact: Contact, cause: str, kind: str, context: dict[str, Any], at: datetime
) -> Mail | None:
    return write_mail(
        cause=cause,
        kind=kind,
        to=contact.email,
        language=contact.language,
        context=context,
        at=at,
        is_example=enquiry.is_example,
    )


def _supplier_contacts(enquiry: Enquiry) -> list[Recipient]:
    people = accounts.supplier_people(enquiry.version.solution.supplier_id)
    found = [Recipient.of(person) for person in people]
    return found or [Recipient(enquiry.version.contact_email, "da", "contact")]


def _matrix(enquiry: Enquiry) -> str:
    solution = enquiry.version.solution
    return settings.BASE_URL + reverse("enquiries:matrix", args=[solution.supplier.slug, solution.slug])


def _page(enquiry: Enquiry) -> str:
    return settings.BASE_URL + reverse("enquiries:enquiry", args=[enquiry.key])
