"""From evidence to relevance: which areas a text concerns at all, which leaders there, and with which reasons. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from lysning.matching.rules.decision import Sides, certainty, contributions
from lysning.matching.rules.facts import PostMatch, Reason, WordShare
from lysning.matching.rules.profiles import NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER, Evidence, Reading

LEAST_CERTAINTY = 0.5
LEAST_OF_BEST = 0.30
"""An area with less than this share of the best area's evidence is not what the text is about."""
MEANS: Mapping[str, float] = {
    "digitalisering-it": 0.7,
    "hr-ledelse": 0.75,
    "oekonomi-indkoeb": 0.85,
    "beskaeftigelse": 0.9,
}
"""Areas whose words stand in any description (digital, staff, price, work): they must speak louder to be the subject."""
LEVEL_WEIGHTS: Mapping[str, float] = {"head": 1.0, "institution": 0.92, "specialist": 0.88, "director": 0.8}
NAMED_BY_SUPPLIER = 1.2
"""What an area, or a KLE group in it, named by the supplier adds to the log-odds: evidence, but words must bear it out."""
CHOSEN_BY_SUPPLIER = 0.25
"""And its weight among the reasons."""
WORDS_SHOWN = 6
LEAST_FIT = 0.1
"""Below this the text says nothing that the role decides about."""


@dataclass(frozen=True)
class AreaScore:
    """One area's relevance (0 to 1), its share of all evidence, and the terms that led there, weightiest first."""

    area_id: int
    strength: float
    share: float
    terms: tuple[tuple[str, float], ...]
    roles: Mapping[str, float] = field(default_factory=dict)
    is_chosen: bool = False
    kle: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostFacts:
    """A post as matching sees it."""

    post_id: int
    municipality_id: int
    area_id: int
    role_id: int
    role_title: str
    level: str


@dataclass(frozen=True)
class Signals:
    """What else speaks for single posts: terms shared with the post's declared interests, and with open needs."""

    interests: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    needs_of_post: Mapping[int, tuple[str, Mapping[str, float]]] = field(default_factory=dict)
    needs_of_area: Mapping[tuple[int, int], tuple[str, Mapping[str, float]]] = field(default_factory=dict)


def concerned_areas(
    found: Mapping[str, Evidence],
    ids: Mapping[str, int],
    chosen: frozenset[int] = frozenset(),
    kle: Mapping[int, tuple[str, ...]] = MappingProxyType({}),
) -> list[AreaScore]:
    """The areas that the text concerns, the surest first; empty when it concerns none.

    `ids`: area key to id. `chosen`: areas the supplier named; they count as evidence, but words must bear them out. `kle`:
    area id to the KLE groups the supplier named that lie in it.
    """
    sides = sides_of(found, ids)
    best = max((given.area for given in sides.values()), default=0.0)
    whole = math.fsum(given.area for given in sides.values())
    scores = []
    for key, given in sides.items():
        named = (ids[key] in chosen) + bool(kle.get(ids[key]))
        strength = _strength(given, best, named)
        if strength:
            terms = tuple(sorted(found[key].terms.items(), key=lambda pair: (-pair[1], pair[0])))
            about = (ids[key], strength, given.area / whole, terms, found[key].roles)
            scores.append(AreaScore(*about, ids[key] in chosen, kle.get(ids[key], ())))
    return sorted(scores, key=lambda area: (-area.strength, area.area_id))


def sides_of(found: Mapping[str, Evidence], ids: Mapping[str, int]) -> dict[str, Sides]:
    """Area key to what the text says for and against it; areas of which it says nothing are absent."""
    others = [found[key].total if key in found else 0.0 for key in (NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER)]
    return {key: Sides(MEANS.get(key, 1.0) * given.total, *others) for key, given in found.items() if key in ids}


def _strength(sides: Sides, best: float, named: int) -> float:
    """How sure it is that a text concerns an area, times how much of the text it is; 0 when it does not concern it.

    `best`: the evidence for the area it speaks of most. `named`: how often the supplier has named this one.
    """
    certain = certainty(math.fsum(contributions(sides).values()) + NAMED_BY_SUPPLIER * named)
    is_subject = bool(named) or sides.area >= LEAST_OF_BEST * best
    return certain * sides.area / best if is_subject and certain >= LEAST_CERTAINTY else 0.0


def relevant_posts(
    areas: Sequence[AreaScore], posts: Iterable[PostFacts], reading: Reading, signals: Signals, names: Mapping[int, str]
) -> list[PostMatch]:
    """Every post that the text concerns with score and reasons, best first; equal scores in the order of the posts.

    `names`: area id to the name shown in a reason.
    """
    by_area = {area.area_id: area for area in areas}
    common: dict[int, _RoleMatch | None] = {}
    matches = []
    for post in posts:
        area = by_area.get(post.area_id)
        if area is None:
            continue
        if post.role_id not in common:
            common[post.role_id] = _role_match(area, post, reading, names.get(post.area_id, ""), areas[0].strength)
        if base := common[post.role_id]:
            matches.append(_post_match(post, base, signals, reading))
    return sorted(matches, key=lambda match: -match.score)


@dataclass(frozen=True)
class _RoleMatch:
    score: float
    reasons: tuple[tuple[Reason, float], ...]


def _role_match(area: AreaScore, post: PostFacts, reading: Reading, name: str, best: float) -> _RoleMatch | None:
    """What all posts of one role have in common; None when the role has no say in what the text is about."""
    of_role = area.roles.get(post.role_title, 0.0)
    top = max(area.roles.values(), default=0.0)
    fit = of_role / (of_role + 2.0) * (0.5 + 0.5 * of_role / top) if top else 0.0
    if fit < LEAST_FIT and post.level == "specialist":
        return None
    level = LEVEL_WEIGHTS[post.level]
    score = area.strength * (0.75 + 0.25 * area.strength / best) * (0.6 + 0.4 * fit) * (0.7 + 0.3 * level)
    words = shown_words(area.terms, reading)
    parts = [(Reason("words", 0, words, name), 0.75 * area.strength)]
    if fit >= LEAST_FIT:
        parts.append((Reason("role", 0, (), post.role_title), 0.4 * fit))
    if area.is_chosen:
        parts.append((Reason("area", 0, (), name), CHOSEN_BY_SUPPLIER))
    if area.kle:
        parts.append((Reason("kle", 0, (), ", ".join(area.kle)), CHOSEN_BY_SUPPLIER))
    if post.level in {"head", "director"}:
        parts.append((Reason("level", 0, (), post.level), 0.1 * level))
    return _RoleMatch(score, tuple(parts))


def _post_match(post: PostFacts, base: _RoleMatch, signals: Signals, reading: Reading) -> PostMatch:
    parts, score = list(base.reasons), base.score
    if met := signals.interests.get(post.post_id):
        score, gain = _lifted(score, math.fsum(met.values()), 0.5)
        parts.append((Reason("interest", 0, shown_words(_ordered(met), reading)), gain * 2))
    need = signals.needs_of_post.get(post.post_id) or signals.needs_of_area.get((post.municipality_id, post.area_id))
    if need:
        score, gain = _lifted(score, math.fsum(need[1].values()), 0.4)
        parts.append((Reason("need", 0, shown_words(_ordered(need[1]), reading), need[0]), gain * 2))
    return PostMatch(post.post_id, post.municipality_id, post.area_id, post.role_id, round(score, 6), in_shares(parts))


def _lifted(score: float, met: float, most: float) -> tuple[float, float]:
    """The score with part of what is missing to 1 added, and how much that was."""
    gain = (1 - score) * most * met / (met + 12.0)
    return score + gain, gain


def in_shares(parts: Iterable[tuple[Reason, float]]) -> tuple[Reason, ...]:
    """The reasons with shares that add up to 1, the weightiest first."""
    listed = [(reason, max(weight, 0.0)) for reason, weight in parts]
    whole = math.fsum(weight for _, weight in listed) or 1.0
    shared = [Reason(r.kind, weight / whole, r.words, r.name) for r, weight in listed]
    return tuple(sorted(shared, key=lambda reason: (-reason.share, reason.kind)))


def shown_words(terms: Iterable[tuple[str, float]], reading: Reading) -> tuple[str, ...]:
    """The words behind the weightiest terms, as they stand in the text, at most WORDS_SHOWN, none twice.

    A part of a word that is shown already says nothing more ("skolingen" beside "indskolingen").
    """
    shown: list[str] = []
    whole: set[str] = set()
    for term, _ in terms:
        words = [reading.surfaces.get(part, part).lower() for part in term.split(" ")]
        if len(words) == 1 and any(word.startswith(words[0]) or word.endswith(words[0]) for word in whole):
            continue
        whole.update(words)
        if (said := " + ".join(words)) not in shown:
            shown.append(said)
        if len(shown) == WORDS_SHOWN:
            break
    return tuple(shown)


def words_with_shares(shares: Mapping[str, float], reading: Reading) -> tuple[WordShare, ...]:
    """The shares of terms as shares of the words they stand for in the text, the weightiest first; the sum stays."""
    words: dict[str, float] = {}
    for term, share in shares.items():
        word = reading.surfaces.get(term, term).lower()
        words[word] = words.get(word, 0.0) + share
    return tuple(WordShare(*pair) for pair in _ordered(words))


def _ordered(terms: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(terms.items(), key=lambda pair: (-pair[1], pair[0]))
