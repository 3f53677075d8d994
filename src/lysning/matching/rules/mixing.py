"""Words and meaning in one ranking: the BM25F score plus a weight times the cosine, and what each adds."""

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from lysning.matching.text.bm25 import idf

RARE_WORDS_A_COSINE = 14.0
"""What a whole cosine is worth, in words that one document alone has. Chosen on the queries 1,500-1,999 of two collections
(questions to an encyclopaedia; keywords to manual pages), where 10 to 16 do alike, and so they do in random parts of 50,
200 and 800 documents: measured in such words the weight is the same for a small catalogue and a large one, for long
queries and short ones."""
NEAR = 0.04
"""How far behind the nearest a document may lie and still be shown for its meaning alone. On 3,000 queries this loses no
right answer among the first hundred, and adds 13 and 32 documents to what the words found instead of 55 and 59."""


class Mixed(NamedTuple):
    """One document of the mixed ranking; `words` and `meaning`, neither of them negative, add up to its score."""

    subject_id: int
    words: float
    meaning: float

    @property
    def score(self) -> float:
        """What it is ranked by."""
        return self.words + self.meaning


def mix(lexical: Mapping[int, float], cosine: Mapping[int, float], weight: float) -> tuple[Mixed, ...]:
    """The documents of both, best first, equal ones by key; `lexical` are BM25F scores, `weight` is `weight_of_meaning`.

    Meaning counts from the least near document of the ranking, which leaves the order as it is and gives shares that can
    be shown. A document without a cosine (it waits for its vector) is taken to be as near as the middle one; one without
    a lexical score shares no word with the query. Raises ValueError when the weight is negative.
    """
    if not weight >= 0:
        raise ValueError(f"a weight of {weight}")
    middle = median(cosine.values()) if cosine else 0.0
    least = min(cosine.values(), default=0.0)
    rows = [
        Mixed(key, lexical.get(key, 0.0), weight * (cosine.get(key, middle) - least))
        for key in lexical.keys() | cosine.keys()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.score, row.subject_id)))


def weight_of_meaning(documents: int) -> float:
    """What a cosine of 1 adds to the score in a space of that many documents; it grows as the idf of a rare word does."""
    return RARE_WORDS_A_COSINE * idf(1, max(1, documents))


def worth_showing(lexical: Mapping[int, float], cosine: Mapping[int, float], near: float = NEAR) -> dict[int, float]:
    """The cosines without those of documents that share no word with the query and do not lie `near` the nearest either.

    A query of no meaning has nearest documents too: without this a search for a misspelt name would find a hundred. What
    is near is told from the query itself; no cosine tells that nothing here concerns it ("lorem ipsum" lies as near to a
    catalogue of solutions as "energy in buildings"). So where no word was found, say that, and show these apart.
    """
    nearest = max(cosine.values(), default=0.0)
    return {key: value for key, value in cosine.items() if key in lexical or value >= nearest - near}
