from collections import Counter

from lysning.matching.rules import vocabulary as module
from lysning.matching.text import frozen, tables


def test_the_frozen_reading_is_what_the_analyser_hears(tmp_path, monkeypatch):
    rows = tables.vocabulary()[:400]
    monkeypatch.setattr(tables, "vocabulary", lambda: rows)
    monkeypatch.setattr(frozen, "places", lambda: [tmp_path])
    heard = module.compiled_anew()
    assert min(len(heard.words), len(heard.phrases), len(heard.halves)) > 0
    assert module.freeze(tmp_path)
    assert not module.freeze(tmp_path)
    assert module.vocabulary.__wrapped__() == heard


def test_a_reading_of_other_rows_is_not_believed_and_goes(tmp_path, monkeypatch):
    rows = tables.vocabulary()[:40]
    monkeypatch.setattr(tables, "vocabulary", lambda: rows)
    monkeypatch.setattr(frozen, "places", lambda: [tmp_path])
    stale = tmp_path / "vocabulary-0000000000000000.json"
    stale.write_text('{"words": {"nonsense": [["it", "*", 1.0]]}, "phrases": {}, "halves": {}}', encoding="utf-8")
    assert "nonsense" not in module.vocabulary.__wrapped__().words
    module.freeze(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [module.name_of_now()]


def test_a_phrase_is_heard_as_two_words_at_least():
    """ "gå til noget" is heard as "gå" alone, which is said of everything."""
    rows = zip(tables.vocabulary(), module.read_anew(), strict=True)
    assert [row.text for row, heard in rows if row.kind == "phrase" and len(heard.words) < 2] == []


def test_no_two_rows_of_a_role_are_heard_alike():
    rows = zip(tables.vocabulary(), module.read_anew(), strict=True)
    heard = Counter((row.area_key, row.role, heard.words) for row, heard in rows)
    assert [key for key, count in heard.items() if count > 1] == []
