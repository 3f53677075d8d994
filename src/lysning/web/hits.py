"""A hit as a list shows it: its card, the words that met, and these marked in its text."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from lysning.catalogue.queries import SolutionCard
from lysning.matching.queries.search import Met
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.marks import marks

WORDS_OF_PROBLEM = 32
NOTHING = Met((), 0.0, 0.0, frozenset())


@dataclass(frozen=True)
class Hit:
    """One card, its problem with what met marked, and the shares in whole per cent, which add up to 100."""

    card: SolutionCard
    problem: SafeString
    shares: tuple[tuple[str, int], ...]
    otherwise: int
    meaning: int


def hits(cards: Iterable[SolutionCard], found: Mapping[int, Met]) -> list[Hit]:
    """The cards in their order, each with why it is there; a list that was not searched has no reasons."""
    return [_hit(card, found.get(card.solution_id, NOTHING)) for card in cards]


def marked(text: str, keys: Collection[str]) -> SafeString:
    """The text as HTML, with the words and parts of words that met marked."""
    if not keys:
        return SafeString(escape(text))
    pieces, end = [], 0
    for mark in marks(default_analyser(), text, keys):
        pieces += [escape(text[end : mark.start]), format_html("<mark>{}</mark>", text[mark.start : mark.end])]
        end = mark.end
    return format_html_join("", "{}", [(piece,) for piece in (*pieces, escape(text[end:]))])


def percents(shares: Iterable[float]) -> list[int]:
    """The shares in whole per cent by the largest remainder, so that they add up to what the shares do."""
    exact = [100 * share for share in shares]
    whole = [int(value) for value in exact]
    missing = round(sum(exact)) - sum(whole)
    for place in sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))[:missing]:
        whole[place] += 1
    return whole


def _hit(card: SolutionCard, met: Met) -> Hit:
    *each, otherwise, meaning = percents([*(share for _, share in met.words), met.otherwise, met.meaning])
    shares = tuple((word, part) for (word, _), part in zip(met.words, each, strict=True))
    return Hit(card, marked(Truncator(card.problem).words(WORDS_OF_PROBLEM), met.keys), shares, otherwise, meaning)
