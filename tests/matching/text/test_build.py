import time

import pytest

from lysning.matching.text import build, lexicon
from lysning.matching.text.lexicon import Entry, Lexicon, open_lexicon

LEMMAS = [
    ("Børn", "barn"),
    ("børn", "barn"),
    ("Hansen", "Hansen"),
    ("kaféer", "kafé"),
    ("to ord", "to ord"),
    ("skoles", "skole"),
]


@pytest.fixture
def few_words(monkeypatch):
    monkeypatch.setattr(build, "_lemmas", lambda: LEMMAS)
    monkeypatch.setattr(build, "_frequencies", lambda: {"børn": 1e-4, "google": 1e-5, "eu": 1e-4})


def test_a_form_has_its_lemma_its_commonness_and_whether_it_is_a_name(few_words, tmp_path):
    words = Lexicon(build.build(tmp_path))
    assert words.entry("børn") == Entry("barn", 5.0, is_name=False)
    assert words.entry("skoles") == Entry("skole", 0.0, is_name=False)
    assert words.entry("kafeer") == Entry("kafe", 0.0, is_name=False)
    assert words.entry("hansen") == Entry("hansen", 0.0, is_name=True)
    assert words.entry("google") == Entry("google", 0.0, is_name=True)
    assert [words.entry(form) for form in ("eu", "to ord", "", "ukendt")] == [None] * 4
    assert words.beginnings("børnskoles") == ["børn"]


def test_building_again_changes_nothing_and_leaves_no_half_work(few_words, tmp_path):
    folder = build.build(tmp_path)
    before = (folder / "lexicon.marisa").stat()
    assert build.build(tmp_path) == folder
    assert (folder / "lexicon.marisa").stat() == before
    assert [path.name for path in tmp_path.iterdir()] == [build.stamp()]


def test_another_source_version_is_another_stamp(monkeypatch):
    here = build.stamp()
    monkeypatch.setattr(build, "version", lambda _name: "99")
    assert build.stamp() != here


def test_a_missing_lexicon_is_built_on_first_use_where_the_environment_says(few_words, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv(lexicon.PLACE, str(tmp_path / "here"))
    assert open_lexicon().stamp == build.stamp()
    assert f"building it once in {tmp_path / 'here'}" in caplog.text


def test_where_nothing_can_be_written_the_message_says_what_to_set(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv(lexicon.PLACE, str(blocked))
    with pytest.raises(OSError, match=f"{lexicon.PLACE} to a writable folder"):
        open_lexicon()


def test_the_command_tells_wrong_use_from_a_folder_it_cannot_write(few_words, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert build.main([]) == 2
    assert build.main([str(blocked)]) == 1
    assert build.main([str(tmp_path / "out")]) == 0


@pytest.mark.parametrize(
    ("form", "lemma"), [("huse", "hus"), ("hus", "hus"), ("gik", "gå"), ("", "a"), ("børn", "barn")]
)
def test_an_edit_script_turns_the_form_into_the_lemma(form, lemma):
    cut, put = build.edit_script(form, lemma)
    assert form[: len(form) - cut] + put == lemma


def test_opening_takes_no_time_and_the_real_lexicon_is_large():
    began = time.process_time()
    words = open_lexicon()
    assert time.process_time() - began < 0.05
    assert words.entry("plejehjemmene") == ("plejehjem", 0.0, False)
