"""Writing a mail: rendered and stored in the transaction of its cause, together with the job that sends it."""

import re
from collections.abc import Mapping
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

from lysning.accounts.models import Suppression
from lysning.core.plaintext import FORBIDDEN
from lysning.notifications import rules
from lysning.notifications.models import Mail

UNSUBSCRIBE_SALT = "notifications.unsubscribe"
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
SEND_TASK = "notifications.send_mail"


@dataclass(frozen=True)
class Words:
    """What a mail says, in one language."""

    subject: str
    text: str
    html: str = ""


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
    key = uuid4()
    state, error = _first_state(kind, to)
    mail = Mail(
        key=key,
        cause=cause,
        kind=kind,
        to=to[:254],
        language=language,
        subject=rules.one_line(words.subject),
        text=FORBIDDEN.sub("", words.text).strip(),
        html=FORBIDDEN.sub("", words.html).strip(),
        reply_to=reply_to if _is_address(reply_to) else "",
        message_id=f"<{key}@{urlsplit(settings.BASE_URL).hostname}>",
        state=state,
        error=error,
        is_example=is_example,
        created_at=at,
    )
    with transaction.atomic():
        Mail.objects.bulk_create([mail], ignore_conflicts=True)
        stored = Mail.objects.get(cause=cause)
        if stored.key == key and stored.state == "queued":
            defer_send(stored.pk)
    return stored


def defer_send(mail_id: int, wait: timedelta | None = None) -> None:
    """Puts the job that sends the mail into the queue, in the caller's transaction; `wait` holds it back."""
    delay = {"seconds": int(wait.total_seconds())} if wait else None
    app.configure_task(SEND_TASK, schedule_in=delay).defer(mail_id=mail_id)


def render(kind: str, *, to: str, language: str, context: Mapping[str, Any]) -> Words:
    """The words of one kind of mail: subject and text unescaped, HTML escaped, all in the language."""
    facts = {**context, "language": language, "unsubscribe_url": "" if kind in rules.ASKED_FOR else unsubscribe_url(to)}
    with translation.override(language):
        subject = rules.one_line(_fill(f"notifications/mails/{kind}.subject.txt", facts, is_html=False))
        facts["subject"] = subject
        return Words(
            subject,
            _fill(f"notifications/mails/{kind}.txt", facts, is_html=False),
            _fill(f"notifications/mails/{kind}.html", facts, is_html=True),
        )


def unsubscribe_url(email: str) -> str:
    """The address of the page where the owner of this address stops or resumes our mails; it is no sign-in."""
    from django.urls import reverse

    token = signing.dumps(email.lower(), salt=UNSUBSCRIBE_SALT)
    return f"{settings.BASE_URL}{reverse('notifications:unsubscribe', args=[token])}"


def _fill(name: str, facts: Mapping[str, Any], *, is_html: bool) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    text = str(template.render(Context({**facts, "base_url": settings.BASE_URL}, autoescape=is_html)))
    return text if is_html else EMPTY_LINES.sub("\n\n", text)


def _first_state(kind: str, to: str) -> tuple[str, str]:
    if not _is_address(to):
        return "failed", "not an address"
    row = Suppression.objects.filter(email=to.lower()).first()
    if row is not None and rules.is_stopped(kind, row.reason):
        return "suppressed", row.reason
    return "queued", ""


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254 and email.isprintable()  # noqa: PLR2004 -- RFC 5321, 4.5.3.1.3
