"""Reads the weights of a small BERT encoder and its vocabulary from one packed file. Data only: nothing in it is run.

Layout, little-endian: magic "E5S1", version 1, the shape (seven int32, one float32, the block size); the vocabulary (number
of pieces, ids of <s>, </s>, <pad>, <unk>, offsets and scores of the pieces, their UTF-8 text); the normaliser (code point
to code points); a directory of tensors (name, kind, number of weights, place, bytes). Kind 0 is float32. Kind 1 is Q4_0:
blocks of 32 weights as a float16 scale and 16 bytes, the low halves for weights 0-15, the high ones for 16-31, each 8 too
large.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MAGIC = (b"E5S1", 1)
BLOCK_WEIGHTS = 32
BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK_WEIGHTS // 2,))])
FLOATS, BLOCKS = 0, 1
SPECIALS = 4
"""<s>, <pad>, </s> and <unk> come first, <mask> last; no text is ever split into them."""


class UnreadableError(ValueError):
    """The file is not what this reader knows."""


class Shape(NamedTuple):
    """How large the network is: width, layers, attention heads, inner width, rows of the word table, longest input."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    kinds: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """The word pieces by id with the log probability of each, and the replacement of each code point that has one."""

    pieces: tuple[str, ...]
    scores: Floats
    normal: Mapping[int, str]
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True)
class Weights:
    """The shape, the vocabulary, and the tensors by name, mapped from disk and shared by processes until unpacked."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: Mapping[str, NDArray[Any]]

    def floats(self, name: str, *shape: int) -> Floats:
        """A tensor as plain numbers."""
        tensor = self.tensors[name]
        plain = unpack(tensor) if tensor.dtype == BLOCK else tensor
        return plain.reshape(shape).astype(np.float32)

    def rows(self, name: str, width: int) -> NDArray[Any]:
        """A packed table, one row of blocks for each of its rows; `unpack` some of them when they are needed."""
        return self.tensors[name].reshape(-1, width // BLOCK_WEIGHTS)


def unpack(blocks: NDArray[Any]) -> Floats:
    """Blocks (…, n) to plain numbers (…, 32 n)."""
    halves = blocks["halves"]
    plain = np.empty((*blocks.shape, BLOCK_WEIGHTS), np.float32)
    plain[..., : BLOCK_WEIGHTS // 2] = halves & 0x0F
    plain[..., BLOCK_WEIGHTS // 2 :] = halves >> 4
    plain -= 8
    plain *= blocks["scale"].astype(np.float32)[..., None]
    return plain.reshape(*blocks.shape[:-1], -1)


def read(path: Path) -> Weights:
    """The weights in the file. Raises UnreadableError when it is cut short or laid out otherwise, or OSError."""
    with path.open("rb") as file:
        try:
            return _read(_Cursor(mmap(file.fileno(), 0, access=ACCESS_READ)))
        except (struct.error, ValueError, KeyError) as error:
            raise UnreadableError(f"{path.name}: {error}") from error


class _Cursor:
    """A place in the file that moves on as it is read."""

    def __init__(self, data: mmap) -> None:
        self.data = data
        self.place = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self.place)
        self.place += struct.calcsize(f"<{layout}")
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.place)
        self.place += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        return self.array("u1", count).tobytes()


def _read(cursor: _Cursor) -> Weights:
    if cursor.take("4sI") != MAGIC:
        raise ValueError("another format")
    *sizes, epsilon, block = cursor.take("7ifi")
    if block != BLOCK_WEIGHTS:
        raise ValueError("other blocks")
    vocabulary = _vocabulary(cursor)
    return Weights(Shape._make((*sizes, epsilon)), vocabulary, _tensors(cursor))


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, _pad, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    places = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count)
    text = cursor.bytes(length)
    pieces = tuple(text[start:stop].decode() for start, stop in pairwise(places))
    return Vocabulary(pieces, scores, _normaliser(cursor), begin, end, unknown)


def _normaliser(cursor: _Cursor) -> dict[int, str]:
    count, _bytes = cursor.take("iI")
    normal = {}
    for _ in range(count):
        point, length = cursor.take("IB")
        normal[point] = "".join(map(chr, cursor.take(f"{length}I")))
    return normal


def _tensors(cursor: _Cursor) -> dict[str, NDArray[Any]]:
    tensors = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        name = cursor.bytes(*cursor.take("H")).decode()
        kind, _weights, place, size = cursor.take("BIQQ")
        layout = {FLOATS: np.dtype("<f4"), BLOCKS: BLOCK}[kind]
        tensors[name] = np.frombuffer(cursor.data, layout, size // layout.itemsize, place)
    return tensors
