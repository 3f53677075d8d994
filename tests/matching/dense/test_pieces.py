from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.dense import tiny

from lysning.matching.dense.pieces import MOST_CHARACTERS, Splitter
from lysning.matching.dense.weights import read

IDS = {piece: number for number, piece in enumerate(tiny.VOCABULARY) if piece in tiny.PIECES}
UNKNOWN = 3
UNKNOWN_SCORE = min(tiny.SCORES) - 10


@pytest.fixture(scope="module")
def splitter(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "tiny.bin"
    tiny.write(path)
    return Splitter(read(path).vocabulary)


def score(ids):
    return sum(UNKNOWN_SCORE if number == UNKNOWN else tiny.SCORES[number] for number in ids)


def best_score(word):
    """The highest score of all ways to split a word, by trying them all."""

    @cache
    def best(start):
        if start == len(word):
            return 0.0
        pieces = [(piece, tiny.SCORES[number]) for piece, number in IDS.items() if word.startswith(piece, start)]
        ways = [(1, UNKNOWN_SCORE), *((len(piece), worth) for piece, worth in pieces)]
        return max(worth + best(start + length) for length, worth in ways)

    return best(0)


@given(word=st.text("faldersx", min_size=1, max_size=12))
def test_no_other_split_of_a_word_is_more_probable(splitter, word):
    assert score(splitter.ids(word, 99)) == pytest.approx(best_score(f"▁{word}"))


@given(words=st.lists(st.text("falderx", min_size=1, max_size=6), max_size=6))
def test_a_text_is_split_word_by_word(splitter, words):
    one_by_one = [number for word in words for number in splitter.ids(word, 99)]
    assert splitter.ids("  " + " \n\t ".join(words) + " ", 99) == one_by_one


def test_known_pieces_are_preferred_to_letters(splitter):
    assert splitter.ids("falder", 9) == [IDS["▁fald"], IDS["er"]]


def test_code_points_are_replaced_as_the_vocabulary_says(splitter):
    assert splitter.ids("\ufdfa", 9) == splitter.ids("al d", 9)
    assert splitter.ids("fa\x01ld", 9) == splitter.ids("fald", 9)


def test_letters_and_their_marks_are_read_as_one(splitter):
    assert splitter.ids("å", 9) == splitter.ids("a\u030a", 9)


@pytest.mark.parametrize("text", ["", " \n\t ", "\x01"])
def test_nothing_has_no_pieces(splitter, text):
    assert splitter.ids(text, 9) == []


@pytest.mark.parametrize(
    "text", ["\x00", "fald\x00er", "😀" * 20_000, "a" * 20_000, "fald " * 20_000, "\ud800", "\ufdfa" * 20_000]
)
def test_odd_texts_give_no_more_pieces_than_asked(splitter, text):
    ids = splitter.ids(text, 40)
    assert 0 < len(ids) <= 40
    assert set(ids) <= set(range(len(tiny.VOCABULARY)))


def test_the_end_of_an_endless_text_is_not_read(splitter):
    long = "fald " * MOST_CHARACTERS
    assert splitter.ids(long + "x", 10**9) == splitter.ids(long, 10**9)


@given(text=st.text(max_size=60))
def test_any_text_is_split(splitter, text):
    assert len(splitter.ids(text, 50)) <= 50
