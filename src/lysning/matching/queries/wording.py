"""Help for somebody who types: how a word may go on, and which word may have been meant. Never a silent replacement."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from lysning.matching.models import Word
from lysning.matching.queries.postings import postings
from lysning.matching.queries.synonyms import synonyms_now
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.asked import LONGEST
from lysning.matching.text.spelling import Known, deletions, meant
from lysning.matching.text.tokens import Token, fold, tokens

SHORTEST_BEGINNING = 2
MOST_REPAIRS = 4
CANDIDATES = """
    SELECT form, documents FROM matching_word w JOIN matching_generation g ON g.id = w.generation_id
    WHERE g.space = %s AND g.is_live AND documents > 0 AND deletions && %s::text[]
"""


@dataclass(frozen=True)
class Repair:
    """What may have been meant: the whole query with known words in place of unknown ones, and which for which."""

    text: str
    words: tuple[tuple[str, str], ...]


def beginnings(space: str, text: str, *, limit: int = 8) -> list[str]:
    """How the last word of the text may go on, as the documents have it, the most used first; nothing below two letters."""
    typed = fold(text[-LONGEST:].rsplit(maxsplit=1)[-1]) if text.strip() and not text[-1].isspace() else ""
    if len(typed) < SHORTEST_BEGINNING or not typed.isalpha():
        return []
    rows = Word.objects.live(space).filter(documents__gt=0)
    return list(
        rows.filter(form__startswith=typed).order_by("-documents", "form").values_list("form", flat=True)[:limit]
    )


def repair(space: str, text: str, *, is_lost: bool = False) -> Repair | None:
    """The query with its unknown words replaced by the nearest known ones; None when nothing needs or finds a repair.

    Unknown is what neither the documents nor the Danish lexicon, its compounds and the word pairs know. `is_lost`: the search
    found nothing; then a word that no document has is unknown though the lexicon knows it ("indlægssoler": soles of suns).
    """
    asked = text[:LONGEST]
    typed = [token for token in tokens(asked) if token.kind == "word"]
    unknown = _in_no_document(space, typed) if is_lost else _unknown(space, typed)
    mended, words = asked, []
    for token in reversed(unknown[:MOST_REPAIRS]):
        if word := _nearest(space, token.norm):
            mended = mended[: token.start] + word + mended[token.end :]
            words.append((token.surface, word))
    return Repair(mended, tuple(reversed(words))) if words else None


def _unknown(space: str, typed: list[Token]) -> list[Token]:
    analyser = default_analyser()
    strange = [token for token in typed if not analyser.is_known(token.norm)]
    if not strange:
        return []
    pairs = synonyms_now().reader
    alone = {token: pairs.question(token.surface).alone for token in strange}
    return _met_nowhere(space, alone)


def _in_no_document(space: str, typed: list[Token]) -> list[Token]:
    """The words that no document has whole; their parts may stand anywhere."""
    read = default_analyser().analyse
    whole = {token: frozenset(term.key for term in read(token.surface) if term.kind != "part") for token in typed}
    return _met_nowhere(space, whole)


def _met_nowhere(space: str, keys: Mapping[Token, frozenset[str]]) -> list[Token]:
    """The words that have keys, and none of them in any document."""
    wanted = frozenset().union(*keys.values())
    met = postings(space, wanted).of.keys() if wanted else ()
    return [token for token, found in keys.items() if found and found.isdisjoint(met)]


def _nearest(space: str, form: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [space, deletions(form)])
        return meant(form, (Known(*row) for row in cursor.fetchall()))
