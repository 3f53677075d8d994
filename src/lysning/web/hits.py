"""A hit as a list shows it: its card, the words that met, and these marked in its texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lysning.catalogue.queries import SolutionCard, Texts, texts_of
from lysning.matching.queries.search import Met
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.marks import places
from lysning.taxonomy.models import Topic
from lysning.web.around import Around, around
from lysning.web.passages import Passage, Place, elsewhere, passage

WORDS_OF_PROBLEM = 32
WORDS_OF_PASSAGE = 20
NOTHING = Met()


@dataclass(frozen=True)
class Hit:
    """One card with what met marked in title and problem, what met elsewhere, the shares of the words in whole per cent, all
    shares in words, and what is to be known about a hit that does not hold a word of the question.
    """

    card: SolutionCard
    title: SafeString
    problem: SafeString
    passages: Sequence[Passage]
    shares: tuple[tuple[str, int], ...]
    reasons: tuple[str, ...]
    note: str
    around: Around | None


@dataclass(frozen=True)
class Shown:
    """Title and text of a hit with what met marked, and what met in neither."""

    title: SafeString
    text: SafeString
    missing: frozenset[str]


def hits(cards: Sequence[SolutionCard], found: Mapping[int, Met]) -> list[Hit]:
    """The cards in their order, each with who has to do with it and, where something was asked, why it is there.

    One query, and one more where words were met that stand neither in a title nor in the beginning of a problem.
    """
    near = around(card.solution_id for card in cards)
    shown = {card.solution_id: show(card.title, card.problem, found.get(card.solution_id, NOTHING)) for card in cards}
    texts = texts_of(key for key, each in shown.items() if each.missing)
    hits = []
    for card in cards:
        key = card.solution_id
        met, each = found.get(key, NOTHING), shown[key]
        more = elsewhere(_places(texts[key], each.missing), each.missing, WORDS_OF_PASSAGE) if key in texts else []
        shares, reasons = told(met, more)
        hits.append(Hit(card, each.title, each.text, more, shares, reasons, note_of(met), near.get(key)))
    return hits


def show(title: str, text: str, met: Met) -> Shown:
    """A hit's title, and the piece of its text that holds the most of what met."""
    keys = frozenset[str]().union(*met.keys.values())
    name, piece = passage(Place("", title), keys, len(title) + 1), passage(Place("", text), keys, WORDS_OF_PROBLEM)
    return Shown(name.text, piece.text, keys - piece.keys - name.keys)


def percents(shares: Iterable[float]) -> list[int]:
    """The shares in whole per cent by the largest remainder, so that they add up to what the shares do."""
    exact = [100 * share for share in shares]
    whole = [int(value) for value in exact]
    missing = round(sum(exact)) - sum(whole)
    for place in sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))[:missing]:
        whole[place] += 1
    return whole


def told(met: Met, more: Sequence[Passage] = ()) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    """Why a hit is one: the shares of the words in whole per cent, and all shares in words. `more`: what met elsewhere, where
    a word stands that is in none of the texts shown.
    """
    exact = [*(share for _, share in met.words), *(share for _, share in met.pairs), met.otherwise, met.meaning]
    *each, otherwise, meaning = percents(exact)
    shares = tuple((word, part) for (word, _), part in zip(met.words, each, strict=False))
    pairs = zip((words for words, _ in met.pairs), each[len(shares) :], strict=True)
    where = {word: place for word, keys in met.keys.items() for place in _where(keys, more)}
    lines = [_word_line(word, share, where.get(word)) for word, share in shares]
    lines += [_pair_line(words, share, where.get(words[1])) for words, share in pairs]
    return shares, (*lines, *_other_lines(otherwise, meaning))


def note_of(met: Met) -> str:
    """What to know of a hit that holds no whole word of the question; empty for any other, or where nothing was asked."""
    if met.is_partly and met.words:
        return _("Only a part of a word fits: “%(word)s”.") % {"word": met.words[0][0]}
    if met.pairs and not met.words:
        (said, meant), _share = met.pairs[0]
        return _("Found by a word pair: “%(meant)s” goes with “%(said)s”.") % {"said": said, "meant": meant}
    return ""


def _places(texts: Texts, wanted: frozenset[str]) -> list[Place]:
    """The texts of a solution beside its title; what is short comes first where two hold as much."""
    topics = ", ".join(_name_that_met(topic, wanted) for topic in texts.topics)
    return [
        Place(_("Kind of technology"), topics),
        Place(_("Supplier"), texts.supplier),
        Place(_("For whom"), texts.audience),
        Place(_("The problem"), texts.problem),
        Place(_("Description"), texts.description),
        Place(_("Works together with"), texts.integrations),
        Place(_("Documentation"), texts.evidence),
    ]


def _name_that_met(topic: Topic, wanted: frozenset[str]) -> str:
    """The topic's name in the reader's language, with the Danish one, which is what is searched, where that says it alone."""
    name = str(topic.name)
    is_said = name == topic.name_da or places(default_analyser(), name, wanted)
    return name if is_said else f"{name} ({topic.name_da})"


def _where(keys: frozenset[str], more: Iterable[Passage]) -> Iterator[Promise | str]:
    return (each.place for each in more if keys & each.keys)


def _word_line(word: str, share: int, where: Promise | str | None) -> str:
    if where is None:
        return _("“%(word)s” gave %(share)s %% of its place") % {"word": word, "share": share}
    line = _("“%(word)s” gave %(share)s %% of its place (under “%(where)s”)")
    return line % {"word": word, "share": share, "where": where}


def _pair_line(words: tuple[str, str], share: int, where: Promise | str | None) -> str:
    facts = {"said": words[0], "meant": words[1], "share": share}
    if where is None:
        return _("“%(meant)s”, which goes with “%(said)s”, gave %(share)s %% of its place") % facts
    line = _("“%(meant)s”, which goes with “%(said)s”, gave %(share)s %% of its place (under “%(where)s”)")
    return line % {**facts, "where": where}


def _other_lines(otherwise: int, meaning: int) -> Iterator[str]:
    if otherwise:
        yield _("words that mean the same gave %(share)s %%") % {"share": otherwise}
    if meaning:
        yield _("the text as a whole says something like it, which gave %(share)s %%") % {"share": meaning}
