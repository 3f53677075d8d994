"""An enquiry as a person reads it: state, words, days left; the building block of every list in the room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from lysning.catalogue.queries import price_facts_of
from lysning.catalogue.rules.price import Price, price_for
from lysning.directory.models import Post
from lysning.directory.queries import posts_by_id
from lysning.enquiries import words
from lysning.enquiries.models import EarlierAnswer, Enquiry, EnquiryQuerySet
from lysning.enquiries.rules import clock
from lysning.enquiries.rules.clock import State


@dataclass(frozen=True)
class Line:
    """One enquiry, read at the moment `at`: `state` is a key of words.STATES; `last_date` the last day on which an answer is
    in time, None while the clock stands still or nothing is owed.
    """

    enquiry: Enquiry
    at: datetime
    state: str
    last_date: date | None
    is_late: bool
    answer: str

    @property
    def days_left(self) -> int | None:
        """Working days the leader has left, today included; None when nothing is owed."""
        return clock.days_left(self.enquiry.facts, self.at)

    @property
    def state_words(self) -> words.Words:
        """What the state is called."""
        return words.STATES[self.state]

    @property
    def leader_words(self) -> words.Words:
        """What the state is called among those who owe the answer."""
        return words.STATES_FOR_LEADERS.get(self.state, self.state_words)

    @property
    def tone(self) -> str:
        """The kind of badge that fits the state."""
        return BADGES.get(self.state, "plain")

    @property
    def reasons(self) -> list[str]:
        """Why this post, spoken to the leader."""
        return words.reason_sentences(self.enquiry.reasons, to_leader=True)

    @property
    def reasons_for_supplier(self) -> list[str]:
        """Why this post, spoken to the supplier."""
        return words.reason_sentences(self.enquiry.reasons, to_leader=False)

    @property
    def first_reason_for_supplier(self) -> str:
        """The weightiest of them, or nothing."""
        return next(iter(words.reason_sentences(self.enquiry.reasons, to_leader=False, limit=1)), "")

    @property
    def price(self) -> Price | None:
        """What the solution would cost this municipality; None when the supplier has not said."""
        return price_for(price_facts_of(self.enquiry.version), max(1, self.enquiry.municipality.population))


BADGES = {
    "interested": "success",
    "together": "success",
    "later": "info",
    "has_it": "plain",
    "not_relevant": "error",
    "question": "warning",
    "escalated": "warning",
    "no_contact": "plain",
}


def with_everything(rows: EnquiryQuerySet) -> EnquiryQuerySet:
    """One enquiry with what `line` and the templates read: one query for the row, one for its questions."""
    related = ("version__solution__supplier", "post__role", "post__area", "municipality")
    return rows.select_related(*related).with_questions()


def lines(rows: EnquiryQuerySet, at: datetime, posts: Iterable[Post] = ()) -> list[Line]:
    """Reads a list of enquiries with what the templates read: one query for them, one for their questions, one for posts.

    `posts`: those that have been read, each with municipality, role and area.
    """
    found = with_posts(rows.select_related("version__solution__supplier").with_questions(), posts)
    return [line(row, at) for row in found]


def with_posts(rows: Iterable[Enquiry], posts: Iterable[Post] = (), *, with_municipality: bool = True) -> list[Enquiry]:
    """The enquiries, each with its post, and with its municipality where asked for.

    One query, none where all are among `posts`.
    """
    found = list(rows)
    known = {post.pk: post for post in posts}
    known |= posts_by_id({row.post_id for row in found} - set(known), with_municipality=with_municipality)
    for row in found:
        row.post = known[row.post_id]
        if with_municipality:
            row.municipality = row.post.municipality
    return found


def line(enquiry: Enquiry, at: datetime) -> Line:
    """Reads an enquiry that came with everything; no query."""
    state = clock.state(enquiry.facts)
    due = enquiry.deadline_at if state in {*clock.AWAITING_LEADER, State.ESCALATED} else None
    answer = enquiry.answer
    return Line(
        enquiry=enquiry,
        at=at,
        state=state_of(enquiry, state),
        last_date=enquiry.last_date if due else None,
        is_late=due is not None and due <= at,
        answer=words.answer_sentence(answer, get_language() or "da") if answer else "",
    )


def state_of(enquiry: Enquiry, state: State) -> str:
    """The key of words.STATES: an answered enquiry is known by its answer."""
    return enquiry.answer_kind if state == State.ANSWERED else state.value


def earlier_answers(enquiry: Enquiry) -> list[tuple[EarlierAnswer, str]]:
    """The answers that were changed later, oldest first, each with its words. One query."""
    language = get_language() or "da"
    return [(each, words.answer_sentence(each.answer, language)) for each in enquiry.earlier_answers.all()]
