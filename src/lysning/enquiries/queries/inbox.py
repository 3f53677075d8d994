"""The leader's day: the week's cards, what waits for the supplier, what was answered lately."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lysning.core.actors import Actor
from lysning.core.lookups import Alphabetical
from lysning.directory.models import Post
from lysning.directory.queries import posts_by_id
from lysning.enquiries.models import Enquiry
from lysning.enquiries.queries.reading import Line, lines

ANSWERED_SHOWN = 5
ANSWERED_DAYS = 60
MOST_OPEN = 200


@dataclass(frozen=True)
class Others:
    """What other municipalities have said about a solution: how many are interested, and who wants to try it together."""

    interested: int = 0
    together: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """One enquiry to answer, and what others have said."""

    line: Line
    others: Others


@dataclass(frozen=True)
class Inbox:
    """`cards`: this week's, the most urgent first; `more`: further open ones; `paused`: wait for the supplier's word."""

    posts: tuple[Post, ...] = ()
    cards: tuple[Card, ...] = ()
    more: tuple[Line, ...] = ()
    paused: tuple[Line, ...] = ()
    answered: tuple[Line, ...] = field(default=())

    @property
    def has_many_posts(self) -> bool:
        """True when a card must say which post it is for."""
        return len(self.posts) > 1

    @property
    def open_count(self) -> int:
        """How many enquiries the leader owes an answer."""
        return len(self.cards) + len(self.more)


def inbox(actor: Actor, at: datetime) -> Inbox:
    """The enquiries of the posts the actor holds, read at `at`; six queries at most, whatever their number.

    At most as many cards as the posts' weekly room; the rest is listed below. Escalated ones stay: the leader may still
    answer.
    """
    if not actor.posts:
        return Inbox()
    posts = tuple(post for post in posts_by_id(actor.posts).values() if post.closed_at is None)
    mine = Enquiry.objects.filter(post_id__in=[post.pk for post in posts])
    open_ones = mine.open().filter(offered_at__isnull=False).order_by("deadline_at", "pk")
    owed = lines(open_ones[:MOST_OPEN], at, posts)
    paused = tuple(each for each in owed if each.state == "question" and each.last_date is None)
    first, more = _of_the_week([each for each in owed if each not in paused], posts)
    others = others_on([each.enquiry for each in first])
    recent = mine.filter(answered_at__gte=at - timedelta(days=ANSWERED_DAYS)).order_by("-answered_at")
    return Inbox(
        posts=posts,
        cards=tuple(Card(each, others.get(each.enquiry.version.solution_id, Others())) for each in first),
        more=tuple(more),
        paused=paused,
        answered=tuple(lines(recent[:ANSWERED_SHOWN], at, posts)),
    )


def others_on(enquiries: Sequence[Enquiry]) -> dict[int, Others]:
    """Per solution what municipalities other than the enquiry's own have answered. One query."""
    own = {enquiry.version.solution_id: enquiry.municipality_id for enquiry in enquiries}
    rows = Enquiry.objects.standing().filter(version__solution_id__in=own, answer_kind__in=("interested", "together"))
    columns = ("version__solution_id", "municipality_id", "municipality__name", "answer_kind")
    interested: Counter[int] = Counter()
    together: dict[int, list[str]] = {}
    for solution, municipality, name, kind in rows.order_by(Alphabetical("municipality__name")).values_list(*columns):
        if municipality != own[solution]:
            interested[solution] += 1
            if kind == "together":
                together.setdefault(solution, []).append(name)
    return {pk: Others(interested[pk], tuple(dict.fromkeys(together.get(pk, ())))) for pk in own}


def unanswered_count(actor: Actor) -> int:
    """How many enquiries wait for the actor's answer: the number beside "Today" in the menu. One query, none without posts."""
    if not actor.posts:
        return 0
    return Enquiry.objects.open().filter(post_id__in=actor.posts, offered_at__isnull=False).count()


def _of_the_week(owed: Sequence[Line], posts: Sequence[Post]) -> tuple[list[Line], list[Line]]:
    """The most urgent of each post up to its weekly room (at least one), and the rest."""
    room = {post.pk: max(1, post.weekly_room) for post in posts}
    first: list[Line] = []
    more: list[Line] = []
    for each in owed:
        target = first if room[each.enquiry.post_id] > 0 else more
        room[each.enquiry.post_id] -= 1
        target.append(each)
    return first, more
