"""What a change of the synonyms would do, tried on questions this installation has before anything is saved.

Five sets, all of them here: the words that are decided upon, needs in plain words against descriptions of our own, the same
needs against the titles of KLE, questions whose hits people have judged, and the municipalities' open needs. By words alone, as
where dense search is off.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from lysning.catalogue.models import Solution
from lysning.matching.models import Judgement
from lysning.matching.queries.search import Typed, by_words, typed
from lysning.matching.queries.synonyms import Synonyms
from lysning.matching.rules.effects import Effect, Quality, Ranked, Trial, effect, place_of, share_within
from lysning.matching.rules.judgements import Said, grades
from lysning.matching.rules.quality import of_query
from lysning.matching.text import tables
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.reference import ReferenceIndex
from lysning.needs.models import Need
from lysning.taxonomy.models import KleGroup

LOOKED_AT = frozenset({"dev", "second", "third", "fourth"})
"""The splits whose texts may be shown; nobody looks at the others, they measure the matching."""
DEPTH = 10
MOST_QUESTIONS = 100
"""The newest judged questions and open needs that are tried: every one costs two searches."""

Find = Callable[[Typed], Ranked]
"""What a question finds, best first, at most DEPTH."""


@dataclass(frozen=True)
class SetEffect:
    """One set of questions by name (words, plain, kle, judged, needs), what the change does to it, and titles by key."""

    name: str
    effect: Effect
    titles: Mapping[str, str]


@dataclass(frozen=True)
class _Question:
    text: str
    quality: Quality | None = None
    is_open: bool = True


def effects(before: Synonyms, after: Synonyms) -> list[SetEffect]:
    """The five sets with what each finds before and after; a set without questions is left out."""
    tried = [
        _tried("words", _words_of_change(before, after), _in_space("solution"), _solution_titles, before, after),
        _tried("plain", _plain_needs(), _among_descriptions, _description_titles, before, after),
        _tried("kle", _kle_needs(), _in_space("kle"), _kle_titles, before, after),
        _tried("judged", _judged(), _in_space("solution"), _solution_titles, before, after),
        _tried("needs", _open_needs(), _in_space("solution"), _solution_titles, before, after),
    ]
    return [each for each in tried if each.effect.questions]


def _tried(
    name: str,
    questions: Iterable[_Question],
    find: Find,
    titles: Callable[[Iterable[str]], Mapping[str, str]],
    before: Synonyms,
    after: Synonyms,
) -> SetEffect:
    found = effect([_trial(question, find, before, after) for question in questions])
    keys = {key for each in found.most for key in (*each.before, *each.after)}
    return SetEffect(name, found, titles(keys) if keys else {})


def _trial(question: _Question, find: Find, before: Synonyms, after: Synonyms) -> Trial:
    """Searches only where it can matter: what asks the same before and after finds the same."""
    old, new = (typed(question.text, each.reader) for each in (before, after))
    if old == new and question.quality is None:
        return Trial(question.text, (), ())
    first = find(old)
    second = first if old == new else find(new)
    return Trial(question.text, first, second, question.quality, question.is_open)


def _in_space(space: str) -> Find:
    return lambda said: tuple(map(str, by_words(space, said, limit=DEPTH).ids[:DEPTH]))


def _words_of_change(before: Synonyms, after: Synonyms) -> list[_Question]:
    """What somebody searches for who uses the very words of the pairs that change."""
    changed = [words for words, row in after.rows.items() if before.rows.get(words) != row]
    return [_Question(text) for text in dict.fromkeys(chain.from_iterable(changed))][:MOST_QUESTIONS]


def _plain_needs() -> Iterator[_Question]:
    """Good is a description of the need's own area."""
    for need in tables.needs():
        good = frozenset(str(row.number) for row in _descriptions() if need.area_key in row.area_keys)
        yield _Question(need.text, share_within(good), need.split == "learned")


def _kle_needs() -> Iterator[_Question]:
    """Good is the KLE group the need was written from, or a topic in it."""
    numbers = dict(KleGroup.objects.values_list("pk", "number"))
    for need in tables.needs():
        good = frozenset(str(key) for key, number in numbers.items() if number.startswith(need.kle))
        if good:
            yield _Question(need.text, place_of(good.__contains__), need.split == "learned")


def _judged() -> Iterator[_Question]:
    """Good is what more people called relevant than not."""
    newest = Judgement.objects.order_by("-judged_at").values_list("question", flat=True)
    questions = list(dict.fromkeys(newest.iterator()))[:MOST_QUESTIONS]
    said = Judgement.objects.filter(question__in=questions).values_list("question", "solution_id", "is_relevant")
    for question, graded in grades(Said(text, str(key), relevant) for text, key, relevant in said).items():
        if any(graded.values()):
            yield _Question(question, _ndcg(graded))


def _ndcg(graded: Mapping[str, int]) -> Quality:
    return lambda ranked: of_query(ranked, graded)["ndcg@10"]


def _open_needs() -> Iterator[_Question]:
    titles = Need.objects.open().order_by("-pk").values_list("title", flat=True)[:MOST_QUESTIONS]
    return map(_Question, titles)


@cache
def _descriptions() -> tuple[tables.Description, ...]:
    return tuple(row for row in tables.descriptions() if row.split in LOOKED_AT)


@cache
def _description_index() -> ReferenceIndex:
    return ReferenceIndex(default_analyser(), ((str(row.number), {"body": row.text}) for row in _descriptions()))


def _among_descriptions(said: Typed) -> Ranked:
    return tuple(name for name, _score in _description_index().best(said.question.asked, DEPTH))


def _description_titles(keys: Iterable[str]) -> Mapping[str, str]:
    wanted = frozenset(keys)
    return {str(row.number): row.text for row in _descriptions() if str(row.number) in wanted}


def _kle_titles(keys: Iterable[str]) -> Mapping[str, str]:
    rows = KleGroup.objects.filter(pk__in=map(int, keys)).values_list("pk", "number", "title")
    return {str(key): f"{number} {title}" for key, number, title in rows}


def _solution_titles(keys: Iterable[str]) -> Mapping[str, str]:
    rows = Solution.objects.public().filter(pk__in=map(int, keys)).values_list("pk", "current_version__title")
    return {str(key): title for key, title in rows}
