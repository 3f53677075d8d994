"""A hit as a list shows it: its card, the words that met, and these marked in its text."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lysning.catalogue.queries import SolutionCard
from lysning.matching.queries.search import Met
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.marks import marks
from lysning.web.around import Around, around

WORDS_OF_PROBLEM = 32
NOTHING = Met((), 0.0, 0.0, frozenset())


@dataclass(frozen=True)
class Hit:
    """One card, its problem with what met marked, the shares of the words in whole per cent, and all shares in words."""

    card: SolutionCard
    problem: SafeString
    shares: tuple[tuple[str, int], ...]
    reasons: tuple[str, ...]
    around: Around | None


def hits(cards: Sequence[SolutionCard], found: Mapping[int, Met]) -> list[Hit]:
    """The cards in their order, each with who has to do with it and, where something was asked, why it is there.

    One query.
    """
    near = around(card.solution_id for card in cards)
    return [_hit(card, found.get(card.solution_id, NOTHING), near.get(card.solution_id)) for card in cards]


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


def told(met: Met) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    """Why a hit is one: the shares of the words in whole per cent, and all shares in words."""
    *each, otherwise, meaning = percents([*(share for _, share in met.words), met.otherwise, met.meaning])
    shares = tuple((word, part) for (word, _), part in zip(met.words, each, strict=True))
    return shares, tuple(_reasons(shares, otherwise, meaning))


def excerpt(text: str, met: Met) -> SafeString:
    """The beginning of a hit's text with what met marked."""
    return marked(Truncator(text).words(WORDS_OF_PROBLEM), met.keys)


def _hit(card: SolutionCard, met: Met, near: Around | None) -> Hit:
    shares, reasons = told(met)
    return Hit(card, excerpt(card.problem, met), shares, reasons, near)


def _reasons(shares: Iterable[tuple[str, int]], otherwise: int, meaning: int) -> Iterator[str]:
    said = _("“%(word)s” gave %(share)s %% of its place")
    for word, share in shares:
        yield said % {"word": word, "share": share}
    if otherwise:
        yield _("words that mean the same gave %(share)s %%") % {"share": otherwise}
    if meaning:
        yield _("the text as a whole says something like it, which gave %(share)s %%") % {"share": meaning}
