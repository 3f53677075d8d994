"""Text to word pieces: the most probable split by a unigram vocabulary (Kudo 2018, SentencePiece), word by word."""

import unicodedata
from array import array
from functools import lru_cache

import marisa_trie

from lysning.matching.dense.weights import SPECIALS, Vocabulary

WORD_START = "▁"
"""Stands for the space before a word. No piece has it inside, so a text's best split is the best split of each word."""
UNKNOWN_PENALTY = 10.0
MOST_CHARACTERS = 8_000
"""More than the longest input holds; what lies after it is never looked at."""
CACHED_WORDS = 20_000
LONGEST_CACHED = 40


class Splitter:
    """Splits text into ids of word pieces. Safe to share between threads: only the cache of words changes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        ids = {piece: number for number, piece in enumerate(vocabulary.pieces[:-1]) if number >= SPECIALS}
        self._trie = marisa_trie.Trie(ids)
        self._longest = max(map(len, ids), default=1)
        self._ids = array("i", bytes(4 * len(ids)))
        self._scores = array("f", bytes(4 * len(ids)))
        for piece, key in self._trie.items():
            self._ids[key] = ids[piece]
            self._scores[key] = vocabulary.scores[ids[piece]]
        self._normal = vocabulary.normal
        self._unknown = vocabulary.unknown
        self._unknown_score = float(vocabulary.scores.min()) - UNKNOWN_PENALTY
        self._word = lru_cache(CACHED_WORDS)(self._split)

    def ids(self, text: str, most: int) -> list[int]:
        """The first `most` pieces of a text; none of an empty one."""
        found: list[int] = []
        for word in self._words(text):
            found += self._word(word) if len(word) <= LONGEST_CACHED else self._split(word)
            if len(found) >= most:
                break
        return found[:most]

    def _words(self, text: str) -> list[str]:
        sound = text[:MOST_CHARACTERS].encode(errors="replace").decode()
        composed = unicodedata.normalize("NFC", sound)
        return [WORD_START + word for word in composed.translate(self._normal).split(" ") if word]

    def _split(self, word: str) -> tuple[int, ...]:
        """The split with the highest sum of scores (Viterbi); a character in no piece is unknown by itself."""
        best = [0.0] + [float("-inf")] * len(word)
        steps = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            so_far = best[start]
            if so_far + self._unknown_score > best[start + 1]:
                best[start + 1], steps[start + 1] = so_far + self._unknown_score, (start, self._unknown)
            for piece, key in self._trie.iter_prefixes_with_ids(word[start : start + self._longest]):
                stop, score = start + len(piece), so_far + self._scores[key]
                if score > best[stop]:
                    best[stop], steps[stop] = score, (start, self._ids[key])
        found = []
        stop = len(word)
        while stop:
            stop, number = steps[stop]
            found.append(number)
        return tuple(reversed(found))
