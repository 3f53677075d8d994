"""What a run is decided on: the solutions that are due, the leaders each concerns, and who has room this week."""

from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count

from lysning.catalogue.models import Solution, SolutionVersion
from lysning.directory.models import Municipality, Post
from lysning.enquiries.models import Enquiry, EnquiryQuerySet
from lysning.enquiries.queries.restraints import Restraints
from lysning.enquiries.rules.calendar import local_day, start_of_day
from lysning.enquiries.rules.promises import REACH_DAYS, REACH_MUNICIPALITIES
from lysning.matching.queries import PostMatch, Reason, facts_of, match_posts

Progress = Callable[[int, int, str], None]

REST_DAYS = 180
"""A municipality that was offered or answered an earlier version of a solution is left in peace for so long."""

PATIENCE_DAYS = 365
"""A solution that has not got its promised places is tried again every night for so long."""


POSTS_PER_MUNICIPALITY = 3
"""So many of a municipality's posts stand as candidates for one solution; it gets at most one of them."""


@dataclass(frozen=True)
class Placing:
    """A public solution whose turn it is: its current version, the municipalities (ids) that have it, and those where
    it waits for somebody to reach.
    """

    version: SolutionVersion
    reached: frozenset[int]
    waiting: frozenset[int]


@dataclass(frozen=True)
class Candidates:
    """The posts one solution concerns, side by side: id, municipality, relevance from 0 to 1, reasons."""

    posts: Sequence[int]
    municipalities: Sequence[int]
    relevance: Sequence[float]
    reasons: Sequence[tuple[Reason, ...]]


def placings(at: datetime) -> list[Placing]:
    """The solutions that take part in a run at `at`, in the order of their ids.

    Those in the fourteen days after publishing their current version, and those that have not got their promised eight
    municipalities within a year.
    """
    since = at - timedelta(days=PATIENCE_DAYS)
    public = Solution.objects.public().filter(current_version__frozen_at__gte=since)
    versions = [solution.current_version for solution in public.select_related("current_version").order_by("pk")]
    reached, waiting = _places([version for version in versions if version is not None], at)
    every = (Placing(v, frozenset(reached[v.pk]), frozenset(waiting[v.pk])) for v in versions if v is not None)
    return [placing for placing in every if _is_due(placing, at)]


def _is_due(placing: Placing, at: datetime) -> bool:
    assert placing.version.frozen_at is not None
    in_time = local_day(at) <= local_day(placing.version.frozen_at) + timedelta(days=REACH_DAYS)
    return in_time or len(placing.reached) < REACH_MUNICIPALITIES


def _places(versions: Sequence[SolutionVersion], at: datetime) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Per version the municipalities that have the solution, and those where this version waits."""
    current = {version.solution_id: version.pk for version in versions}
    reached: dict[int, set[int]] = {pk: set() for pk in current.values()}
    waiting: dict[int, set[int]] = {pk: set() for pk in current.values()}
    rows = Enquiry.objects.standing().filter(version__solution_id__in=current)
    columns = ("version__solution_id", "version_id", "municipality_id", "offered_at", "answered_at")
    for solution, version, municipality, offered_at, answered_at in rows.values_list(*columns).iterator():
        pk = current[solution]
        if offered_at is None:
            if version == pk:
                waiting[pk].add(municipality)
        elif version == pk or answered_at is None or answered_at >= at - timedelta(days=REST_DAYS):
            reached[pk].add(municipality)
    return reached, waiting


def candidates(
    placed: Sequence[Placing], today: date, progress: Progress, reachable: Container[int]
) -> list[Candidates]:
    """Per solution the posts it concerns, as matching finds them, less what they answered to others of its kind.

    Of each municipality's posts those stand first that can be reached (`reachable`: their ids), so that no post where nobody
    sits takes a place. `progress` is told after each solution. Most posts of one role have equal reasons, so equal ones are
    kept once: a run over thousands of solutions must fit.
    """
    kept: dict[tuple[Reason, ...], tuple[Reason, ...]] = {}
    restraints = Restraints(today)
    found = []
    for number, placing in enumerate(placed, start=1):
        left = restraints.of(placing.version.solution_id)
        found_posts = match_posts(facts_of(placing.version))
        ranked = sorted(
            (_held_back(match, left.get(match.post_id, 1.0)) for match in found_posts),
            key=lambda match: (match.post_id not in reachable, -match.score),
        )
        matches = sorted(_first_per_municipality(ranked), key=lambda match: match.post_id)
        found.append(
            Candidates(
                posts=[match.post_id for match in matches],
                municipalities=[match.municipality_id for match in matches],
                relevance=[match.score for match in matches],
                reasons=[kept.setdefault(match.reasons, match.reasons) for match in matches],
            )
        )
        progress(number, len(placed), "match")
    return found


def _held_back(match: PostMatch, left: float) -> PostMatch:
    return match if left == 1.0 else replace(match, score=match.score * left)


def _first_per_municipality(matches: Sequence[PostMatch]) -> list[PostMatch]:
    """The first few of each municipality."""
    seen: Counter[int] = Counter()
    best = []
    for match in matches:
        seen[match.municipality_id] += 1
        if seen[match.municipality_id] <= POSTS_PER_MUNICIPALITY:
            best.append(match)
    return best


def week_of(run_date: date) -> tuple[datetime, datetime]:
    """The moments at which the week (Monday to Sunday, Danish days) of the date begins and has ended."""
    monday = run_date - timedelta(days=run_date.weekday())
    return start_of_day(monday), start_of_day(monday + timedelta(days=7))


def room_of_posts(run_date: date) -> dict[int, int]:
    """How many more enquiries each post may be offered in the week of the date: its own setting less what it got."""
    begins, ends = week_of(run_date)
    given = _per_post(Enquiry.objects.filter(offered_at__gte=begins, offered_at__lt=ends))
    posts = Post.objects.active().values_list("pk", "weekly_room")
    return {pk: max(0, room - given.get(pk, 0)) for pk, room in posts}


def stand_ins_of_week(run_date: date) -> EnquiryQuerySet:
    """What Lysning has offered coordinators in place of leaders in the week of the date."""
    begins, ends = week_of(run_date)
    rows = Enquiry.objects.filter(is_stand_in=True, handed_from__isnull=True)
    return rows.filter(offered_at__gte=begins, offered_at__lt=ends)


def room_of_desks(run_date: date) -> dict[int, int]:
    """How many more enquiries each municipality's coordinator may be offered in place of leaders in the week of the date."""
    counted = stand_ins_of_week(run_date).order_by().values_list("municipality_id").annotate(number=Count("pk"))
    given = dict(counted)
    rooms = Municipality.objects.values_list("pk", "stand_in_room")
    return {pk: max(0, room - given.get(pk, 0)) for pk, room in rooms}


def room_to_wait() -> dict[int, int]:
    """How many more enquiries may wait for somebody to reach at each post: one week's worth, less those that wait."""
    given = _per_post(Enquiry.objects.waiting())
    return {pk: max(0, room - given.get(pk, 0)) for pk, room in Post.objects.active().values_list("pk", "weekly_room")}


def _per_post(rows: EnquiryQuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("post_id").annotate(number=Count("pk")))
