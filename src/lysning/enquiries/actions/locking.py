"""One enquiry at a time: every verb takes the row's lock before it looks at its state."""

from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules import clock


def lock(enquiry: Enquiry) -> Enquiry:
    """The enquiry as it stands now, locked until the transaction ends."""
    return Enquiry.objects.select_for_update().get(pk=enquiry.pk)


def set_deadline(row: Enquiry) -> None:
    """Works the deadline out again from the time stamps and stores it; empty while the clock stands still."""
    row.deadline_at = clock.deadline(row.facts)
    row.save(update_fields=["deadline_at"])
