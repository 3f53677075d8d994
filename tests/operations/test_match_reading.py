import click
import pytest
from click.testing import CliRunner

from lysning.cli.match import match, read_description, text_of


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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.json", '{"title": '),
        ("list.json", '["Såler"]'),
        ("broken.yaml", "title: [x\n  b: : c"),
        ("prose.yml", "Såler, der måler fald"),
    ],
)
def test_what_calls_itself_json_or_yaml_and_is_no_description_is_told_and_not_read_as_prose(name, content, tmp_path):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(match, [str(file)])
    assert (done.exit_code, "Filen er ikke én beskrivelse" in done.stderr) == (2, True)
    assert read_description(content, ".txt")["title"]


def test_a_file_that_is_no_text_is_told_and_a_danish_one_is_read_in_its_own_letters(tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x00\x00")
    done = CliRunner().invoke(match, [str(picture)])
    assert (done.exit_code, "Det er ikke en tekstfil" in done.stderr) == (2, True)
    assert text_of("Sål til ældre".encode("latin-1")) == "Sål til ældre"
