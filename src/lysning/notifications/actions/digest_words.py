"""What the weekly mail says, in the reader's language."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from lysning.accounts.queries import Contact
from lysning.enquiries.models import Enquiry
from lysning.notifications import rules
from lysning.notifications.actions.letters import answers_of, deadline_of
from lysning.notifications.actions.write import Words, fill, following_url, render
from lysning.notifications.models import Subscription
from lysning.notifications.queries.following import name_of
from lysning.notifications.rules import News, Told
from lysning.notifications.words import event_words, why_words

KEPT = 2_048


def digest_words(
    kind: str,
    email: str,
    language: str,
    pairs: Sequence[tuple[Enquiry, Contact]],
    told: Sequence[Told],
    followed: Sequence[Subscription],
    *,
    at: datetime,
) -> Words:
    """The mail with at most ten lines: the enquiries that wait, then the news; what has no room is counted."""
    shown = pairs[: rules.DIGEST_LINES]
    news = told[: rules.DIGEST_LINES - len(shown)]
    with translation.override(language):
        names = {row.pk: _safe(_named(row)) for row in followed}
        context = {
            "lines": [_enquiry(enquiry, contact, at, language) for enquiry, contact in shown],
            "total": len(pairs),
            "more": len(pairs) - len(shown),
            "news": [_line(line, names, language) for line in news],
            "news_total": len(told),
            "news_more": len(told) - len(news),
            "following_url": following_url(email) if pairs else "",
        }
    return render(kind, to=email, language=language, context=context)


def _enquiry(enquiry: Enquiry, contact: Contact, at: datetime, language: str) -> dict[str, Any]:
    return {
        "title": enquiry.version.title,
        "supplier": enquiry.version.solution.supplier.name,
        "problem": enquiry.version.problem,
        "deadline": deadline_of(enquiry, at, language),
        "answers": answers_of(enquiry, contact),
    }


def _line(line: Told, names: dict[int, str], language: str) -> dict[str, Any]:
    text, html = _words_of(line.news, language)
    return {"text": text, "html": html, "why": why_words([names[reason.subscription_id] for reason in line.reasons])}


@lru_cache(KEPT)
def _words_of(news: News, language: str) -> tuple[str, SafeString]:
    """One piece of news as text and as HTML, in the language that is active: the same for all whom it concerns."""
    facts = {
        "title": _safe(news.title_in(language)),
        "whose": _safe(news.whose),
        "what": event_words(news.event, news.number),
        "is_example": news.is_example,
        "url": settings.BASE_URL + news.path,
        "language": language,
    }
    parts = [
        fill(f"notifications/mails/parts/news_line.{kind}", facts, is_html=kind == "html") for kind in ("txt", "html")
    ]
    return parts[0].rstrip(), SafeString(parts[1].strip())


def _named(row: Subscription) -> str:
    """What is followed, in quotes: some names are half a sentence. A search says its own words so already."""
    return name_of(row) if row.kind == "search" else f"»{name_of(row)}«"


def _safe(name: str) -> str:
    """What people and firms write themselves, on one line and so that no mail program makes a link of it."""
    return rules.unlinked(rules.one_line(name))
