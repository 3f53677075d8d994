"""Nobody owes an answer about a solution that is no longer there."""

from datetime import datetime

from django.db import transaction

from lysning.catalogue.models import Solution, SolutionVersion
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.enquiries.events import EnquiryWithdrawn
from lysning.enquiries.models import Enquiry


def withdraw_enquiries(*, solution: Solution, by: Actor, at: datetime) -> int:
    """Ends every open enquiry about the solution, of whatever version, offered or waiting; returns how many.

    Answers stay. Announces EnquiryWithdrawn for each that had been offered.
    """
    with transaction.atomic():
        rows = Enquiry.objects.open().filter(version__solution=solution)
        return _withdraw(list(rows.select_for_update(of=["self"]).order_by("pk")), by, at)


def withdraw_outdated(*, version: SolutionVersion, by: Actor, at: datetime) -> int:
    """Ends the enquiries about earlier versions that never found anybody to reach: the new version takes their place."""
    with transaction.atomic():
        rows = Enquiry.objects.waiting().filter(version__solution_id=version.solution_id).exclude(version=version)
        return _withdraw(list(rows.select_for_update(of=["self"]).order_by("pk")), by, at)


def _withdraw(rows: list[Enquiry], by: Actor, at: datetime) -> int:
    Enquiry.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_at=at)
    for row in rows:
        audit.record("enquiries.withdraw", row, by=by, at=at)
        if row.offered_at is not None:
            events.announce(EnquiryWithdrawn(row.pk))
    return len(rows)
