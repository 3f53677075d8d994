"""The weekly mail: one for each address, at most ten lines, none in a quiet week."""

from collections import defaultdict
from datetime import datetime

from django.utils import translation

from lysning.accounts import queries as accounts
from lysning.accounts.queries import Contact
from lysning.core import clock
from lysning.enquiries.models import Enquiry
from lysning.notifications import rules
from lysning.notifications.actions.letters import answers_of, deadline_of, is_weekly
from lysning.notifications.actions.write import write_mail
from lysning.notifications.models import Mail


def write_digests(*, at: datetime) -> list[Mail]:
    """Writes the week's digests to everybody whose posts have chosen them and have something waiting.

    A second run in the same week writes nothing. The enquiries with the nearest deadline come first.
    """
    year, week, _day = clock.day_of(at).isocalendar()
    rows = Enquiry.objects.open().filter(post__mail_mode="weekly", offered_at__isnull=False, escalated_at__isnull=True)
    rows = rows.select_related("version__solution__supplier", "post__role", "municipality")
    waiting = list(rows.order_by("deadline_at", "pk"))
    contacts = accounts.contacts({enquiry.post_id for enquiry in waiting})
    by_contact: dict[tuple[str, str], list[tuple[Enquiry, Contact]]] = defaultdict(list)
    for enquiry in waiting:
        contact = contacts.get(enquiry.post_id)
        if contact is not None and is_weekly(enquiry, contact):
            by_contact[contact.email.lower(), contact.language].append((enquiry, contact))
    written = [
        _write(pairs, f"digest:{year}-{week:02}:{email}:{language}", language, at)
        for (email, language), pairs in by_contact.items()
    ]
    return [mail for mail in written if mail is not None]


def _write(pairs: list[tuple[Enquiry, Contact]], cause: str, language: str, at: datetime) -> Mail | None:
    shown = pairs[: rules.DIGEST_LINES]
    with translation.override(language):
        lines = [
            {
                "title": enquiry.version.title,
                "supplier": enquiry.version.solution.supplier.name,
                "problem": enquiry.version.problem,
                "deadline": deadline_of(enquiry, at, language),
                "answers": answers_of(enquiry, contact),
            }
            for enquiry, contact in shown
        ]
    return write_mail(
        cause=cause,
        kind="digest",
        to=pairs[0][1].email,
        language=language,
        context={"lines": lines, "total": len(pairs), "more": len(pairs) - len(shown)},
        at=at,
        is_example=all(enquiry.is_example for enquiry, _contact in pairs),
    )
