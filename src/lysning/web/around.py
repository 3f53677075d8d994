"""Who has to do with each solution of a list: a small map of the 98, and the same in words. One query for the whole list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lysning.catalogue.models import SolutionVersion
from lysning.core.tilemap import Land, land
from lysning.core.written import WrittenOnce
from lysning.direction.models import Placement
from lysning.directory.queries import MunicipalityPlace, municipality_places
from lysning.enquiries.models import Enquiry
from lysning.trials.models import Seat, Trial

NAMES_SHOWN = 3
WAYS: dict[str, tuple[Promise, str]] = {
    "uses": (gettext_lazy("Used by, says the supplier:"), "night"),
    "tries": (gettext_lazy("Tries it or wants to:"), "mid"),
    "radar": (gettext_lazy("On the radar of:"), "sky"),
}
"""How a municipality can have to do with a solution: in words, and the tone of its square. The first covers the others."""


@dataclass(frozen=True)
class Way:
    """One way and the municipalities for which it holds: in words, the tone, how many, some names, and what is painted."""

    words: Promise
    tone: str
    count: int
    names: str
    outline: str


@dataclass(frozen=True)
class Around:
    """The municipalities around one solution. Those who are there in several ways are painted as the first, named in each."""

    land: Land
    ways: Sequence[Way]


def around(solutions: Iterable[int]) -> dict[int, Around]:
    """For each of these solutions (ids) that any municipality has to do with: who uses it, tries it, and has it on a radar.

    All of it is public: what the supplier says, municipalities' last answers, seats in trials, published placements. One query.
    """
    found = _by_way(_found(solutions))
    places = municipality_places() if found else ()
    return {solution_id: _around(ids, places) for solution_id, ids in found.items()}


@WrittenOnce
def _found(ids: frozenset[int]) -> QuerySet[Any, Any]:
    """The ways of municipalities (ids) to solutions (ids): which, whose, what was said and when."""
    uses = SolutionVersion.used_by.through.objects.filter(
        solutionversion__solution__among=ids, solutionversion=F("solutionversion__solution__current_version")
    )
    answers = Enquiry.objects.standing().filter(version__solution__among=ids, answered_at__isnull=False)
    seats = Seat.objects.filter(trial__in=Trial.objects.public().filter(solution__among=ids), state="seated")
    stands = Placement.objects.public().filter(solution__among=ids)
    none, text = Value(None, DateTimeField()), TextField()
    rows = uses.order_by().values_list(
        Value("uses", text), F("solutionversion__solution_id"), F("municipality_id"), Value("", text), none
    )
    return rows.union(
        answers.order_by().values_list(
            Value("tries", text),
            F("version__solution_id"),
            F("municipality_id"),
            Cast("answer_kind", text),
            F("answered_at"),
        ),
        seats.order_by().values_list(
            Value("seat", text), F("trial__solution_id"), F("municipality_id"), Value("", text), none
        ),
        stands.order_by().values_list(
            Value("radar", text), F("solution_id"), F("direction__municipality_id"), Value("", text), none
        ),
        all=True,
    )


def _by_way(rows: Iterable[tuple[Any, ...]]) -> dict[int, dict[str, set[int]]]:
    """The municipalities (ids) of each solution by way."""
    found: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    last: dict[tuple[int, int], tuple[object, str]] = {}
    for way, solution_id, municipality_id, said, at in rows:
        if way != "tries":
            found[solution_id]["tries" if way == "seat" else way].add(municipality_id)
        elif (key := (solution_id, municipality_id)) not in last or str(at) > str(last[key][0]):
            last[key] = at, said
    for (solution_id, municipality_id), (_at, said) in last.items():
        if said == "together":
            found[solution_id]["tries"].add(municipality_id)
    return {solution_id: dict(ways) for solution_id, ways in found.items()}


def _around(ids: dict[str, set[int]], places: tuple[MunicipalityPlace, ...]) -> Around:
    drawn, painted, ways = _land(places), set[int](), []
    for way, (words, tone) in WAYS.items():
        there = [place for place in places if place.id in ids.get(way, ())]
        if there:
            outline = "".join(drawn.outlines[place.code] for place in there if place.id not in painted)
            ways.append(Way(words, tone, len(there), _names([place.name for place in there]), outline))
            painted |= {place.id for place in there}
    return Around(drawn, ways)


def _names(names: Sequence[str]) -> str:
    """All names where they are few, otherwise some and how many more."""
    if len(names) > NAMES_SHOWN + 1:
        more = len(names) - NAMES_SHOWN
        last = ngettext("%(n)s more", "%(n)s more", more) % {"n": more}
        names = [*names[:NAMES_SHOWN], last]
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@lru_cache(maxsize=1)
def _land(places: tuple[MunicipalityPlace, ...]) -> Land:
    return land(places)
