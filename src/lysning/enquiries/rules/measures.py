"""The promises as measured: pure functions of facts, each with its definition, so that a figure can be disputed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from lysning.enquiries.rules.calendar import CLOSING_DAYS, ClosingDays, local_day
from lysning.enquiries.rules.clock import EnquiryFacts, deadline, working_days_spent
from lysning.enquiries.rules.promises import ANSWER_WORKING_DAYS, REACH_DAYS, REACH_MUNICIPALITIES


@dataclass(frozen=True)
class Share:
    """`part` of `whole`; a share of nothing is not zero but unknown."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None when there is nothing to measure."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class ReachFacts:
    """A published solution: when, how many municipalities have a relevant post, and the moment of the first offer in
    each municipality reached.
    """

    published_at: datetime
    relevant_municipalities: int
    first_offers_at: tuple[datetime, ...] = ()


WeekOfPost = tuple[int, int, int]
"""Post id, ISO year, ISO week."""


def reach(solutions: Iterable[ReachFacts], at: datetime) -> Share:
    """Promise 2: the share of solutions offered in at least eight municipalities within 14 days of publishing.

    Counted are solutions with at least eight relevant municipalities whose 14 days are over at `at`: those still in
    time are neither kept nor broken. The 14 days are local days: the last offer that counts is made on the fourteenth
    day after the day of publishing.
    """
    last_days = ((facts, local_day(facts.published_at) + timedelta(days=REACH_DAYS)) for facts in solutions)
    due = [
        sum(local_day(offer) <= last_day for offer in facts.first_offers_at)
        for facts, last_day in last_days
        if facts.relevant_municipalities >= REACH_MUNICIPALITIES and local_day(at) > last_day
    ]
    return Share(sum(reached >= REACH_MUNICIPALITIES for reached in due), len(due))


def gini(exposures: Iterable[int]) -> float | None:
    """How unevenly exposure (offers per solution, zeros included) is spread: 0 all alike, near 1 one has it all.

    Gini's mean difference over twice the mean, for a whole population (Gini 1912; Sen, On Economic Inequality, 1973).
    None when there are no solutions or no offers.
    """
    ordered = sorted(exposures)
    total, count = sum(ordered), len(ordered)
    if not total:
        return None
    weighted = sum(rank * exposure for rank, exposure in enumerate(ordered, start=1))
    return 2 * weighted / (count * total) - (count + 1) / count


def answer_rate(
    enquiries: Iterable[EnquiryFacts],
    at: datetime,
    closing: ClosingDays = CLOSING_DAYS,
    limit_days: int = ANSWER_WORKING_DAYS,
) -> Share:
    """Promise 4: the share of enquiries answered before their deadline, among those whose deadline has passed at `at`.

    Left out: enquiries withdrawn or handed over (the new post's enquiry counts instead), not offered, paused, or still
    in time, answered or not: counting quick answers at once but slow ones later would flatter the rate.
    """
    kept = []
    for facts in enquiries:
        due = deadline(facts, closing, limit_days)
        if due is None or due > at or facts.withdrawn_at or facts.handed_over_at:
            continue
        kept.append(facts.answered_at is not None and facts.answered_at < due)
    return Share(sum(kept), len(kept))


def median_working_days_to_answer(
    enquiries: Iterable[EnquiryFacts], closing: ClosingDays = CLOSING_DAYS
) -> float | None:
    """The median of the working days the leaders had spent when they answered; the answered ones alone.

    Zero is an answer before the first working day after the offer had ended; paused days do not count. None without
    answers. Says nothing about the unanswered: read it beside `answer_rate`.
    """
    spent = [
        working_days_spent(facts, facts.answered_at, closing)
        for facts in enquiries
        if facts.answered_at is not None and facts.offered_at is not None
    ]
    return float(median(spent)) if spent else None


def offers_per_week(offers: Iterable[tuple[int, datetime]]) -> Counter[WeekOfPost]:
    """Promise 3: how many enquiries each post (or desk) was offered in each ISO week (Monday to Sunday, local days)."""
    return Counter((post, *local_day(offered_at).isocalendar()[:2]) for post, offered_at in offers)


def weeks_over_room(counts: Mapping[WeekOfPost, int], room: Mapping[int, int], otherwise: int) -> Sequence[WeekOfPost]:
    """The post-weeks with more offers than the post's room (`otherwise` for posts without an own setting), in order."""
    return sorted(week for week, count in counts.items() if count > room.get(week[0], otherwise))
