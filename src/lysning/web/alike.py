"""What is like a solution or a need, and who else could use it: as a page shows it, with the words they share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from lysning.catalogue.queries import headings, public_shelf
from lysning.core.actors import Actor
from lysning.evidence.models import EarlierProject
from lysning.matching.queries.ranking import Said
from lysning.matching.queries.similar import (
    Alike,
    needs_for_solution,
    said,
    similar_needs,
    similar_projects,
    similar_solutions,
    solutions_for_need,
    worth_showing,
)
from lysning.matching.queries.tried import projects_that_say, said_by_project
from lysning.matching.rules.profiles import Reading, read
from lysning.matching.rules.scoring import shown_words
from lysning.matching.rules.telling import telling
from lysning.matching.text.analyser import default_analyser
from lysning.needs.models import Need
from lysning.taxonomy.models import Topic
from lysning.web.project_words import years_of


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
    """The solutions, the needs and the earlier projects near one thing, most alike first."""

    solutions: Sequence[Neighbour]
    needs: Sequence[Neighbour]
    projects: Sequence[Neighbour]


def near_solution(solution_id: int, text: str, actor: Actor) -> Neighbours:
    """Other solutions of the kind, the open needs this one speaks to, and who has tried it. At most twelve queries."""
    reading, own = reading_of({"description": text}), said("solution", solution_id)
    needs, solutions = needs_for_solution(solution_id, actor=actor, own=own), similar_solutions(solution_id, own=own)
    tried = projects_that_say("solution", solution_id, actor=actor, own=own)
    return Neighbours(
        _solutions(worth_showing(solutions), reading),
        neighbouring_needs(worth_showing(needs), reading),
        _projects(tried, reading),
    )


def near_need(need: Need, actor: Actor) -> Neighbours:
    """The solutions that speak to a need, other open needs like it, and who has tried something. At most twelve queries."""
    said_there = f"{need.description}\n{need.audience}\n{need.scale}\n{need.tried}"
    reading, own = reading_of({"title": need.title, "description": said_there}), _said(need)
    needs = similar_needs(need.pk, actor=actor, own=own)
    tried = projects_that_say("need", need.pk, actor=actor, own=own)
    return Neighbours(
        _solutions(solutions_near(need), reading),
        neighbouring_needs(worth_showing(needs), reading),
        _projects(tried, reading),
    )


def solutions_near(need: Need) -> list[Alike]:
    """The solutions that speak to a need, the best first; a page that shows them in two places asks once."""
    kept = vars(need)
    if "_solutions_near" not in kept:
        kept["_solutions_near"] = worth_showing(solutions_for_need(need.pk, own=_said(need)))
    found: list[Alike] = kept["_solutions_near"]
    return found


def _said(need: Need) -> Said | None:
    """What the need says to the index, read once for a page."""
    kept = vars(need)
    if "_said" not in kept:
        kept["_said"] = said("need", need.pk)
    found: Said | None = kept["_said"]
    return found


def near_topic(topic: Topic, actor: Actor) -> list[Neighbour]:
    """The earlier projects that say what a topic says. At most six queries."""
    reading = reading_of({"title": topic.name_da, "description": topic.explanation_da})
    return _projects(projects_that_say("topic", topic.pk, actor=actor), reading)


def near_project(project: EarlierProject, actor: Actor) -> Neighbours:
    """The solutions and open needs that say what an earlier project says, and projects like it. At most twenty queries."""
    reading = reading_of({"title": project.title, "description": f"{project.text}\n{project.lead}\n{project.theme}"})
    solutions = said_by_project(project.pk, "solution", within=public_shelf().ids)
    needs = said_by_project(project.pk, "need", within=Need.objects.open().visible_to(actor).standing_alone())
    others = worth_showing(similar_projects(project.pk, actor=actor))
    return Neighbours(_solutions(solutions, reading), neighbouring_needs(needs, reading), _projects(others, reading))


def _solutions(found: Sequence[Alike], reading: Callable[[], Reading]) -> list[Neighbour]:
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


def neighbouring_needs(found: Sequence[Alike], reading: Callable[[], Reading]) -> list[Neighbour]:
    """The needs as neighbours of what was read, in the order given. One query."""
    words = _words(found, reading)
    shown = ("slug", "title", "is_example", "municipality__official_name")
    rows = Need.objects.select_related("municipality").only(*shown).in_bulk(list(words))
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


def _projects(found: Sequence[Alike], reading: Callable[[], Reading]) -> list[Neighbour]:
    words = _words(found, reading)
    rows = EarlierProject.objects.in_bulk(list(words))
    return [
        Neighbour(
            rows[pk].title,
            reverse("web:project", args=[rows[pk].slug]),
            " · ".join(filter(None, (rows[pk].lead or rows[pk].source, years_of(rows[pk])))),
            rows[pk].is_example,
            said,
        )
        for pk, said in words.items()
    ]


def reading_of(fields: Mapping[str, str]) -> Callable[[], Reading]:
    """The reading of a text, made once and only when something near is to be explained."""
    return cache(lambda: read(fields, default_analyser()))


def _words(found: Sequence[Alike], reading: Callable[[], Reading]) -> dict[int, tuple[str, ...]]:
    """The words that tell why each is near; what shares words of every day alone is not shown."""
    said = {each.subject_id: telling(each.terms, reading()) for each in found}
    return {key: shown_words(((term, 1.0) for term in terms), reading()) for key, terms in said.items() if terms}
