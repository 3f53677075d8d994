"""The supplier's picture of one solution: every municipality's state with reasons, and what to improve."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lysning.catalogue.models import Solution
from lysning.core.tilemap import LegendEntry, Look, TileMap, draw_places
from lysning.directory.queries import MunicipalityPlace, municipality_places
from lysning.enquiries import words
from lysning.enquiries.models import AllocationOutcome, Enquiry
from lysning.enquiries.queries.improving import Improvement, improvements
from lysning.enquiries.queries.reading import Line, line, with_posts
from lysning.enquiries.rules.promises import REACH_MUNICIPALITIES

NOT_REACHED = "not_reached"
ALL = "all"
LOOKS = {
    NOT_REACHED: ("empty", ""),
    "no_contact": ("empty", "×"),
    "offered": ("pale", "·"),
    "seen": ("soft", "o"),
    "question": ("sun", "?"),
    "escalated": ("quiet", "!"),
    "interested": ("mid", "+"),
    "together": ("deep", "&"),
    "later": ("sky", "…"),
    "has_it": ("night", "="),
    "not_relevant": ("clay", "–"),
    "handed_over": ("quiet", "→"),
    "withdrawn": ("quiet", "×"),
}
"""Per state a tone of the tile map and a sign that says the same without colour."""


@dataclass(frozen=True)
class Cell:
    """One municipality: its state, and the enquiry that stands there, if any."""

    place: MunicipalityPlace
    state: str
    line: Line | None

    @property
    def state_words(self) -> words.Words:
        """What the state is called."""
        return words.STATES[self.state]


@dataclass(frozen=True)
class Matrix:
    """All municipalities of one solution, by name; `counts` per state in the legend's order, without zeros."""

    solution: Solution
    cells: tuple[Cell, ...]
    improvements: tuple[Improvement, ...]
    outcome: AllocationOutcome | None

    @property
    def counts(self) -> dict[str, int]:
        """How many municipalities are in each state that occurs."""
        found = Counter(cell.state for cell in self.cells)
        return {state: found[state] for state in LOOKS if found[state]}

    @property
    def offered_count(self) -> int:
        """Municipalities that have been offered the solution."""
        return sum(cell.line is not None and cell.line.enquiry.offered_at is not None for cell in self.cells)

    @property
    def answered_count(self) -> int:
        """Municipalities that have answered."""
        return sum(bool(cell.line and cell.line.answer) for cell in self.cells)

    @property
    def missing_count(self) -> int:
        """How many municipalities the promised eight still lack."""
        return max(0, REACH_MUNICIPALITIES - self.offered_count)

    @property
    def outcome_words(self) -> words.Words:
        """Why the latest run gave no more places."""
        return words.WHYS.get(self.outcome.why, "") if self.outcome else ""

    @property
    def areas(self) -> list[tuple[str, str]]:
        """The areas of the posts that were asked, as key and name."""
        found = {cell.line.enquiry.post.area for cell in self.cells if cell.line is not None}
        return [(area.key, area.name) for area in sorted(found, key=lambda area: area.position)]

    def narrowed(self, *, state: str = "", area: str = "", text: str = "") -> list[Cell]:
        """The municipalities in a state, asked in an area, with the text in their name.

        When nothing is said those that have been asked; with the state ALL every one.
        """
        asked_only = not (state or text)
        return [
            cell
            for cell in self.cells
            if state in {"", ALL, cell.state}
            and (cell.line is not None or not asked_only)
            and (not area or (cell.line is not None and cell.line.enquiry.post.area.key == area))
            and text.casefold() in cell.place.name.casefold()
        ]


def matrix(solution: Solution, at: datetime) -> Matrix:
    """Every municipality's state for the solution, whatever version it was asked about; five queries.

    Where several enquiries were made the standing one counts, the latest first.
    """
    asked = Enquiry.objects.filter(version__solution=solution).with_questions()
    latest: dict[int, Enquiry] = {}
    for row in sorted(asked, key=_weight):
        latest[row.municipality_id] = row
    lines = {row.municipality_id: line(row, at) for row in with_posts(latest.values(), with_municipality=False)}
    cells = tuple(
        Cell(place, lines[place.id].state if place.id in lines else NOT_REACHED, lines.get(place.id))
        for place in municipality_places()
    )
    outcomes = AllocationOutcome.objects.filter(version__solution=solution).select_related("allocation")
    outcome = outcomes.order_by("-allocation__run_date", "-allocation__number").first()
    version = solution.current_version
    found = improvements(list(lines.values()), outcome, version) if version else ()
    return Matrix(solution, cells, tuple(found), outcome)


def _weight(row: Enquiry) -> tuple[bool, datetime, int]:
    return (row.withdrawn_at is None and row.handed_over_at is None, row.created_at, row.pk)


def picture(cells: Sequence[Cell], *, title: str, description: str, anchor: str = "") -> TileMap:
    """The tile map of the cells; `anchor` is the address before the municipality's code to which a tile leads."""
    names = {state: str(words.STATES[state]) for state in LOOKS}
    return draw_places(
        (
            (
                cell.place,
                Look(cell.state, names[cell.state], f"{anchor}{cell.place.code}" if anchor and cell.line else None),
            )
            for cell in cells
        ),
        legend=[LegendEntry(state, names[state], *look) for state, look in LOOKS.items()],
        title=title,
        description=description,
    )
