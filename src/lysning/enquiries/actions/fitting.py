"""A word on the matching itself: does this enquiry belong to the post at all?"""

from datetime import datetime

from django.db import transaction

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.enquiries.actions.locking import lock
from lysning.enquiries.models import Enquiry


@transaction.atomic
def say_whether_it_fits(*, enquiry: Enquiry, fits: bool, by: Actor, at: datetime) -> Enquiry:
    """Keeps whether the enquiry came to the right post; no answer to the supplier, who never sees it. The last word counts.

    It teaches the matching: a no lowers what the post is offered of the kind (rules.restraint).
    """
    row = lock(enquiry)
    if row.fits != fits:
        row.fits, row.fits_said_at = fits, at
        row.save(update_fields=["fits", "fits_said_at"])
        audit.record("enquiries.say_whether_it_fits", row, by=by, at=at, fits=fits)
    return row
