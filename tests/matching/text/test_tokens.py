import unicodedata

import pytest

from lysning.matching.text.tokens import LONGEST_KEY, fold, tokens


def norms(text):
    return [token.norm for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plejehjem, skoler; børn!", ["plejehjem", "skoler", "børn"]),
        ("1.250.000 kr.", ["1250000", "kr"]),
        ("3,5 ton og 10kg", ["3,5", "ton", "og", "10", "kg"]),
        ("5G og mp3 i 2027", ["5g", "og", "mp3", "i", "2027"]),
        ("5g og 3D-print", ["5g", "og", "3dprint"]),
        ("50W og 50w", ["50", "w", "og", "50", "w"]),
        ("27.36 og 27.36.05", ["27.36", "og", "27.36.05"]),
        ("§ 83 a, § 107 og §§ 191-193", ["§83a", "§107", "og", "§191", "193"]),
        ("TV'et, pc'er, CPR's", ["tv", "pc", "cpr"]),
        ("pleje- og omsorg", ["pleje", "og", "omsorg"]),
        ("IT-sikkerhed", ["itsikkerhed"]),
        ("idé, café, Zürich", ["ide", "cafe", "zyrich"]),
        ("Malmö Västerås", ["malmø", "væsterås"]),
        ("a\x00b \x00 c", ["a", "b", "c"]),
        ("", []),
        (" .,;!? ", []),
    ],
)
def test_text_is_cut_into_folded_words_numbers_and_codes(text, expected):
    assert norms(text) == expected


@pytest.mark.parametrize(("text", "kinds"), [("27.36 § 83 12 ord", ["code", "code", "number", "word"])])
def test_each_token_knows_what_it_is(text, kinds):
    assert [token.kind for token in tokens(text)] == kinds


def test_a_decomposed_letter_reads_as_the_composed_one_and_keeps_its_place():
    text = "på " + unicodedata.normalize("NFD", "få råd")
    found = list(tokens(text))
    assert [token.norm for token in found] == ["på", "få", "råd"]
    assert [text[token.start : token.end] for token in found] == [token.surface for token in found]


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u200f", "\u202e", "\u2060", "\ufeff"])
def test_invisible_characters_neither_split_nor_change_a_word(hidden):
    text = f"for pleje{hidden}hjemmet"
    token = list(tokens(text))[-1]
    assert (token.norm, text[token.start : token.end]) == ("plejehjemmet", f"pleje{hidden}hjemmet")


def test_a_part_of_a_marked_word_is_found_in_the_text_it_came_from():
    text = "ny velfærds\u00ad-teknologi"
    token = list(tokens(text))[-1]
    assert token.seams == (8,)
    assert text[slice(*token.place(8, len(token.norm)))] == "teknologi"
    assert text[slice(*token.place(0, 8))] == "velfærds\u00ad"


def test_a_line_without_spaces_is_cut():
    assert norms("x" * 20_000) == ["x" * LONGEST_KEY]


@pytest.mark.parametrize(
    ("typed", "folded"), [("ÆBLE", "æble"), ("Århus", "århus"), ("crème", "creme"), ("\ufb01n", "fin")]
)
def test_folding_keeps_the_danish_letters_and_drops_foreign_accents(typed, folded):
    assert fold(typed) == folded
