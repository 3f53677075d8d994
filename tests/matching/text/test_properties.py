import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lysning.matching.text.analyser import Analyser, default_analyser
from lysning.matching.text.lexicon import open_lexicon
from lysning.matching.text.marks import apart, places
from lysning.matching.text.readability import readability, sentence_spans
from lysning.matching.text.tokens import tokens

PIECES = "fald|plejehjem|børn|skole|s|e|leder|drift|-|,| |.|\u00ad|27.36|§83|1.250|'|æ|å|IT|\u0301|NÆSTE| |aa|hjemme"
DANISH = st.lists(st.sampled_from(PIECES.split("|")), max_size=40).map("".join)
TEXTS = st.one_of(st.text(max_size=300), DANISH)


@given(TEXTS)
@settings(max_examples=300)
def test_every_term_stands_where_it_says(text):
    for term in default_analyser().analyse(text):
        assert 0 <= term.start < term.end <= len(text)
        assert text[term.start : term.end] == term.surface
        assert term.key
        assert 0 < term.weight <= 1
        assert term.kind in {"word", "part", "code"}


@given(TEXTS)
def test_words_follow_one_another_and_their_parts_lie_inside_them(text):
    word = None
    for term in default_analyser().analyse(text):
        if term.kind == "part":
            assert word.start <= term.start <= term.end <= word.end
        else:
            assert word is None or word.end <= term.start
            word = term


@given(TEXTS)
def test_a_fresh_analyser_reads_the_same(text):
    assert Analyser(open_lexicon()).analyse(text) == default_analyser().analyse(text)


@given(TEXTS, st.sampled_from([" ", "\n", ", "]), TEXTS)
def test_reading_two_texts_is_reading_one_after_the_other(one, gap, other):
    joined = default_analyser().terms(f"{one} .{gap}. {other}")
    apart = default_analyser().terms(one)
    for key, weight in default_analyser().terms(other).items():
        apart[key] = apart.get(key, 0) + weight
    assert joined == pytest.approx(apart)


@given(TEXTS)
def test_capital_letters_change_nothing_but_the_surface(text):
    plain = "".join(
        character for character in text if character.upper().lower() == character.lower() and character != "§"
    )
    assert [token.norm for token in tokens(plain.upper())] == [token.norm for token in tokens(plain.lower())]


@given(TEXTS)
def test_readability_counts_what_is_there(text):
    found = readability(text)
    assert found.lix >= 0
    assert len(found.long_words) <= found.words
    assert all(text[word.start : word.end] == word.surface for word in found.long_words)
    spans = list(sentence_spans(text))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(TEXTS)
def test_marks_never_overlap(text):
    found = apart(places(default_analyser(), text, set(default_analyser().terms(text))))
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    "piece",
    [
        "x",
        "æ",
        "1",
        "1.",
        "11.",
        "a-",
        "-",
        "\u0301",
        "a\u0301",
        "§",
        "fald",
        "leders",
        "s'",
        "\x00",
        ".",
        "\u202e",
        "a b ",
        "\n",
        "𝔘",
    ],
)
def test_twenty_thousand_characters_of_anything_take_less_than_a_second(piece):
    text = (piece * 20_000)[:20_000]
    began = time.process_time()
    default_analyser().analyse(text + "x")
    readability(text)
    assert time.process_time() - began < 1
