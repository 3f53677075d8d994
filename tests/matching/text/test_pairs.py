"""The frozen reading of the word pairs: the same as a fresh one, and never another's."""

import pytest

from lysning.matching.text import frozen, pairs, tables
from lysning.matching.text.analyser import ANALYSER_VERSION, Analyser
from lysning.matching.text.lexicon import open_lexicon


@pytest.fixture
def folder(tmp_path, monkeypatch):
    lexicon = open_lexicon()
    monkeypatch.setattr(frozen, "places", lambda: [tmp_path])
    return tmp_path, lexicon


def test_pairs_are_heard_alike_frozen_and_read(folder):
    place, lexicon = folder
    assert pairs.known_words(ANALYSER_VERSION) == {}
    assert pairs.freeze(place)
    assert not pairs.freeze(place)
    known = pairs.known_words(ANALYSER_VERSION)
    assert known.keys() >= {side for pair in tables.synonyms() for side in (pair.layman, pair.trade)}
    text = "Der er skrald i gården, og beboere vælter om natten, fordi luften er dårlig"
    thawed = Analyser(lexicon, known=lambda: known)
    assert thawed.question(text) == Analyser(lexicon).question(text)
    assert thawed.question(text).heard
    assert thawed._synonyms == Analyser(lexicon)._synonyms


def test_a_pair_that_is_not_frozen_is_read(folder):
    pair = tables.Synonym("gummistøvler", "fodtøj", "*", "own", "2026-11-30", "used")
    reader = Analyser(folder[1], [pair], known=lambda: {"andet": ["ting"]})
    assert reader.question("gummistøvler").brought == {"fodtøj": ("gummistøvler", "fodtøj")}


def test_the_reading_of_another_analyser_is_not_believed_and_goes(folder):
    place, _lexicon = folder
    (place / pairs.name_of_now("4.older")).write_text('{"skrald": ["vrøvl"]}', encoding="utf-8")
    assert pairs.known_words(ANALYSER_VERSION) == {}
    pairs.freeze(place)
    assert [path.name for path in place.iterdir()] == [pairs.name_of_now(ANALYSER_VERSION)]
