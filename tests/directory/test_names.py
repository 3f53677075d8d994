import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.core.plaintext import slug_of
from lysning.directory.rules import MunicipalityName, MunicipalityNames, short_name
from lysning.taxonomy.rules import fold

FILE = Path(__file__).resolve().parents[2] / "src" / "lysning" / "directory" / "data" / "municipalities.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
NAMES = MunicipalityNames(MunicipalityName(row["code"], row["name"], row["official_name"]) for row in ROWS)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Århus", "0751"),
        ("AARHUS", "0751"),
        ("Aarhus kommune", "0751"),
        ("Høje Taastrup", "0169"),
        ("høje-tåstrup Kommune", "0169"),
        ("Hoeje-Taastrup", "0169"),
        ("Bornholm", "0400"),
        ("Bornholms Regionskommune", "0400"),
        ("Nordfyn", "0480"),
        ("Vesthimmerland", "0820"),
        ("Københavns kommune", "0101"),
        ("Faaborg Midtfyn", "0430"),
        ("Fåborg-Midtfyn", "0430"),
        ("Aabenraa", "0580"),
        ("Åbenrå", "0580"),
        ("751", "0751"),
        ("0101", "0101"),
    ],
)
def test_a_municipality_is_found_as_people_write_it(written, code):
    assert NAMES.find(written).code == code


@pytest.mark.parametrize("written", ["", "Horsen", "Christiansø", "0411", "Region Midtjylland", "Kommune", "Kоbenhavn"])
def test_what_is_no_municipality_is_not_found(written):
    assert NAMES.find(written) is None


@given(st.sampled_from(ROWS), st.sampled_from(["name", "official_name", "code"]))
def test_every_municipality_is_found_exactly_and_folded(row, column):
    assert NAMES.find(row[column]).is_exact
    assert NAMES.find(row[column].upper()).code == row["code"]


def test_no_two_municipalities_fold_to_one():
    assert len({fold(row["name"]) for row in ROWS}) == 98


@given(st.text())
def test_a_slug_is_a_slug(text):
    slug = slug_of(text, longest=20)
    assert slug == slug_of(slug, longest=20)
    assert 1 <= len(slug) <= 20
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_slugs_read_well():
    assert slug_of("Fald på plejehjem: Ærø & Åbenrå!") == "fald-paa-plejehjem-aeroe-aabenraa"
    assert slug_of("En meget lang titel", longest=12) == "en-meget"
    assert slug_of("???") == "x"


def test_three_letters_tell_every_municipality_from_every_other():
    short = [short_name(row["name"]) for row in ROWS]
    assert len(set(short)) == len(ROWS)
    assert {len(letters) for letters in short} == {3}
    assert [row["name"] for row, letters in zip(ROWS, short, strict=True) if row["name"][0] != letters[0]] == []
