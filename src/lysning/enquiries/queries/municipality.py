"""A municipality's enquiries: the coordinator's overview, and the figures everyone may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Q

from lysning.directory.models import Municipality, Post
from lysning.enquiries.models import Enquiry, EnquiryQuerySet
from lysning.enquiries.queries.candidates import stand_ins_of_week
from lysning.enquiries.queries.promises import answered_in_time
from lysning.enquiries.queries.reading import Line, lines
from lysning.enquiries.rules.calendar import local_day
from lysning.taxonomy.queries import areas

MEASURED_DAYS = 365
LEAST_SHOWN = 3
LINES_A_PAGE = 25
VIEWS = ("open", "late", "waiting", "answered")
SPENT = """
    SELECT count(spent_days), percentile_cont(0.5) WITHIN GROUP (ORDER BY spent_days) FROM enquiries_enquiry
    WHERE municipality_id = %(municipality)s AND answered_at > %(since)s AND answered_at <= %(at)s
"""


@dataclass(frozen=True)
class MunicipalityMeasures:
    """The public figures of twelve months: the share (0 to 1) of enquiries answered in time among those due, the median of
    working days to an answer, each with its number of observations. None: nothing to measure, or fewer than three, which
    might point at one person (`is_too_few`).
    """

    answer_rate: float | None
    due_count: int
    median_days: float | None
    answered_count: int

    @property
    def is_too_few(self) -> bool:
        """True when there is something, but too little to show."""
        return 0 < self.due_count < LEAST_SHOWN


@dataclass(frozen=True)
class MunicipalityOverview:
    """What a coordinator looks after: how many are open, late, waiting for somebody to reach and answered, one page of the
    chosen view, the areas with their open and late numbers, and how many came to the coordinator this week in place of
    leaders.
    """

    measures: MunicipalityMeasures
    counts: dict[str, int]
    view: str
    page: Page[int]
    lines: tuple[Line, ...]
    areas: tuple[tuple[str, int, int], ...]
    unreachable_posts: int
    stand_in_count: int


def municipality_measures(municipality: Municipality | int, at: datetime) -> MunicipalityMeasures:
    """The public figures of the municipality (or its id) in the twelve months before `at`. Two queries.

    The rate is rules.measures.answer_rate over deadlines in these months; the median is over the answers given in them.
    """
    pk = municipality if isinstance(municipality, int) else municipality.pk
    since = at - timedelta(days=MEASURED_DAYS)
    due = answered_in_time(Q(municipality_id=pk, deadline_at__gt=since, deadline_at__lte=at))
    with connection.cursor() as cursor:
        cursor.execute(SPENT, {"municipality": pk, "since": since, "at": at})
        answered, typical = cursor.fetchone()
    return MunicipalityMeasures(
        answer_rate=due.value if due.whole >= LEAST_SHOWN else None,
        due_count=due.whole,
        median_days=float(typical) if answered >= LEAST_SHOWN else None,
        answered_count=answered,
    )


def municipality_overview(
    municipality: Municipality, at: datetime, view: str = "open", page: int | str = 1
) -> MunicipalityOverview:
    """The coordinator's overview; nine queries, whatever their number. An unknown `view` shows the open ones, a page that
    is not there the nearest.
    """
    mine = Enquiry.objects.filter(municipality=municipality)
    measures = municipality_measures(municipality, at)
    by_area = _by_area(mine, at)
    counts = {
        "open": sum(number for number, _late in by_area.values()),
        "late": sum(late for _number, late in by_area.values()),
        "waiting": mine.waiting().count(),
        "answered": measures.answered_count,
    }
    chosen = view if view in VIEWS else "open"
    shown = Paginator(range(counts[chosen]), LINES_A_PAGE).get_page(page)
    first = (shown.number - 1) * LINES_A_PAGE
    return MunicipalityOverview(
        measures=measures,
        counts=counts,
        view=chosen,
        page=shown,
        lines=tuple(lines(_of_view(mine, chosen, at)[first : first + LINES_A_PAGE], at)),
        areas=tuple((area.name, *by_area[area.pk]) for area in areas() if area.pk in by_area),
        unreachable_posts=_unreachable(municipality),
        stand_in_count=stand_ins_of_week(local_day(at)).filter(municipality=municipality).count(),
    )


def _by_area(mine: EnquiryQuerySet, at: datetime) -> dict[int, tuple[int, int]]:
    """Per area (id) how many wait for an answer, and how many of them are late."""
    late = Count("pk", filter=Q(deadline_at__lte=at))
    rows = mine.open().filter(offered_at__isnull=False).order_by().values_list("post__area")
    return {area: (number, overdue) for area, number, overdue in rows.annotate(number=Count("pk"), late=late)}


def _of_view(mine: EnquiryQuerySet, view: str, at: datetime) -> EnquiryQuerySet:
    return {
        "open": mine.open().filter(offered_at__isnull=False).order_by("deadline_at", "pk"),
        "late": mine.open().filter(deadline_at__lte=at).order_by("deadline_at", "pk"),
        "waiting": mine.waiting().order_by("created_at", "pk"),
        "answered": mine.filter(answered_at__gt=at - timedelta(days=MEASURED_DAYS)).order_by("-answered_at", "-pk"),
    }[view]


def _unreachable(municipality: Municipality) -> int:
    """Posts with neither an address nor a holder: their enquiries come to the coordinator."""
    held = Q(memberships__ended_at__isnull=True, memberships__isnull=False)
    return Post.objects.active().filter(municipality=municipality, email="").exclude(held).count()
