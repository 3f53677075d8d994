import pytest

from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.marks import apart, places


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("fald", "Forebyg faldulykker, fald og faldet.", ["fald", "fald", "faldet"]),
        ("faldulykke", "Forebyg faldulykker, fald og faldet.", ["faldulykker", "fald", "faldet"]),
        ("børn", "Barnets lov om boern og børnehaver", ["Barnets", "boern", "børnehaver"]),
        ("teknologi", "Velfærds-teknologien virker", ["teknologien"]),
        ("bageri", "Intet at se her", []),
        ("", "Intet at se her", []),
    ],
)
def test_what_was_asked_for_is_marked_where_it_stands(query, text, marked):
    found = apart(places(default_analyser(), text, default_analyser().terms(query)))
    assert [text[mark.start : mark.end] for mark in found] == marked
