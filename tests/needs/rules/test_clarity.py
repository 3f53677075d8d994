import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.needs.rules import Said, unclear

CLEAR = Said(
    title="Fald om natten på plejehjem",
    description="Hver tredje beboer falder om natten. " * 5,
    audience="Beboere på plejehjem",
    scale="140 fald om året",
    tried="Lys i gulvet. Det hjalp lidt.",
    people_concerned=40,
)


def told(**changes):
    return unclear(Said(**{**CLEAR.__dict__, **changes}), words=30, lix=30)


def test_a_need_that_has_not_begun_gets_no_advice():
    assert unclear(Said(), words=0, lix=0) == ()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ()),
        ({"title": "Fald"}, ("title",)),
        ({"tried": ""}, ("tried",)),
        ({"audience": ""}, ()),
        ({"audience": "", "title": "Fald om natten", "description": "De falder om natten. " * 8}, ("who",)),
        ({"people_concerned": None}, ()),
        ({"people_concerned": None, "scale": "Det sker tit", "description": "Beboere falder. " * 15}, ("how_many",)),
        ({"people_concerned": None, "scale": "Halvdelen af dem", "description": "Beboere falder. " * 15}, ()),
        ({"scale": "Vi mangler en app til det"}, ("solution",)),
        ({"scale": "Vi vil gerne have et nyt booking-system"}, ("solution",)),
        ({"scale": "Vi mangler hænder. Vores system er fra 2019"}, ()),
    ],
)
def test_what_is_missing_is_said(changes, codes):
    assert told(**changes) == codes


@pytest.mark.parametrize(
    ("words", "lix", "codes"),
    [
        (24, 30, ("what",)),
        (25, 30, ()),
        (24, 60, ("what",)),
        (25, 45, ()),
        (25, 46, ("heavy",)),
        (350, 30, ()),
        (351, 30, ("long",)),
    ],
)
def test_length_and_weight(words, lix, codes):
    assert unclear(CLEAR, words=words, lix=lix) == codes


TEXT = st.text(max_size=300)


@given(TEXT, TEXT, TEXT, TEXT, TEXT, st.none() | st.integers(1, 9_999), st.integers(0, 900), st.integers(0, 120))
def test_saying_more_of_the_one_takes_no_advice_of_the_other(
    title, description, audience, scale, tried, people, words, lix
):
    said = Said(title, description, audience, scale, tried, people)
    codes = unclear(said, words=words, lix=lix)
    assert len(set(codes)) == len(codes)
    if said.whole:
        more = unclear(Said(title, description, audience, scale, "Vi har prøvet lys", people), words=words, lix=lix)
        assert set(more) - {"solution"} == set(codes) - {"tried", "solution"}
