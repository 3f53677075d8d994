import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lysning.matching.rules.facts import Reason
from lysning.matching.rules.profiles import NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER, evidence, read
from lysning.matching.rules.scoring import (
    PostFacts,
    Signals,
    concerned_areas,
    in_shares,
    relevant_posts,
    shown_words,
)
from lysning.matching.rules.vocabulary import vocabulary
from lysning.matching.text import tables
from lysning.matching.text.analyser import default_analyser

KEYS = sorted({row.area_key for row in tables.vocabulary()} - {NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER})
IDS = {key: number for number, key in enumerate(KEYS, 1)}
NAMES = {number: key for key, number in IDS.items()}


def areas(title, text="", **more):
    reading = read({"title": title, "description": text}, default_analyser())
    found = concerned_areas(evidence(reading, vocabulary()), IDS, **more)
    return reading, found


def keys(title, text="", **more):
    return [NAMES[area.area_id] for area in areas(title, text, **more)[1]]


@pytest.mark.parametrize(
    ("title", "text", "area"),
    [
        ("Indlægssåler, der opdager faldrisiko", "Ældre falder på plejehjem og i hjemmeplejen.", "aeldre-sundhed"),
        ("Læsetræning for ordblinde elever", "Skolens læsevejleder følger elevens læsning.", "boern-unge-skole"),
        ("Affaldsbiler uden tomme kørsler", "Ruter til skraldebilen efter fulde beholdere.", "teknik-miljoe"),
        ("Mindre tid på dokumentation i børnesager", "Rådgivere skriver underretninger.", "social-handicap"),
        ("Svar til borgere hele døgnet", "Borgerservice får færre opkald om pas og flytning.", "borgerservice"),
    ],
)
def test_a_description_concerns_its_own_field_first(title, text, area):
    assert keys(title, text)[0] == area


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Brødskærer til bagerier", "Skærer brød hurtigt. Let at rengøre og godt for arbejdsmiljøet i butikken."),
        ("Bread slicer", "A machine that slices bread for bakeries quickly"),
        ("GPS til traktorer", "Bedre udbytte af kornmarken for landmænd."),
        (
            "Brød fra Aarhus Kommune",
            "Bageri i Aarhus Kommune, hvor børn elsker bollerne. Vi søger butikker som kunder.",
        ),
        ("HR-system til restauranter", "Vagtplan, løn og sygefravær for tjenere og kokke. 300 restauranter er kunder."),
        ("Skolebus ombygget til luksuscamper", "Udlejes til ferier og polterabend."),
        ("Kundeservice for webshops", "Chatbot, der svarer kunder om levering, fakturaer og betaling."),
        ("", ""),
        ("App", "En app"),
    ],
)
def test_what_is_no_municipal_matter_concerns_nobody(title, text):
    assert keys(title, text) == []


def test_an_area_the_supplier_names_is_lifted_but_words_must_bear_it_out():
    plain = areas("Fald på plejehjem")[1][0].strength
    assert areas("Fald på plejehjem", chosen=frozenset({IDS["aeldre-sundhed"]}))[1][0].strength > plain
    assert keys("Brødskærer til bagerier", chosen=frozenset({IDS["kultur-fritid"]})) == []


def test_the_area_a_text_speaks_of_most_is_the_strongest():
    found = areas(
        "Træning på plejehjem", "Beboere med demens træner balance i bygninger med bedre ventilation og rengøring."
    )[1]
    assert NAMES[found[0].area_id] == "aeldre-sundhed"
    assert found == sorted(found, key=lambda area: -area.strength)
    assert found[0].share == max(area.share for area in found)
    assert all(area.strength <= area.share / found[0].share for area in found)


def test_a_role_of_the_area_comes_first_when_the_text_is_about_what_it_decides():
    reading, found = areas(
        "Talepædagogens app", "Logopæden øver sproglyde med barnet og får overblik over ventelisten."
    )
    area = IDS["boern-unge-skole"]
    posts = [
        PostFacts(1, 1, area, 1, "Skoleleder", "institution"),
        PostFacts(2, 1, area, 2, "PPR-chef", "head"),
        PostFacts(3, 1, area, 3, "Dagtilbudschef", "head"),
    ]
    assert relevant_posts(found, posts, reading, Signals(), NAMES)[0].post_id == 2


def test_the_reasons_of_every_match_add_up_to_one():
    reading, found = areas("Indlægssåler, der opdager faldrisiko", "Ældre falder på plejehjem.")
    posts = [PostFacts(1, 7, IDS["aeldre-sundhed"], 3, "Plejehjemsleder", "institution")]
    signals = Signals({1: {"fald": 6.0}}, {1: ("Færre fald", {"fald": 5.0})})
    (match,) = relevant_posts(found, posts, reading, signals, NAMES)
    assert sum(reason.share for reason in match.reasons) == pytest.approx(1)
    assert {reason.kind for reason in match.reasons} == {"words", "role", "interest", "need"}


def test_a_declared_interest_and_a_need_lift_a_post_above_its_equals():
    reading, found = areas("Indlægssåler, der opdager faldrisiko", "Ældre falder på plejehjem.")
    posts = [PostFacts(n, n, IDS["aeldre-sundhed"], 3, "Plejehjemsleder", "institution") for n in (1, 2, 3)]
    signals = Signals({2: {"fald": 6.0}}, {3: ("Færre fald", {"fald": 50.0})})
    matches = relevant_posts(found, posts, reading, signals, NAMES)
    assert [match.post_id for match in matches][-1] == 1
    assert len({match.score for match in matches}) == 3


def test_a_part_of_a_word_that_is_shown_is_not_shown_beside_it():
    reading, found = areas("Læsetræning i indskolingen", "Elever i indskolingen øver sig i at læse.")
    words = shown_words(found[0].terms, reading)
    singles = [word for word in words if " + " not in word]
    assert "indskolingen" in words
    assert not [word for place, word in enumerate(singles) if any(word in other for other in singles[:place])]


@given(weights=st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_shares_add_up(weights):
    shares = [reason.share for reason in in_shares([(Reason("words", 0), weight) for weight in weights])]
    assert sum(shares) == pytest.approx(1 if sum(weights) else 0)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=400))
def test_any_text_is_read_without_complaint(text):
    assert all(0 < area.strength <= 1 for area in areas(text, text)[1])
