import pytest

from lysning.matching.rules.profiles import Heard, compile_profiles, evidence, heard_in, read, stands_in
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.tables import VocabularyRow

ROWS = [
    VocabularyRow("teknik-miljoe", "*", "word", "varmepumpe", 2.0),
    VocabularyRow("teknik-miljoe", "Vej- og parkchef", "word", "vej", 1.0),
    VocabularyRow("teknik-miljoe", "Vej- og parkchef", "word", "veje", 1.0),
    VocabularyRow("beskaeftigelse", "*", "phrase", "tilbage i job", 2.0),
    VocabularyRow("digitalisering-it", "*", "word", "it", 1.0),
]


@pytest.fixture(scope="module")
def profiles():
    return compile_profiles(ROWS, [heard_in(row, default_analyser()) for row in ROWS])


def total(profiles, text, area):
    found = evidence(read({"description": text}, default_analyser()), profiles)
    return found[area].total if area in found else 0.0


def test_a_compound_is_heard_whole_with_its_two_halves():
    assert heard_in(ROWS[0], default_analyser()) == Heard(frozenset({"varmepump"}), ("varm", "pump"))
    assert heard_in(ROWS[1], default_analyser()).halves is None


def test_a_part_of_a_compound_says_nothing_alone(profiles):
    assert total(profiles, "En pumpe til haven", "teknik-miljoe") == 0


@pytest.mark.parametrize(
    ("text", "is_heard"), [("varme pumper", True), ("pumper og varme", False), ("varme i pumper", True)]
)
def test_a_compound_written_apart_is_heard_when_its_halves_are_neighbours(profiles, text, is_heard):
    assert (total(profiles, text, "teknik-miljoe") > 0) is is_heard


def test_a_compound_counts_once_when_it_is_also_written_apart(profiles):
    assert total(profiles, "Varmepumper. Varme pumper", "teknik-miljoe") == total(
        profiles, "Varmepumper", "teknik-miljoe"
    )


def test_two_rows_that_read_alike_count_once_for_a_role(profiles):
    found = evidence(read({"description": "Vejen"}, default_analyser()), profiles)["teknik-miljoe"]
    assert found.roles["Vej- og parkchef"] == pytest.approx(found.total)


def test_a_phrase_is_heard_when_its_words_stand_close_together(profiles):
    assert total(profiles, "Hjælp tilbage i et godt job", "beskaeftigelse") > 0
    far = "Tilbage på gaden efter en lang og kold vinter uden noget fast at stå op til fandt han et job"
    assert total(profiles, far, "beskaeftigelse") == 0
    assert total(profiles, "Vi kommer tilbage. Nyt job", "beskaeftigelse") == 0


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ({"a": (1,), "b": (2,)}, True),
        ({"a": (9,), "b": (2, 8)}, True),
        ({"a": (1,), "b": (5,)}, True),
        ({"a": (1,), "b": (6,)}, False),
        ({"a": (1,)}, False),
    ],
)
def test_a_phrase_may_have_three_other_words_between_its_own(sentence, stands):
    assert stands_in({"a", "b"}, sentence) is stands


def test_it_is_a_pronoun_in_english_and_a_subject_in_danish(profiles):
    assert total(profiles, "It is a chair that folds and it is light", "digitalisering-it") == 0
    assert total(profiles, "Kurser i it", "digitalisering-it") > 0
