"""The public promises as measured: each month's value, worked out in the database or by the rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Greatest

from lysning.catalogue.models import Solution
from lysning.directory.models import Municipality, Post
from lysning.enquiries.models import AllocationOutcome, Enquiry, EnquiryQuerySet, PromiseMeasure
from lysning.enquiries.rules import measures
from lysning.enquiries.rules.calendar import local_day, start_of_day
from lysning.enquiries.rules.measures import ReachFacts, Share
from lysning.enquiries.rules.promises import REACH_DAYS, WEEKLY_ROOM

PUBLISH_MINUTES = 10
MONTHS = 12


@dataclass(frozen=True)
class PromiseFigure:
    """One promise: its share kept (0 to 1, None: nothing to measure) over twelve months and this month, on how many
    observations, and (first day of month, value, count) of each of the twelve months, oldest first.
    """

    key: str
    value: float | None
    count: int
    now_value: float | None
    now_count: int
    months: tuple[tuple[date, float | None, int], ...]
    measured_at: datetime | None

    @property
    def trend(self) -> list[float | None]:
        """The monthly values alone, oldest first."""
        return [value for _, value, _ in self.months]


def promises(at: datetime) -> tuple[PromiseFigure, ...]:
    """The measured promises (publish, reach, room, answer, reasons, open) as they are stored. One query."""
    wanted = months_until(local_day(at), MONTHS)
    stored = PromiseMeasure.objects.filter(month_date__gte=wanted[0], month_date__lte=wanted[-1])
    rows = {(row.promise, row.month_date): row for row in stored}
    return tuple(_figure(key, wanted, rows) for key in (*MEASURES, *MEASURED_ABOVE))


def measured(promise: str, month: date, at: datetime) -> Share:
    """The promise's share in the month beginning on `month`, as far as `at` can tell. Raises KeyError for an unknown one."""
    return MEASURES[promise](month, next_month(month), at)


def months_until(day: date, count: int) -> list[date]:
    """The first days of the `count` months that end with the day's own, oldest first."""
    first = day.replace(day=1)
    months = [first]
    while len(months) < count:
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months[::-1]


def next_month(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return (month + timedelta(days=31)).replace(day=1)


def _figure(key: str, wanted: list[date], rows: dict[tuple[str, date], PromiseMeasure]) -> PromiseFigure:
    found = [(month, rows.get((key, month))) for month in wanted]
    months = tuple((month, row.value if row else None, row.count if row else 0) for month, row in found)
    count = sum(number for _, value, number in months if value is not None)
    kept = sum(value * number for _, value, number in months if value is not None)
    now = months[-1]
    measured_at = max((row.measured_at for _, row in found if row), default=None)
    return PromiseFigure(key, kept / count if count else None, count, now[1], now[2], months, measured_at)


def _publish(begins: date, ends: date, _at: datetime) -> Share:
    """Promise 1: solutions first published in the month within ten minutes of being started."""
    rows = Solution.objects.filter(published_at__gte=start_of_day(begins), published_at__lt=start_of_day(ends))
    quick = Q(published_at__lte=F("created_at") + timedelta(minutes=PUBLISH_MINUTES))
    return Share(**rows.aggregate(part=Count("pk", filter=quick), whole=Count("pk")))


def _reach(begins: date, ends: date, at: datetime) -> Share:
    """Promise 2: solutions whose fourteen days ended in the month; see rules.measures.reach."""
    span = timedelta(days=REACH_DAYS)
    published = Solution.objects.filter(
        published_at__gte=start_of_day(begins - span), published_at__lt=start_of_day(ends - span)
    )
    solutions = dict(published.values_list("pk", "published_at"))
    relevant = dict(
        AllocationOutcome.objects.filter(version__solution_id__in=solutions)
        .values_list("version__solution_id")
        .annotate(most=Max(Greatest("municipality_count", "reached_count")))
    )
    offers: dict[int, list[datetime]] = {}
    rows = Enquiry.objects.filter(version__solution_id__in=solutions, offered_at__isnull=False)
    firsts = rows.values_list("version__solution_id", "municipality_id").annotate(first=Min("offered_at"))
    for solution, _, first in firsts:
        offers.setdefault(solution, []).append(first)
    facts = (
        ReachFacts(published_at, relevant.get(pk, 0), tuple(offers.get(pk, ())))
        for pk, published_at in solutions.items()
        if published_at is not None
    )
    return measures.reach(facts, at)


def _room(begins: date, ends: date, _at: datetime) -> Share:
    """Promise 3: weeks beginning in the month in which a post, or a coordinator in leaders' place, got no more offers from
    Lysning than there was room for.

    What a colleague hands over counts against the room, but is not Lysning's offer.
    """
    monday = begins + timedelta(days=-begins.weekday() % 7)
    last = ends + timedelta(days=-ends.weekday() % 7)
    rows = Enquiry.objects.filter(
        handed_from__isnull=True, offered_at__gte=start_of_day(monday), offered_at__lt=start_of_day(last)
    )
    posts = _weeks_within(rows, "post_id", dict(Post.objects.values_list("pk", "weekly_room")))
    desk_rooms = dict(Municipality.objects.values_list("pk", "stand_in_room"))
    desks = _weeks_within(rows.filter(is_stand_in=True), "municipality_id", desk_rooms)
    return Share(posts.part + desks.part, posts.whole + desks.whole)


def _weeks_within(rows: EnquiryQuerySet, whose: str, room: Mapping[int, int]) -> Share:
    """Among the weeks in which somebody got offers those with no more than there was room for."""
    offers = [(key, moment) for key, moment in rows.values_list(whose, "offered_at") if moment is not None]
    counts = measures.offers_per_week(offers)
    return Share(len(counts) - len(measures.weeks_over_room(counts, room, WEEKLY_ROOM)), len(counts))


def _answer(begins: date, ends: date, at: datetime) -> Share:
    """Promise 4: enquiries whose deadline lay in the month and has passed, answered before it."""
    until = min(start_of_day(ends), at + timedelta(microseconds=1))
    return answered_in_time(Q(deadline_at__gte=start_of_day(begins), deadline_at__lt=until))


def answered_in_time(condition: Q) -> Share:
    """rules.measures.answer_rate worked out by the database, over the enquiries of the condition.

    The condition must keep out deadlines that have not passed.
    """
    rows = Enquiry.objects.filter(condition, withdrawn_at__isnull=True, handed_over_at__isnull=True)
    in_time = Q(answered_at__lt=F("deadline_at"))
    return Share(**rows.order_by().aggregate(part=Count("pk", filter=in_time), whole=Count("pk")))


def _reasons(begins: date, ends: date, _at: datetime) -> Share:
    """Promise 5: enquiries offered in the month that say why they came to this post."""
    rows = Enquiry.objects.filter(offered_at__gte=start_of_day(begins), offered_at__lt=start_of_day(ends))
    return Share(**rows.aggregate(part=Count("pk", filter=~Q(reasons=[])), whole=Count("pk")))


MEASURES: dict[str, Callable[[date, date, datetime], Share]] = {
    "publish": _publish,
    "reach": _reach,
    "room": _room,
    "answer": _answer,
    "reasons": _reasons,
}
MEASURED_ABOVE = ("open",)
"""The promises that a higher room measures and keeps with `actions.add_to_measure`."""
