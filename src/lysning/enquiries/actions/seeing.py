"""The leader has opened the enquiry."""

from datetime import datetime

from lysning.enquiries.models import Enquiry


def mark_seen(*, enquiry: Enquiry, at: datetime) -> bool:
    """Notes when the leader first opened the enquiry; True the first time, afterwards nothing changes.

    One conditional UPDATE and no audit entry: it decides nothing. Ended and unoffered enquiries stay as they are.
    """
    rows = Enquiry.objects.open().filter(pk=enquiry.pk, offered_at__isnull=False, seen_at__isnull=True)
    return rows.update(seen_at=at) == 1
