"""Words of every day are no reason; words of a field are, however common."""

import pytest

from lysning.matching.rules import telling as module
from lysning.matching.rules.profiles import read
from lysning.matching.rules.telling import is_telling, telling
from lysning.matching.text import frozen
from lysning.matching.text.analyser import default_analyser


def key_of(word):
    (term, *_) = default_analyser().analyse(word)
    return term.key


@pytest.mark.parametrize("word", ["få", "sagt", "får", "taget", "kører", "skrive", "først", "timer"])
def test_what_any_text_says_tells_nothing(word):
    assert not is_telling(key_of(word), word)


@pytest.mark.parametrize("word", ["fald", "børn", "skole", "natten", "træner", "nattevagten", "rollator", "xyzzyx"])
def test_what_a_field_says_or_few_say_tells(word):
    assert is_telling(key_of(word), word)


def test_the_order_of_the_terms_stays():
    reading = read({"title": "Vi har sagt, at få fald om natten er nok"}, default_analyser())
    terms = [key_of(word) for word in ("natten", "sagt", "fald", "få")]
    assert telling(terms, reading) == [key_of("natten"), key_of("fald")]


def test_a_term_for_which_the_text_has_no_word_is_not_told_as_a_stem():
    reading = read({"title": "Fald om natten"}, default_analyser())
    assert telling([key_of("rollatoren"), key_of("fald")], reading) == [key_of("fald")]


def test_a_word_is_as_common_as_its_dictionary_form():
    commonness = default_analyser().commonness
    assert commonness("kørte") >= commonness("køre") > 5
    assert commonness("Få") == commonness("få") > 6
    assert commonness("xyzzyx") == 0


def test_the_frozen_terms_are_those_of_the_vocabulary_and_bring_nothing_else(tmp_path, monkeypatch):
    """A process that tells reasons reads a tenth of what the vocabulary is."""
    monkeypatch.setattr(frozen, "places", lambda: [tmp_path])
    anew = module.field_terms.__wrapped__()
    assert {key_of("fald"), key_of("skole")} < anew
    assert len(anew) < len(module.vocabulary.vocabulary().words), "what is nobody's field is left out"
    assert module.freeze(tmp_path)
    assert not module.freeze(tmp_path)
    monkeypatch.setattr(module.vocabulary, "vocabulary", None)
    assert module.field_terms.__wrapped__() == anew
