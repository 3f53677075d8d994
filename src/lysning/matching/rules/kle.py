"""Which KLE group a text is about, learnt from the titles of KLE. Pure.

One linear model for all groups: ridge regression on weighed words, solved in closed form (Hoerl & Kennard 1970; one against
all as in Rifkin, Yeo & Poggio 2003). Each title is an example of its group and, by less, of the other groups of its main
group: who writes of sick leave is nearer to staff than to sewers. A score is a sum over words, so it can be told in words.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from lysning.matching.rules.decision import certainty
from lysning.matching.text.bm25 import FIELDS, K1

Numbers: TypeAlias = npt.NDArray[np.float32]

RIDGE = 1.0
KINSHIP = 0.4
"""What a title tells of the other groups of its main group, where it tells 1 of its own. Both chosen on the dev topics of
`lysning bench classify`."""
CLEAR = 0.5
"""A text that all but says a title is about its group, whatever areas the vocabulary hears."""
LEAST_SCORE = 0.02
"""Below this a group shares a common word with the text and nothing else."""
START, SCORE, LEAD = -2.6, 3.7, 11.2
"""How sure a group is, as log-odds: its score, and how far it lies ahead of the best other one (or behind it). Fitted on the
first six groups of each dev topic; on those held out 62 % were expected first and 61 % were."""
MAIN, GROUP = 2, 5
"""How many characters the number of a main group and of a group have."""
Listed: TypeAlias = Mapping[str, frozenset[int]]
"""Number to the service areas in whose list it stands."""


class Title(NamedTuple):
    """A main group, group or topic: its number, and its terms as they count in a title (bm25.impacts)."""

    number: str
    terms: Mapping[str, float]


class Candidate(NamedTuple):
    """A group a text may be about: its score, about 1 for one of its own titles, and how sure that is (0 to 1)."""

    number: str
    score: float
    confidence: float


@dataclass(frozen=True)
class Learnt:
    """What each term says of each group: a row of `weights` per term, a column per group; and how rare each term is."""

    numbers: tuple[str, ...]
    rows: Mapping[str, int]
    rarity: Mapping[str, float]
    weights: Numbers


def groups_in(numbers: Iterable[str]) -> tuple[str, ...]:
    """What is told apart, by number: every group, and every main group of which no group is known."""
    known = set(numbers)
    groups = {number for number in known if len(number) == GROUP}
    alone = {number for number in known if len(number) == MAIN} - {group[:MAIN] for group in groups}
    return tuple(sorted(groups | alone))


def learn(titles: Sequence[Title], ridge: float = RIDGE, kinship: float = KINSHIP) -> Learnt:
    """The model of these titles. Work grows with the third power of their number: 2,200 take about half a second."""
    numbers = groups_in(title.number for title in titles)
    found = Counter(term for title in titles for term in title.terms)
    rarity = {term: math.log(1 + len(titles) / count) for term, count in found.items()}
    postings: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for place, title in enumerate(titles):
        for term, weight in _unit(title.terms, rarity).items():
            postings[term][0].append(place)
            postings[term][1].append(weight)
    columns = {term: (np.array(at), np.array(weights, np.float32)) for term, (at, weights) in postings.items()}
    likeness = np.zeros((len(titles), len(titles)), np.float32)
    for at, weights in columns.values():
        likeness[np.ix_(at, at)] += np.outer(weights, weights)
    likeness[np.diag_indices(len(titles))] += ridge
    pulls = np.linalg.solve(likeness, _aims(titles, numbers, kinship))
    told = np.zeros((len(columns), len(numbers)), np.float32)
    for row, (at, weights) in enumerate(columns.values()):
        told[row] = weights @ pulls[at]
    return Learnt(numbers, {term: row for row, term in enumerate(columns)}, rarity, told)


def _aims(titles: Sequence[Title], numbers: Sequence[str], kinship: float) -> Numbers:
    """What the model should say of each title: a row per title, a column per group."""
    mains = np.array([number[:MAIN] for number in numbers])
    places = {number: place for place, number in enumerate(numbers)}
    aims = np.zeros((len(titles), len(numbers)), np.float32)
    for row, title in enumerate(titles):
        aims[row, mains == title.number[:MAIN]] = kinship
        own = places.get(title.number[:GROUP], places.get(title.number[:MAIN]))
        if own is not None:
            aims[row, own] = 1.0
    return aims


def _unit(terms: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    """The terms that the model knows, weighed by how rare they are, as a vector of length 1."""
    weighed = {term: weight * rarity[term] for term, weight in terms.items() if term in rarity}
    length = math.sqrt(math.fsum(weight * weight for weight in weighed.values()))
    return {term: weight / length for term, weight in weighed.items()} if length else {}


def as_title(terms: Mapping[str, float]) -> dict[str, float]:
    """The summed weights of a text as they would count in a title: the tenth time a word is said tells less than the first."""
    scale = FIELDS["title"].weight
    return {term: scale * weight * (K1 + 1) / (K1 + scale * weight) for term, weight in terms.items()}


def scores(learnt: Learnt, terms: Mapping[str, float]) -> dict[str, float]:
    """Group number to its score for a text (`as_title`); below 0 when the words speak against it."""
    whole = np.zeros(len(learnt.numbers), np.float32)
    for term, weight in _unit(terms, learnt.rarity).items():
        whole += np.float32(weight) * learnt.weights[learnt.rows[term]]
    return dict(zip(learnt.numbers, whole.tolist(), strict=True))


def shares(learnt: Learnt, terms: Mapping[str, float], number: str) -> dict[str, float]:
    """What each term speaks for the group, as a share of all that does, the weightiest first; together 1, or nothing."""
    column = learnt.numbers.index(number)
    parts = {
        term: weight * float(learnt.weights[learnt.rows[term], column])
        for term, weight in _unit(terms, learnt.rarity).items()
    }
    speaking = {term: part for term, part in parts.items() if part > 0}
    whole = math.fsum(speaking.values())
    return {term: part / whole for term, part in sorted(speaking.items(), key=lambda pair: (-pair[1], pair[0]))}


def candidates(
    learnt: Learnt, terms: Mapping[str, float], strengths: Mapping[int, float], listed: Listed
) -> list[Candidate]:
    """The groups that the text (`as_title`) may be about, the likeliest first.

    `strengths`: area id to how much the text concerns it. A group counts by the strongest area it is near, against the
    strongest of all; one of another area only where the text all but says its title.
    """
    held = _within(scores(learnt, terms), strengths, listed)
    ordered = sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))
    first, second, *_rest = [*(score for _, score in ordered), 0.0, 0.0]
    return [
        Candidate(number, score, certainty(START + SCORE * score + LEAD * (score - (first if place else second))))
        for place, (number, score) in enumerate(ordered)
    ]


def _within(said: Mapping[str, float], strengths: Mapping[int, float], listed: Listed) -> dict[str, float]:
    """The scores worth showing, each by how strongly an area near the group is heard."""
    best = max(strengths.values(), default=1.0)
    found = {}
    for number, score in said.items():
        if score >= LEAST_SCORE:
            near = max((strengths.get(area, 0.0) for area in areas_near(number, listed)), default=0.0)
            found[number] = score if score >= CLEAR else score * near / best
    return {number: score for number, score in found.items() if score >= LEAST_SCORE}


def areas_of(number: str, listed: Listed) -> frozenset[int]:
    """The areas in whose list a main group, group or topic stands: itself, or else what it belongs to."""
    return next((listed[part] for part in (number, number[:GROUP], number[:MAIN]) if part in listed), frozenset())


def areas_near(number: str, listed: Listed) -> frozenset[int]:
    """As `areas_of`; for what no area has in its list those of the other groups of its main group."""
    kin = (areas for other, areas in listed.items() if other[:MAIN] == number[:MAIN])
    return areas_of(number, listed) or frozenset().union(*kin)
