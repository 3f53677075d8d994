"""Made-up texts of any number with the words of Danish: as frequent as they are, some of them joined to compounds."""

import itertools
import random
from collections.abc import Iterator, Sequence
from functools import cache

COMPOUNDS = 0.12
"""Share of words that are two joined."""
SHORTEST_JOINED = 4


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    from wordfreq import get_frequency_dict

    words = sorted(get_frequency_dict("da", wordlist="small").items())
    return [word for word, _ in words], list(itertools.accumulate(weight for _, weight in words))


def texts(count: int, words: int, *, seed: int) -> Iterator[str]:
    """So many texts of so many words; the same seed gives the same texts."""
    dice = random.Random(seed)  # noqa: S311 -- test texts, no secret
    vocabulary, weights = _vocabulary()
    for _ in range(count):
        yield " ".join(_joined(dice.choices(vocabulary, cum_weights=weights, k=words), dice))


def mixed(chunks: Sequence[str], count: int, *, seed: int) -> Iterator[str]:
    """So many texts, each of two chunks drawn at random: real prose in any number."""
    dice = random.Random(seed)  # noqa: S311 -- test texts, no secret
    for _ in range(count):
        yield f"{dice.choice(chunks)} {dice.choice(chunks)}"


def chunks(documents: Sequence[str], words: int) -> list[str]:
    """The documents cut into pieces of so many words."""
    listed = [text.split() for text in documents]
    return [" ".join(found[at : at + words]) for found in listed for at in range(0, len(found), words)]


def questions(count: int, *, seed: int) -> list[str]:
    """So many queries of two to nine words."""
    dice = random.Random(seed)  # noqa: S311 -- test texts, no secret
    return [next(texts(1, dice.randint(2, 9), seed=dice.randrange(2**32))) for _ in range(count)]


def _joined(words: list[str], dice: random.Random) -> Iterator[str]:
    before = ""
    for word in words:
        if before and dice.random() < COMPOUNDS and min(len(before), len(word)) >= SHORTEST_JOINED:
            yield before + word
            before = ""
            continue
        if before:
            yield before
        before = word
    yield before
