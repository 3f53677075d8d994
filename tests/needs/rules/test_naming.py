import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.needs.rules import names_in
from lysning.needs.rules.naming import name_of

CATALOGUE = [
    "Gangsans (eksempel)",
    "Columna A/S",
    "Nattero – stille lys om natten",
    "Care Bot ApS",
    "Vi",
    "Indlægssål der mærker fald",
]


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("Gangsans (eksempel)", "Gangsans"),
        ("Columna A/S", "Columna"),
        ("Tunstall, A/S", "Tunstall"),
        ("Nattero – stille lys om natten", "Nattero"),
        ("Ordtrappen: læs højt hver dag", "Ordtrappen"),
        ("Indlægssål der mærker fald", ""),
        ("tre korte ord", "tre korte ord"),
        ("Vi", ""),
        ("", ""),
    ],
)
def test_the_name_inside_what_something_is_called(called, name):
    assert name_of(called) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vi har brugt Columna i tre år", ("Columna",)),
        ("Vi har brugt columna i tre år", ()),
        ("Columnas skærme er små", ()),
        ("En care bot på gangen", ("Care Bot",)),
        ("Nattero og Gangsans", ("Gangsans", "Nattero")),
        ("Vi mangler lys om natten", ()),
    ],
)
def test_names_stand_as_whole_words(text, names):
    assert names_in(text, CATALOGUE) == names


@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=5))
def test_whatever_is_called_whatever_the_names_found_stand_in_the_text(text, called):
    for name in names_in(text, called):
        assert name.casefold() in text.casefold() or name.lower() in text.lower()


@given(st.from_regex(r"[A-ZÆØÅ][a-zæøå]{3,12}", fullmatch=True))
def test_a_name_is_found_in_a_sentence(name):
    assert names_in(f"Vi bruger {name} nu.", [f"{name} A/S"]) == (name,)
