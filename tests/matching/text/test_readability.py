import pytest

from lysning.matching.text.readability import LongWord, readability, sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi måler fald. Det virker!", ["Vi måler fald.", "Det virker!"]),
        ("Det er f.eks. godt for ca. 20 borgere.", ["Det er f.eks. godt for ca. 20 borgere."]),
        ("Bl.a. Aarhus og dr. Hansen er med.", ["Bl.a. Aarhus og dr. Hansen er med."]),
        ("Fra den 3. marts 2027. Derefter er det gratis.", ["Fra den 3. marts 2027.", "Derefter er det gratis."]),
        ("Det koster 500 kr. Prisen er fast.", ["Det koster 500 kr.", "Prisen er fast."]),
        ("Det koster 500 kr. pr. måned.", ["Det koster 500 kr. pr. måned."]),
        ("Virker det? Ja: meget.", ["Virker det?", "Ja: meget."]),
        ("Overskrift\n\nTekst uden punktum", ["Overskrift", "Tekst uden punktum"]),
        ("Vi har:\n- et\n- to\n1. tre", ["Vi har:", "- et", "- to", "1. tre"]),
        ("Linjen brydes\nmidt i en sætning.", ["Linjen brydes\nmidt i en sætning."]),
        ("Version 1.250 er ude.", ["Version 1.250 er ude."]),
        ("...", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_say(text, expected):
    assert sentences(text) == expected


def test_lix_is_bjornssons():
    found = readability("Vi hjælper ældre. De bliver boende hjemme i 2027.")
    assert (found.words, found.sentences) == (9, 2)
    assert found.long_words == (LongWord("hjælper", 3, 10),)
    assert found.lix == round(9 / 2 + 100 * 1 / 9)


def test_a_text_without_words_is_easy():
    assert readability(" … ! ") == (0, 0, 0, ())


def test_seven_letters_are_long_and_six_are_not():
    assert [word.surface for word in readability("hjemme hjemmet 1234567 år-år-år").long_words] == ["hjemmet"]


def test_heavier_prose_has_a_higher_lix():
    plain = "Vi ser, om en ældre er ved at falde. Så kommer der hjælp. Det tager et minut."
    heavy = "Implementeringen af helhedsorienteret velfærdsteknologisk faldforebyggelse forudsætter tværsektoriel koordinering."
    assert readability(plain).lix < 25
    assert readability(heavy).lix > 60
