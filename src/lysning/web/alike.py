"""What is like a solution or a need, and who else could use it: as a page shows it, with the words they share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from lysning.catalogue.queries import headings
from lysning.core.actors import Actor
from lysning.matching.queries.similar import (
    Alike,
    needs_for_solution,
    similar_needs,
    similar_solutions,
    solutions_for_need,
    worth_showing,
)
from lysning.matching.rules.profiles import Reading, read
from lysning.matching.rules.scoring import shown_words
from lysning.matching.text.analyser import default_analyser
from lysning.needs.models import Need


@dataclass(frozen=True)
class Neighbour:
    """One thing that is like the page's own: what it is called, where it is, whose it is, and the words both use."""

    title: str
    address: str
    whose: str
    is_example: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class Neighbours:
    """The solutions and the needs near one thing, most alike first."""

    solutions: Sequence[Neighbour]
    needs: Sequence[Neighbour]


def near_solution(solution_id: int, text: str, actor: Actor) -> Neighbours:
    """Other solutions of the kind, and the open needs this one speaks to. At most fourteen queries."""
    reading = read({"description": text}, default_analyser())
    needs, solutions = needs_for_solution(solution_id, actor=actor), similar_solutions(solution_id)
    return Neighbours(_solutions(worth_showing(solutions), reading), _needs(worth_showing(needs), reading))


def near_need(need: Need, actor: Actor) -> Neighbours:
    """The solutions that speak to a need, and other open needs like it. At most fourteen queries."""
    reading = read({"title": need.title, "description": need.description}, default_analyser())
    needs, solutions = similar_needs(need.pk, actor=actor), solutions_for_need(need.pk)
    return Neighbours(_solutions(worth_showing(solutions), reading), _needs(worth_showing(needs), reading))


def _solutions(found: Sequence[Alike], reading: Reading) -> list[Neighbour]:
    words = _words(found, reading)
    return [
        Neighbour(
            each.title,
            reverse("web:solution", args=[each.slug]),
            each.supplier_name,
            each.is_example,
            words[each.solution_id],
        )
        for each in headings(words)
    ]


def _needs(found: Sequence[Alike], reading: Reading) -> list[Neighbour]:
    words = _words(found, reading)
    rows = Need.objects.select_related("municipality").in_bulk(list(words))
    return [
        Neighbour(
            rows[pk].title,
            reverse("needs:need", args=[rows[pk].slug]),
            rows[pk].municipality.official_name,
            rows[pk].is_example,
            said,
        )
        for pk, said in words.items()
    ]


def _words(found: Sequence[Alike], reading: Reading) -> dict[int, tuple[str, ...]]:
    return {each.subject_id: shown_words(((term, 1.0) for term in each.terms), reading) for each in found}
