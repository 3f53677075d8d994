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
