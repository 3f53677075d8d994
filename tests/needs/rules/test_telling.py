import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.needs.rules import tells_of_a_person


@pytest.mark.parametrize(
    "text",
    [
        "Min datter har ADHD og kan ikke være i klassen.",
        "Vores søn på ni er autist, og skolen kan ikke rumme ham.",
        "Min gamle mor fik en demensdiagnose i foråret.",
        "Eleven Mads sidder alene.",
        "Det gælder min søn Oliver.",
        "Barnet, Freja, kom aldrig i skole.",
    ],
)
def test_c7_a_person_that_is_told_of_is_asked_about(text):
    assert tells_of_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mange borgere med demens går om natten.",
        "Elever med ADHD har brug for ro. Vi har prøvet skærme.",
        "Beboerne falder. Min afdeling har prøvet lys i gulvet.",
        "Min mor bor på plejehjem. Huset har tolv pladser til borgere med demens.",
        "Barnet og familien venter i tre måneder.",
        "",
    ],
)
def test_what_is_told_of_many_is_not_asked_about(text):
    assert not tells_of_a_person(text)


@given(st.text(max_size=2_000))
def test_any_text_is_answered(text):
    assert tells_of_a_person(text) in {True, False}


def test_a_long_text_is_answered_at_once():
    assert not tells_of_a_person("min " * 20_000)
