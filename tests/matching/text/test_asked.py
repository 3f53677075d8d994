import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.matching.text.asked import LONGEST, MOST_PHRASES, Asked, understood


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fald på plejehjem", Asked("fald på plejehjem")),
        ('sensor "fald om natten"', Asked("sensor fald om natten", ("fald om natten",))),
        ("»fald om natten« hjem", Asked("fald om natten hjem", ("fald om natten",))),
        ("„tryg hverdag“", Asked("tryg hverdag", ("tryg hverdag",))),
        ("fald -børn", Asked("fald", (), ("børn",))),
        ('fald -"børn og unge" hjem', Asked("fald hjem", (), ("børn og unge",))),
        ("-skole", Asked("", (), ("skole",))),
        ("it-sikkerhed", Asked("it-sikkerhed")),
        ("24-7 vagt", Asked("24-7 vagt")),
        ("fald - hjem", Asked("fald - hjem")),
        ('et "halvt citat', Asked("et halvt citat")),
        ('""', Asked("")),
        ("", Asked("")),
    ],
)
def test_words_phrases_and_exclusions(text, expected):
    assert understood(text) == expected


@given(st.text(alphabet=st.sampled_from('ab -"“”„»«\n\x00\u202eæ😀'), max_size=200))
def test_anything_can_be_asked(text):
    asked = understood(text)
    assert all(piece.strip() for piece in (*asked.phrases, *asked.excluded))
    assert all(phrase in asked.words for phrase in asked.phrases)


def test_long_queries_are_cut_and_phrases_are_few():
    asked = understood('"a b" ' * 5_000)
    assert len(asked.words) <= LONGEST
    assert len(asked.phrases) == MOST_PHRASES
