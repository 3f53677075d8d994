"""The weekly mail: one for each address, at most ten lines that say why they are there, none in a quiet week.

What waits for an answer stands first, what is new about followed things after it. A round is cut into blocks of addresses;
each is written with the place it has come to in one transaction, so that a round that is interrupted goes on where it was.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from lysning.accounts import queries as accounts
from lysning.accounts.queries import Contact
from lysning.core import clock
from lysning.enquiries.models import Enquiry
from lysning.notifications import rules
from lysning.notifications.actions.digest_words import digest_words
from lysning.notifications.actions.letters import is_weekly
from lysning.notifications.actions.write import Draft, Words, write_messages
from lysning.notifications.models import Digest, Subscription
from lysning.notifications.queries.followers import addresses_after, subscriptions_of
from lysning.notifications.queries.news import Gathered, gather

log = logging.getLogger(__name__)
BLOCK = 500
WEEK = timedelta(days=7)
SETTLED = timedelta(minutes=5)
"""What happened in the last minutes waits for the next round: its transaction may not be seen yet."""
Waiting = Mapping[str, Sequence[tuple[Enquiry, Contact]]]


@dataclass
class Result:
    """What became of the addresses of one block; `drafts` are what is to be written."""

    drafts: list[Draft] = field(default_factory=list)
    quiet_count: int = 0


def write_digests(*, at: datetime) -> Digest:
    """Writes the week's mails to everybody who follows something or has chosen to get enquiries once a week.

    A second run in the same week writes nothing. A round that was interrupted is finished first, with the news of its own
    days. What is new is reckoned from where the last round stopped, so nothing falls between two.
    """
    for unfinished in Digest.objects.filter(finished_at__isnull=True).order_by("until"):
        _finish(unfinished, at)
    return _finish(_round_of(at), at)


def _round_of(at: datetime) -> Digest:
    year, week, _day = clock.day_of(at).isocalendar()
    last = Digest.objects.first()
    until = at - SETTLED
    since = last.until if last is not None else until - WEEK
    if since >= until:
        until = since + timedelta(microseconds=1)
    facts = {"since": since, "until": until, "started_at": at}
    return Digest.objects.get_or_create(week=f"{year}-W{week:02}", defaults=facts)[0]


def _finish(digest: Digest, at: datetime) -> Digest:
    if digest.finished_at is None:
        waiting, gathered = _waiting(), gather(digest.since, digest.until)
        while _write_block(digest.pk, waiting, gathered, at):
            pass
    digest.refresh_from_db()
    return digest


@transaction.atomic
def _write_block(digest_id: int, waiting: Waiting, gathered: Gathered, at: datetime) -> bool:
    """Writes to the next addresses; False when there are none left, and the round is finished."""
    digest = Digest.objects.select_for_update().get(pk=digest_id)
    if digest.finished_at is not None:
        return False
    addresses = addresses_after(digest.last_email, among=waiting, most=BLOCK)
    if not addresses:
        Digest.objects.filter(pk=digest.pk).update(finished_at=at, last_email="")
        return False
    result = _composed(digest, addresses, waiting, gathered)
    states = [mail.state for mail in write_messages(result.drafts, at=at)]
    failed, stopped = states.count("failed"), states.count("suppressed")
    Digest.objects.filter(pk=digest.pk).update(
        last_email=addresses[-1],
        address_count=F("address_count") + len(addresses),
        quiet_count=F("quiet_count") + result.quiet_count,
        failed_count=F("failed_count") + failed,
        stopped_count=F("stopped_count") + stopped,
        written_count=F("written_count") + len(states) - failed - stopped,
    )
    return True


def _composed(digest: Digest, addresses: Sequence[str], waiting: Waiting, gathered: Gathered) -> Result:
    result = Result()
    followed = subscriptions_of(addresses)
    for email in addresses:
        try:
            draft = _draft(digest, email, waiting.get(email, ()), followed.get(email, ()), gathered)
        except (
            Exception
        ) as error:  # one address must not keep the week's mail from all others; it is recorded as failed
            log.exception("the weekly mail of one address could not be written")
            words = Words(f"{digest.week}", "")
            draft = Draft(
                _cause(digest, email), rules.FOLLOWED, email, "da", words, error=f"{type(error).__name__}: {error}"
            )
        if draft is None:
            result.quiet_count += 1
        else:
            result.drafts.append(draft)
    return result


def _draft(
    digest: Digest,
    email: str,
    pairs: Sequence[tuple[Enquiry, Contact]],
    followed: Sequence[Subscription],
    gathered: Gathered,
) -> Draft | None:
    lines = rules.lines_of(pair for row in followed for pair in gathered.for_subscription(row))
    if not pairs and not lines:
        return None
    language = pairs[0][1].language if pairs else _language_of(followed)
    kind = "digest" if pairs else rules.FOLLOWED
    return Draft(
        cause=_cause(digest, email),
        kind=kind,
        to=pairs[0][1].email if pairs else email,
        language=language,
        words=digest_words(kind, email, language, pairs, lines, followed, at=digest.started_at),
        is_example=all(enquiry.is_example for enquiry, _contact in pairs) and all(t.news.is_example for t in lines),
    )


def _cause(digest: Digest, email: str) -> str:
    return f"digest:{digest.week}:{email}"


def _language_of(followed: Sequence[Subscription]) -> str:
    newest = followed[-1]
    return newest.user.language if newest.user is not None else newest.language


def _waiting() -> Waiting:
    """The enquiries of posts that have chosen one mail a week, by the address that reads them, the nearest deadline first."""
    rows = Enquiry.objects.open().filter(post__mail_mode="weekly", offered_at__isnull=False, escalated_at__isnull=True)
    rows = rows.select_related("version__solution__supplier", "post__role", "municipality")
    waiting = list(rows.order_by("deadline_at", "pk"))
    contacts = accounts.contacts({enquiry.post_id for enquiry in waiting})
    by_address: dict[str, list[tuple[Enquiry, Contact]]] = defaultdict(list)
    for enquiry in waiting:
        contact = contacts.get(enquiry.post_id)
        if contact is not None and is_weekly(enquiry, contact):
            by_address[contact.email.lower()].append((enquiry, contact))
    return by_address
