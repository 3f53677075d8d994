"""Writing a mail: rendered and stored in the transaction of its cause, together with the job that sends it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from lysning.accounts.models import Suppression, User
from lysning.core.plaintext import FORBIDDEN
from lysning.notifications import rules
from lysning.notifications.models import Mail

UNSUBSCRIBE_SALT = "notifications.unsubscribe"
FOLLOWING_SALT = "notifications.following"
WEEKLY = "weekly"
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
SEND_TASK = "notifications.send_mail"


@dataclass(frozen=True)
class Words:
    """What a mail says, in one language."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Recipient:
    """Who gets a mail. `tag` tells the recipients of one cause apart; an example person's mail never leaves the machine."""

    email: str
    language: str
    tag: str
    is_example: bool = False

    @classmethod
    def of(cls, user: User) -> "Recipient":
        """The person as a recipient, told from others by their number."""
        return cls(user.email, user.language, str(user.pk), user.is_example)


@dataclass(frozen=True)
class Draft:
    """A mail before it is stored. `error`: why it could not be written; it is then kept as failed, for the operator to see."""

    cause: str
    kind: str
    to: str
    language: str
    words: Words
    reply_to: str = ""
    is_example: bool = False
    error: str = ""


def write_mail(
    *,
    cause: str,
    kind: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    at: datetime,
    reply_to: str = "",
    is_example: bool = False,
) -> Mail | None:
    """Stores the mail of this kind in the recipient's language and defers the job that sends it, all or nothing.

    `cause` names what it is about ("enquiry:42:offered"): a second call with the same cause, also at the same moment,
    writes nothing and returns the first mail. `context` fills notifications/mails/<kind>.{subject.txt,txt,html}. Returns
    None where there is no address. An address that takes no mails gives a mail in state "suppressed"; one that is no
    address, in state "failed".
    """
    if not to:
        return None
    if (first := Mail.objects.filter(cause=cause).first()) is not None:
        return first
    words = render(kind, to=to, language=language, context=context)
    return write_message(
        cause=cause, kind=kind, to=to, language=language, words=words, at=at, reply_to=reply_to, is_example=is_example
    )


def write_each(
    to: Iterable[User | Recipient],
    *,
    cause: str,
    kind: str,
    say: Callable[[], Mapping[str, Any]],
    at: datetime,
    reply_to: str = "",
    is_example: bool = False,
) -> list[Mail]:
    """Stores the same mail to each, all or nothing, as `write_mail` does; whoever is named twice gets it once.

    `cause` names what happened and each recipient's tag follows it, so a second call writes to those alone who are new.
    `say` gives the facts of the mail and is called once a language, with that language active. `is_example`: what it is
    about is one. Returns the mails in the order of `to`, without those who have no address. Five queries.
    """
    each = [one if isinstance(one, Recipient) else Recipient.of(one) for one in to]
    people = {f"{cause}:{one.tag}": one for one in each if one.email}
    stored = {mail.cause: mail for mail in Mail.objects.filter(cause__in=people)}
    said: dict[str, Mapping[str, Any]] = {}
    drafts = []
    for key, one in people.items():
        if key in stored:
            continue
        if one.language not in said:
            with translation.override(one.language):
                said[one.language] = say()
        words = render(kind, to=one.email, language=one.language, context=said[one.language])
        drafts.append(Draft(key, kind, one.email, one.language, words, reply_to, is_example or one.is_example))
    stored |= {mail.cause: mail for mail in (write_messages(drafts, at=at) if drafts else ())}
    return [stored[key] for key in people]


def write_message(
    *,
    cause: str,
    kind: str,
    to: str,
    language: str,
    words: Words,
    at: datetime,
    reply_to: str = "",
    is_example: bool = False,
) -> Mail:
    """Stores a mail whose words are there already, and defers its job; the same cause twice gives the first mail."""
    draft = Draft(cause, kind, to, language, words, reply_to, is_example)
    return write_messages([draft], at=at)[0]


def write_messages(drafts: Sequence[Draft], *, at: datetime) -> list[Mail]:
    """Stores many mails and defers their jobs, all or nothing; each cause once, as in `write_message`. Four queries."""
    reasons = dict(_suppressions(draft.to for draft in drafts))
    mails = [_mail(draft, reasons.get(draft.to.lower()), at) for draft in drafts]
    with transaction.atomic():
        Mail.objects.bulk_create(mails, ignore_conflicts=True)
        stored = {mail.cause: mail for mail in Mail.objects.filter(cause__in=[draft.cause for draft in drafts])}
        new = [stored[mail.cause] for mail in mails if stored[mail.cause].key == mail.key]
        _defer_all([mail.pk for mail in new if mail.state == "queued"])
    return [stored[draft.cause] for draft in drafts]


def _mail(draft: Draft, suppression: str | None, at: datetime) -> Mail:
    key = uuid4()
    state, error = _first_state(draft, suppression)
    return Mail(
        key=key,
        cause=draft.cause,
        kind=draft.kind,
        to=draft.to[:254],
        language=draft.language,
        subject=rules.one_line(draft.words.subject),
        text=FORBIDDEN.sub("", draft.words.text).strip(),
        html=FORBIDDEN.sub("", draft.words.html).strip(),
        reply_to=draft.reply_to if _is_address(draft.reply_to) else "",
        message_id=f"<{key}@{urlsplit(settings.BASE_URL).hostname}>",
        state=state,
        error=error,
        is_example=draft.is_example,
        created_at=at,
    )


def _defer_all(mail_ids: Sequence[int]) -> None:
    if mail_ids:
        app.configure_task(SEND_TASK).batch_defer(*(dict[str, JSONValue](mail_id=mail_id) for mail_id in mail_ids))


def defer_send(mail_id: int, wait: timedelta | None = None) -> None:
    """Puts the job that sends the mail into the queue, in the caller's transaction; `wait` holds it back."""
    delay = {"seconds": int(wait.total_seconds())} if wait else None
    app.configure_task(SEND_TASK, schedule_in=delay).defer(mail_id=mail_id)


def render(kind: str, *, to: str, language: str, context: Mapping[str, Any]) -> Words:
    """The words of one kind of mail: subject and text unescaped, HTML escaped, all in the language."""
    facts = {**context, "language": language, "unsubscribe_url": way_out(kind, to)}
    with translation.override(language):
        subject = rules.one_line(fill(f"notifications/mails/{kind}.subject.txt", facts, is_html=False))
        facts["subject"] = subject
        return Words(
            subject,
            fill(f"notifications/mails/{kind}.txt", facts, is_html=False),
            fill(f"notifications/mails/{kind}.html", facts, is_html=True),
        )


def way_out(kind: str, email: str) -> str:
    """Where the owner of the address stops mails of this kind; empty for those that a person has asked for or must know."""
    if kind == rules.FOLLOWED:
        return following_url(email)
    return "" if kind in rules.ASKED_FOR else unsubscribe_url(email, is_weekly=kind == "digest")


def following_url(email: str) -> str:
    """The page where the owner of this address sees all that it follows and ends it; it is no sign-in."""
    from django.urls import reverse

    return f"{settings.BASE_URL}{reverse('notifications:following', args=[following_token(email)])}"


def following_token(email: str) -> str:
    """What stands in the address of that page."""
    return signing.dumps(email.lower(), salt=FOLLOWING_SALT)


def unsubscribe_url(email: str, *, is_weekly: bool = False) -> str:
    """The address of the page where the owner of this address stops or resumes our mails; it is no sign-in.

    `is_weekly`: as the weekly mail has it, where stopping also ends what the address follows.
    """
    from django.urls import reverse

    said = [email.lower(), WEEKLY] if is_weekly else email.lower()
    token = signing.dumps(said, salt=UNSUBSCRIBE_SALT)
    return f"{settings.BASE_URL}{reverse('notifications:unsubscribe', args=[token])}"


def fill(name: str, facts: Mapping[str, Any], *, is_html: bool) -> str:
    """A part of a mail in the language that is active: escaped as HTML, or plain."""
    template = get_template(name).template  # type: ignore[attr-defined]
    text = str(template.render(Context({**facts, "base_url": settings.BASE_URL}, autoescape=is_html)))
    return text if is_html else EMPTY_LINES.sub("\n\n", text)


def _suppressions(addresses: Iterable[str]) -> Iterable[tuple[str, str]]:
    return Suppression.objects.filter(email__in={address.lower() for address in addresses}).values_list(
        "email", "reason"
    )


def _first_state(draft: Draft, suppression: str | None) -> tuple[str, str]:
    if draft.error:
        return "failed", rules.one_line(draft.error, 500)
    if not _is_address(draft.to):
        return "failed", "not an address"
    if suppression is not None and rules.is_stopped(draft.kind, suppression):
        return "suppressed", suppression
    return "queued", ""


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254 and email.isprintable()  # noqa: PLR2004 -- RFC 5321, 4.5.3.1.3
