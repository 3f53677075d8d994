import click
import pytest

from lysning.cli.match import read_description


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Sygefravær: tal i tide", {"title": "Sygefravær: tal i tide", "description": ""}),
        ("Navn på ting\nProblem: det koster", {"title": "Navn på ting", "description": "Problem: det koster"}),
        (
            "title: Såler\nproblem: Ældre falder\nextra: Sensor",
            {"title": "Såler", "problem": "Ældre falder", "audience": "", "description": "Sensor"},
        ),
        ('{"Navn": "Såler"}', {"title": "Såler", "problem": "", "audience": "", "description": ""}),
        ('{"other": "Såler"}', {"title": "", "problem": "", "audience": "", "description": "Såler"}),
    ],
)
def test_prose_with_a_colon_is_read_whole_and_named_fields_by_their_names(text, fields):
    assert read_description(text) == fields


@pytest.mark.parametrize("text", ["fald\x00natten", "\ufffdldre falder", "\x00", "", " \u200b\n"])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(click.UsageError):
        read_description(text)


def test_invisible_characters_are_left_out_and_one_broken_letter_in_a_long_text_is_borne():
    assert read_description("\u202efald\u202c om natten")["title"] == "fald om natten"
    assert read_description("Ældre falder. " * 20 + "\ufffd")["title"].startswith("Ældre")
