"""What the operator sees: allocation runs, and the posts nobody can be reached at."""

from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.utils.functional import Promise

from lysning.core.formats import alphabetical
from lysning.directory.models import Municipality
from lysning.enquiries import words
from lysning.enquiries.models import Allocation, AllocationOutcome, Enquiry


@dataclass(frozen=True)
class OutcomeLine:
    """One solution in a run, with what kept it from more in words."""

    outcome: AllocationOutcome
    why: words.Words
    reasons: tuple[tuple[str | Promise, int], ...]


@dataclass(frozen=True)
class Unreached:
    """A municipality in which enquiries wait because nobody can be reached, since when, and how many posts and enquiries."""

    municipality: Municipality
    enquiry_count: int
    post_count: int
    since: object


def runs() -> QuerySet[Allocation]:
    """Every run, the latest first."""
    return Allocation.objects.order_by("-run_date", "-number")


def outcomes_of(allocation: Allocation) -> QuerySet[AllocationOutcome]:
    """What a run did per solution, those that got least first."""
    rows = allocation.outcomes.select_related("version__solution__supplier")
    return rows.order_by("reached_count", "offered_count", "pk")


def outcome_line(outcome: AllocationOutcome) -> OutcomeLine:
    """An outcome in words; no query."""
    reasons = tuple((words.WHYS.get(each["code"], each["code"]), each["count"]) for each in outcome.reasons)
    return OutcomeLine(outcome, words.WHYS.get(outcome.why, outcome.why), reasons)


def without_contact() -> list[Unreached]:
    """The municipalities in which enquiries wait for somebody to reach, the most first. Two queries."""
    rows = (
        Enquiry.objects.waiting()
        .order_by()
        .values("municipality_id")
        .annotate(enquiries=Count("pk"), posts=Count("post_id", distinct=True), since=Min("created_at"))
    )
    found = {row["municipality_id"]: row for row in rows}
    places = Municipality.objects.in_bulk(found)
    lines = [Unreached(places[pk], row["enquiries"], row["posts"], row["since"]) for pk, row in found.items()]
    return sorted(lines, key=lambda each: (-each.enquiry_count, alphabetical(each.municipality.name)))
