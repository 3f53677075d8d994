"""The supplier's home: each solution's answers at a glance, questions to answer, the latest news."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lysning.catalogue.models import Solution
from lysning.core.tilemap import TileMap
from lysning.directory.models import Supplier
from lysning.directory.queries import municipality_places
from lysning.enquiries import words
from lysning.enquiries.models import Enquiry, EnquiryQuerySet, Question
from lysning.enquiries.queries.matrix import LOOKS, NOT_REACHED, Cell, picture
from lysning.enquiries.queries.reading import Line, lines
from lysning.enquiries.rules.calendar import local_day
from lysning.enquiries.rules.promises import REACH_DAYS, REACH_MUNICIPALITIES

NEWS_SHOWN = 10


@dataclass(frozen=True)
class SolutionLine:
    """One solution in the supplier's home: municipalities per state, and how the promise of eight stands."""

    solution: Solution
    title: str
    counts: dict[str, int]
    offered_count: int
    waiting_count: int
    answered_count: int
    promise_date: date | None
    map: TileMap

    @property
    def is_promise_kept(self) -> bool:
        """True when eight municipalities have been offered it."""
        return self.offered_count >= REACH_MUNICIPALITIES

    @property
    def shown_counts(self) -> list[tuple[words.Words, int]]:
        """The states that occur, in words, with their number."""
        return [(words.STATES[state], count) for state, count in self.counts.items()]


@dataclass(frozen=True)
class SupplierOverview:
    """A supplier's solutions, the open questions (oldest first), and the latest answers."""

    solutions: tuple[SolutionLine, ...]
    questions: tuple[Question, ...]
    answers: tuple[Line, ...]


def supplier_overview(supplier: Supplier, at: datetime) -> SupplierOverview:
    """Everything on the supplier's home, drafts left out; seven queries, whatever their number."""
    solutions = Solution.objects.filter(supplier=supplier, published_at__isnull=False).select_related("current_version")
    states = _states(supplier)
    ordered = solutions.order_by("withdrawn_at", "-published_at", "pk")
    return SupplierOverview(
        solutions=tuple(_solution_line(solution, states.get(solution.pk, {})) for solution in ordered),
        questions=tuple(open_questions(supplier)),
        answers=tuple(lines(_answers(supplier), at)),
    )


def open_questions(supplier: Supplier) -> list[Question]:
    """The questions the supplier owes an answer, the oldest first. One query."""
    rows = Question.objects.filter(
        answered_at__isnull=True,
        enquiry__version__solution__supplier=supplier,
        enquiry__answered_at__isnull=True,
        enquiry__withdrawn_at__isnull=True,
        enquiry__handed_over_at__isnull=True,
    )
    related = ("enquiry__version", "enquiry__post__role", "enquiry__post__municipality", "enquiry__municipality")
    return list(rows.select_related(*related).order_by("asked_at", "pk"))


def _answers(supplier: Supplier) -> EnquiryQuerySet:
    rows = Enquiry.objects.filter(version__solution__supplier=supplier, answered_at__isnull=False)
    return rows.order_by("-answered_at", "-pk")[:NEWS_SHOWN]


def _states(supplier: Supplier) -> dict[int, dict[int, str]]:
    """Per solution and municipality the state of the standing enquiry. Two queries."""
    open_ids = set(
        Question.objects.filter(answered_at__isnull=True, enquiry__version__solution__supplier=supplier).values_list(
            "enquiry_id", flat=True
        )
    )
    rows = Enquiry.objects.standing().filter(version__solution__supplier=supplier).order_by("created_at", "pk")
    columns = ("pk", "version__solution_id", "municipality_id", "offered_at", "seen_at", "escalated_at", "answer_kind")
    states: dict[int, dict[int, str]] = {}
    for pk, solution, municipality, offered_at, seen_at, escalated_at, kind in rows.values_list(*columns):
        state = (
            kind
            or ("no_contact" if offered_at is None else "")
            or ("escalated" if escalated_at else "")
            or ("question" if pk in open_ids else "")
            or ("seen" if seen_at else "offered")
        )
        states.setdefault(solution, {})[municipality] = state
    return states


def _solution_line(solution: Solution, states: dict[int, str]) -> SolutionLine:
    found = Counter(states.values())
    version = solution.current_version
    cells = [Cell(place, states.get(place.id, NOT_REACHED), None) for place in municipality_places()]
    title = version.title if version else ""
    return SolutionLine(
        solution=solution,
        title=title,
        counts={state: found[state] for state in LOOKS if found[state]},
        offered_count=found.total() - found["no_contact"],
        waiting_count=found["no_contact"],
        answered_count=sum(found[kind] for kind in words.ANSWERS),
        promise_date=local_day(version.frozen_at) + timedelta(days=REACH_DAYS)
        if version and version.frozen_at
        else None,
        map=picture(cells, title=title, description=title),
    )
