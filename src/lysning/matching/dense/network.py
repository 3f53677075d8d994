"""The network itself: a BERT encoder (Devlin et al. 2018) in NumPy, mean-pooled, for texts of any lengths at once.

The tokens of all texts lie in one matrix without padding, so each weight is read once for all of them; only attention
looks at one text at a time.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, cast

import numpy as np

from lysning.matching.dense.weights import Floats, Weights, unpack

CHUNK = 32_768
"""Numbers worked on at a time where each step reads the last one's result: they stay in the processor's cache."""
ERF = tuple(map(np.float32, (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)))
ERF_P = np.float32(0.3275911)


class Norm(NamedTuple):
    """What a layer normalisation multiplies by and adds."""

    scale: Floats
    shift: Floats


class Linear(NamedTuple):
    """A matrix (inputs, outputs) and what is added."""

    matrix: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        """The rows through the layer."""
        result = rows @ self.matrix
        result += self.bias
        return result


class Layer(NamedTuple):
    """One of the encoder's layers; `asked` makes queries, keys and values side by side, the queries already scaled."""

    asked: Linear
    attended: Linear
    attention_norm: Norm
    widened: Linear
    narrowed: Linear
    norm: Norm


class Network:
    """Sequences of token ids to vectors of length 1. Nothing changes after it is made, so threads may share it."""

    def __init__(self, weights: Weights) -> None:
        self.shape = weights.shape
        width = self.shape.width
        self._words = weights.rows("emb.word", width)
        kind = weights.floats("emb.type", -1, width)[0]
        self._places = weights.floats("emb.pos", -1, width) + kind
        self._norm = _norm(weights, "emb.ln")
        self._layers = tuple(_layer(weights, f"l{number}.") for number in range(self.shape.layers))

    def vectors(self, sequences: Sequence[Sequence[int]]) -> Floats:
        """One row for each sequence, which must hold at least one id and at most `shape.positions`."""
        lengths = [len(sequence) for sequence in sequences]
        ids = np.concatenate([np.asarray(sequence, np.int64) for sequence in sequences])
        places = np.concatenate([np.arange(length) for length in lengths])
        bounds = [0, *np.cumsum(lengths).tolist()]
        rows = unpack(self._words[ids])
        rows += self._places[places]
        normalise(rows, self._norm, self.shape.epsilon)
        for layer in self._layers:
            rows += layer.attended(self._attention(layer.asked(rows), bounds))
            normalise(rows, layer.attention_norm, self.shape.epsilon)
            rows += layer.narrowed(gelu(layer.widened(rows)))
            normalise(rows, layer.norm, self.shape.epsilon)
        means = np.add.reduceat(rows, bounds[:-1], axis=0) / np.asarray(lengths, np.float32)[:, None]
        return cast(Floats, means / np.linalg.norm(means, axis=1, keepdims=True))

    def _attention(self, asked: Floats, bounds: Sequence[int]) -> Floats:
        result = np.empty((len(asked), self.shape.width), np.float32)
        for start, stop in pairwise(bounds):
            heads = asked[start:stop].reshape(stop - start, 3, self.shape.heads, -1)
            queries, keys, values = heads.transpose(1, 2, 0, 3)
            weights = queries @ keys.transpose(0, 2, 1)
            weights -= weights.max(axis=-1, keepdims=True)
            np.exp(weights, out=weights)
            mixed = weights @ values
            mixed /= weights.sum(axis=-1, keepdims=True)
            result[start:stop] = mixed.transpose(1, 0, 2).reshape(stop - start, -1)
        return result


def normalise(rows: Floats, norm: Norm, epsilon: float) -> None:
    """Layer normalisation, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
    rows /= np.sqrt(spread + np.float32(epsilon))[:, None]
    rows *= norm.scale
    rows += norm.shift


def gelu(values: Floats) -> Floats:
    """X · Φ(x), in place. The error function is Abramowitz & Stegun 7.1.26, right to 1.5e-7."""
    for chunk in _chunks(values):
        size = np.abs(chunk)
        scaled = size * np.float32(np.sqrt(0.5))
        t = np.reciprocal(ERF_P * scaled + np.float32(1))
        tail = np.full_like(t, ERF[-1])
        for factor in reversed(ERF[:-1]):
            tail *= t
            tail += factor
        tail *= t
        tail *= np.exp(-scaled * scaled)
        tail *= size
        tail *= np.float32(0.5)
        np.maximum(chunk, np.float32(0), out=chunk)
        np.subtract(chunk, tail, out=chunk)
    return values


def _chunks(values: Floats) -> Iterator[Floats]:
    flat = values.reshape(-1)
    return (flat[start : start + CHUNK] for start in range(0, flat.size, CHUNK))


def _norm(weights: Weights, name: str) -> Norm:
    return Norm(weights.floats(f"{name}.w", -1), weights.floats(f"{name}.b", -1))


def _linear(weights: Weights, name: str, inputs: int) -> Linear:
    matrix = weights.floats(f"{name}.w", -1, inputs).T
    return Linear(np.ascontiguousarray(matrix), weights.floats(f"{name}.b", -1))


def _layer(weights: Weights, prefix: str) -> Layer:
    shape = weights.shape
    queries, keys, values = (_linear(weights, f"{prefix}{part}", shape.width) for part in "qkv")
    scale = np.float32((shape.width // shape.heads) ** -0.5)
    scaled = Linear(queries.matrix * scale, queries.bias * scale)
    side_by_side = (scaled, keys, values)
    return Layer(
        asked=Linear(
            np.concatenate([part.matrix for part in side_by_side], axis=1),
            np.concatenate([part.bias for part in side_by_side]),
        ),
        attended=_linear(weights, f"{prefix}ao", shape.width),
        attention_norm=_norm(weights, f"{prefix}aln"),
        widened=_linear(weights, f"{prefix}fi", shape.width),
        narrowed=_linear(weights, f"{prefix}fo", shape.inner),
        norm=_norm(weights, f"{prefix}oln"),
    )
