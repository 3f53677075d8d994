"""What a layman writes finds what the profession has written, and the yardsticks measure what they say."""

import pytest

from lysning.matching.text.analyser import Analyser, default_analyser
from lysning.matching.text.lexicon import open_lexicon
from lysning.matching.text.reference import PlainReader, ReferenceIndex
from lysning.matching.text.tables import Synonym
from lysning.matching.text.terms import PHRASE_WEIGHT, SYNONYM_WEIGHT

TEXTS = {
    "renovation": "Renovation: beholdere med sensorer tømmes, når de er fulde.",
    "telemedicin": "Telemedicin til borgere med KOL.",
    "frafald": "Mindre frafald på erhvervsuddannelserne.",
    "indeklima": "Indeklima og ventilation i undervisningslokaler.",
    "fleksjob": "Flere fleksjob i private virksomheder.",
    "trængsel": "Signalanlæg og trængsel i myldretiden.",
    "kystbeskyttelse": "Kystbeskyttelse med sten og sandfodring.",
    "stress": "Forebyggelse af stress i ledergrupper.",
    "turisme": "Turisme året rundt.",
    "sundhedskort": "Sundhedskort bestilles digitalt.",
    "bredbånd": "Bredbånd til alle adresser i yderområderne.",
    "udbud": "Udbud af konsulentydelser med annoncering og evaluering.",
    "ufaglært": "Opkvalificering af ufaglærte.",
    "iværksætter": "Rådgivning af iværksættere.",
}
WORDS = [
    ("hvem henter vores skrald", "renovation"),
    ("vi vil måle blodtryk, mens folk sidder derhjemme", "telemedicin"),
    ("alt for mange dropper ud", "frafald"),
    ("luften er tung, når klokken er to", "indeklima"),
    ("han har nedsat arbejdsevne", "fleksjob"),
    ("bilkøen er for lang", "trængsel"),
    ("havet æder af klitterne", "kystbeskyttelse"),
    ("hvad gør vi, når nogen brænder sammen", "stress"),
    ("gæsterne kører igen samme aften", "turisme"),
    ("hendes sygesikringsbevis er væk", "sundhedskort"),
    ("nettet er langsomt her", "bredbånd"),
    ("licitation af opgaven", "udbud"),
    ("unge uden uddannelse", "ufaglært"),
    ("hun vil starte sit eget firma", "iværksætter"),
]


@pytest.fixture(scope="module")
def index():
    return ReferenceIndex(default_analyser(), ((name, {"body": text}) for name, text in TEXTS.items()))


@pytest.mark.parametrize(("asked", "name"), WORDS)
def test_a_layman_finds_what_the_profession_has_written(index, asked, name):
    assert [found for found, _ in index.search(asked, 1)] == [name]
    assert name not in [found for found, _ in index.search(asked, len(TEXTS), synonyms=False)]


def test_an_analyser_may_be_given_other_synonyms_or_none():
    pair = Synonym("gummistøvle", "fodtøj", "teknik-miljoe", "own", "2026-11-25", "used")
    assert Analyser(open_lexicon(), [pair]).query_terms("gummistøvler")["fodtøj"] == SYNONYM_WEIGHT
    assert "renovation" not in Analyser(open_lexicon(), ()).query_terms("skrald")


def test_a_phrase_heard_in_full_weighs_more_than_a_word():
    asked = default_analyser().query_terms("de brænder sammen")
    assert asked["stres"] == PHRASE_WEIGHT > SYNONYM_WEIGHT
    assert default_analyser().query_terms("det brænder")["brand"] == SYNONYM_WEIGHT


def test_the_plain_reader_knows_stems_and_no_compounds():
    assert PlainReader().terms("Faldulykker og ulykker i hjemmet") == {"faldulyk": 1.0, "ulyk": 1.0, "hjem": 1.0}
    plain = ReferenceIndex(PlainReader(), [("a", {"body": "Faldulykker"}), ("b", {"body": "En ulykke i hjemmet"})])
    assert [name for name, _ in plain.search("ulykker")] == ["b"]
