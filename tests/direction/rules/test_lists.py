"""Reading a radar from elsewhere: every line is understood as far as it goes, and none is left out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules import Link
from lysning.direction.rules.lists import MOST_LINES, read_radar, ring_of, text_of


def test_a_spreadsheet_and_our_own_format_are_read_alike():
    table = b"navn;ring;begrundelse;emne;links\nRobot;Klar;Derfor.;robotter;https://kl.dk/a\n"
    document = {
        "format": "lysning-radar",
        "aims": ["Tryghed"],
        "placements": [
            {
                "name": "Robot",
                "ring": "Klar",
                "reason": "Derfor.",
                "topic": "robotter",
                "links": [{"label": "KL", "address": "https://kl.dk/a"}],
            }
        ],
    }
    for content in (table, json.dumps(document).encode()):
        (line,), problems = read_radar(content)
        assert problems == ()
        assert (line.name, line.ring, line.reason, line.topic) == ("Robot", "Klar", "Derfor.", "robotter")
        assert line.links == (Link("Robot", "https://kl.dk/a"),)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Fed</b> &amp; god", "Fed & god"),
        ("<script>alert(1)</script>Ja", "Ja"),
        ('<p>Et</p><p onclick="x()">To</p>', "Et\nTo"),
        ("a<br/>b", "a\nb"),
        ("3 < 4 og 5 > 2", "3 < 4 og 5 > 2"),
        ("&lt;b&gt;", "<b>"),
    ],
)
def test_html_becomes_text(markup, text):
    assert text_of(markup) == text


def test_a_line_of_our_own_format_is_told_by_its_place():
    document = {"placements": [{"name": name, "ring": "klar", "links": []} for name in "abc"]}
    content = json.dumps(document, indent=1).encode()
    listed, _problems = read_radar(content)
    assert [(each.name, each.line) for each in listed] == [("a", 1), ("b", 2), ("c", 3)]


def test_a_long_name_is_cut_and_stands_whole_before_the_reason():
    whole = "Robot " * 40
    (line,), _problems = read_radar(json.dumps([{"name": whole, "ring": "Klar", "reason": "Derfor."}]).encode())
    assert len(line.name) <= 120
    assert line.reason == f"{whole.strip()}\n\nDerfor."


def test_a_line_without_a_name_is_still_a_line():
    (line,), _problems = read_radar(json.dumps([{"name": "<i></i>", "ring": 0}]).encode())
    assert (line.name, line.ring, line.missing) == ("", "0", "name")


def test_an_unsafe_link_is_not_taken_along():
    (line,), _problems = read_radar(json.dumps([{"name": "A", "ring": "1", "link": "javascript:alert(1)"}]).encode())
    assert line.links == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_headings"),
        (b"{", "table_json_broken"),
        (b"navn;begrundelse\nA;B\n", "table_headings"),
        (b"navn;ring\n" + b"A;B\n" * (MOST_LINES + 1), "radar_too_long"),
        (b"[" * 100_000, "table_json_broken"),
    ],
)
def test_what_cannot_be_read_is_told(content, code):
    lines, problems = read_radar(content)
    assert (lines, [problem.code for problem in problems]) == ((), [code])


def test_a_ring_is_known_by_any_spelling_or_not_at_all():
    assert ring_of(" HOLD ØJE", {"holdoeje": "hold-oeje"}) == "hold-oeje"
    assert ring_of("Adopt", {"holdoeje": "hold-oeje"}) is None


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200)


@given(st.lists(st.fixed_dictionaries({"label": names, "ring": st.integers(0, 9) | names, "description": names})))
def test_no_line_is_ever_left_out(entries):
    lines, problems = read_radar(json.dumps({"date": "x", "entries": entries}).encode())
    assert len(lines) == len(entries) or problems
    assert all(bool(line.name) != bool(line.missing) for line in lines)


@given(st.binary(max_size=300))
def test_no_file_breaks_it(content):
    read_radar(content)
