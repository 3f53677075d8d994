import pytest

from lysning.matching.text import tables
from lysning.matching.text.compounds import Splitter
from lysning.matching.text.lexicon import open_lexicon


@pytest.fixture(scope="module")
def splitter():
    return Splitter(open_lexicon(), tables.overrides())


@pytest.fixture(scope="module")
def unaided():
    return Splitter(open_lexicon(), {})


def lemmas(splitter, form):
    return [part.lemma for part in splitter.parts(form)]


@pytest.mark.parametrize("row", tables.overrides().values(), ids=lambda row: row.lemma)
def test_every_override_is_read_as_written(splitter, row):
    for form in (row.lemma, *row.forms):
        assert splitter.lemma(form) == row.lemma
        assert lemmas(splitter, form) == list(row.parts)
        assert all(0 <= part.begin < part.stop <= len(form) for part in splitter.parts(form))


@pytest.mark.parametrize(
    ("form", "lemma", "parts"),
    [
        ("ledernes", "leder", []),
        ("borgerservicen", "borgerservice", ["borger", "service"]),
        ("underretninger", "underretning", []),
        ("fjernvarmen", "fjernvarme", ["varme"]),
        ("plejehjemmene", "plejehjem", ["pleje", "hjem"]),
        ("skolefraværet", "skolefravær", ["skole", "fravær"]),
        ("faldsensorerne", "faldsensor", ["fald", "sensor"]),
        ("daginstitutionerne", "daginstitution", ["dag", "institution"]),
        ("affaldssorteringen", "affaldssortering", ["affald", "sortering"]),
    ],
)
def test_inflected_municipal_words_have_their_lemma_and_parts(splitter, form, lemma, parts):
    assert (splitter.lemma(form), lemmas(splitter, form)) == (lemma, parts)


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("kommunikationsværktøj", ["kommunikation", "værktøj"]),
        ("uddannelsestilbud", ["uddannelse", "tilbud"]),
        ("kystturisme", ["kyst", "turisme"]),
        ("robotteknologi", ["robot", "teknologi"]),
        ("naturskole", ["natur", "skole"]),
        ("professionsuddannelse", ["profession", "uddannelse"]),
        ("huslejefastsættelse", ["husleje", "fastsættelse"]),
        ("uddannelsesinstitutionerne", ["uddannelse", "institution"]),
        ("videndelingens", ["viden", "deling"]),
        ("erhvervsfremme", ["erhverv", "fremme"]),
        ("miljøvurdering", ["miljø", "vurdering"]),
    ],
)
def test_compounds_nobody_listed_are_cut_where_a_reader_would(unaided, form, parts):
    assert lemmas(unaided, form) == parts


def test_a_compound_of_compounds_gives_the_outer_and_the_inner_words(splitter):
    assert lemmas(splitter, "velfærdsteknologiprojekter") == ["velfærdsteknologi", "velfærd", "teknologi", "projekt"]


@pytest.mark.parametrize(
    "form", ["personale", "program", "universitet", "sortering", "institution", "organisationer", "processer"]
)
def test_endings_that_are_also_words_do_not_split_a_simple_word(unaided, form):
    assert lemmas(unaided, form) == []


def test_an_unknown_compound_takes_the_inflection_of_its_last_word(unaided):
    assert unaided.lemma("dronesensorerne") == "dronesensor"


def test_the_statistics_alone_agree_with_most_of_the_overrides(unaided):
    rows = [row for row in tables.overrides().values() if row.parts and not row.forms]
    agreed = sum(set(row.parts) <= set(lemmas(unaided, row.lemma)) for row in rows)
    assert agreed / len(rows) > 0.5
