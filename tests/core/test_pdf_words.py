"""E1, E2 and C7 for PDF files: their words are read in a process that a hostile file cannot hurt us from."""

import subprocess
import sys
import zlib
from io import BytesIO

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.annotations import FreeText
from pypdf.generic import NameObject
from tests.factories.pdfs import WORDS, changed, encrypted, of_pages, scanned, written

from lysning.core import pdf_words
from lysning.core.pdf_words import MOST_PAGES, Unread, Words, look_for_words

CLEAN, FOUND = Words(has_cpr=False, unread_pages=0), Words(has_cpr=True, unread_pages=0)
UNSEEN = Words(has_cpr=False, unread_pages=1)


def assembled(page="", *objects, count=1):
    """A PDF written by hand: its pages' entries, and further objects from number 4 on."""
    kids = "3 0 R " * count
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode()]
    parts += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]{page}>>".encode(), *objects]
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return body + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(body))


def packed(content):
    small = zlib.compress(content, 9)
    return b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(small), small)


def came_of(content):
    try:
        found = look_for_words(content)
    except Unread as unread:
        return unread.why
    return "found" if found.has_cpr else "unseen" if found.unread_pages else "clean"


def note(text):
    return lambda writer: writer.add_annotation(page_number=0, annotation=FreeText(text=text, rect=(50, 50, 200, 90)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (written(), CLEAN),
        (written("Sag 12345678, 1. januar 1990, CVR 29 18 99 27"), CLEAN),
        (written(f"{WORDS} Fru Jensen, 010190-1234."), FOUND),
        (written("#table(columns: 2)[navn][nummer][Jensen][0101901234]"), FOUND),
        (written(f"{WORDS} #text(tracking: 3pt)[Fru Jensen, 010190-1234.]"), FOUND),
        (written(f"{WORDS}\n#table(columns: 10)[0][1][0][1][9][0][1][2][3][4]"), FOUND),
        (written(f"{WORDS}\n#table(columns: 11)[0][1][0][1][9][0][1][2][3][4][5]"), CLEAN),
        (written(f"{WORDS}\n#pagebreak()\nSide to: 010190 1234"), FOUND),
        (written(f'#set document(title: "010190-1234")\n{WORDS}'), FOUND),
        (
            written(f"#set heading(bookmarked: true)\n= Jensen 010190-1234\n{WORDS}"),
            FOUND,
        ),
        (changed(written(), note("Husk 010190-1234")), FOUND),
        (changed(written(), note("Husk de 14 uger")), CLEAN),
        (
            changed(scanned(), lambda writer: writer.add_outline_item(title="010190-1234", page_number=0)),
            Words(has_cpr=True, unread_pages=1),
        ),
        (scanned(), UNSEEN),
        (written(f"{WORDS}\n#pagebreak()\n#rect(width: 5cm)"), UNSEEN),
        (written(f"{WORDS}\n#pagebreak()\n#pagebreak()\n{WORDS}"), CLEAN),
        (assembled(), CLEAN),
    ],
)
def test_what_the_words_of_a_pdf_hold(content, words):
    assert look_for_words(content) == words


def test_words_of_a_page_written_by_hand_are_read():
    signs = packed(b"BT /F 9 Tf 9 9 Td (Jensen 010190-1234 er faldet) Tj ET")
    assert look_for_words(assembled(SHOWN, signs, FONT)) == FOUND


def test_a_page_that_shows_its_words_in_signs_without_names_is_not_read():
    font = b"<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Type/Encoding/Differences[1/g1/g2/g3]>>>>"
    signs = packed(b"BT /F 9 Tf 9 9 Td (" + bytes([1, 2, 3]) * 20 + b") Tj ET")
    content = assembled(SHOWN, signs, font)
    assert look_for_words(content).unread_pages == 1


def in_circles():
    return assembled().replace(b"/Kids[3 0 R ]", b"/Kids[2 0 R ]")


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SHOWN = "/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>"
SLOW = assembled(SHOWN, packed(b"BT /F 9 Tf 9 9 Td (aa) Tj ET\n" * 100_000), FONT, count=MOST_PAGES)
LARGE = assembled("/Contents 4 0 R", packed(b"0 " * 200_000_000))
NESTED = assembled("/Contents 4 0 R", packed(b"[" * 2_000_000))


@pytest.mark.parametrize(
    ("content", "whys"),
    [
        (encrypted(), {"closed"}),
        (b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF", {"broken"}),
        (written()[:900], {"broken"}),
        (b"%PDF-1.7\n", {"broken"}),
        (in_circles(), {"broken", "heavy"}),
        (of_pages(MOST_PAGES + 1), {"long"}),
        (LARGE, {"broken", "heavy"}),
        (SLOW, {"heavy"}),
    ],
    ids=["encrypted", "bare", "cut", "head", "circle", "long", "large", "slow"],
)
def test_what_cannot_be_read_is_said_and_nothing_is_left_running(content, whys, monkeypatch):
    monkeypatch.setattr(pdf_words, "MOST_CPU_SECONDS", 2)
    before = psutil.Process().children()  # a browser may be there
    with pytest.raises(Unread) as unread:
        look_for_words(content)
    assert unread.value.why in whys
    assert psutil.Process().children() == before


def test_as_many_pages_as_may_be_are_read():
    assert look_for_words(of_pages(MOST_PAGES)) == CLEAN


def test_brackets_in_brackets_hurt_nobody():
    assert came_of(NESTED) in {"unseen", "clean", "broken", "heavy"}


def test_one_file_at_a_time(monkeypatch):
    monkeypatch.setattr(pdf_words, "WAIT_SECONDS", 0.1)
    with pdf_words._ONE_AT_A_TIME, pytest.raises(Unread) as unread:
        look_for_words(written())
    assert unread.value.why == "busy"


def test_the_reader_stays_out_of_the_web_worker():
    asked = "import sys, lysning.core.pdf_words; sys.exit('pypdf' in sys.modules or 'resource' in sys.modules)"
    assert subprocess.run([sys.executable, "-I", "-c", asked], check=False).returncode == 0


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2_000))
def test_whatever_is_damaged_is_read_or_refused(noise, place):
    content = written()
    damaged = content[:place] + noise + content[place + len(noise) :]
    assert came_of(damaged) in {"clean", "unseen", "broken", "heavy", "closed", "long"}


def test_the_file_that_was_made_for_these_tests_is_a_pdf():
    assert len(PdfReader(BytesIO(assembled(count=3))).pages) == 3
    assert NameObject("/Contents") in PdfReader(BytesIO(SLOW)).pages[0]


def test_a_file_gets_no_more_memory_than_it_may_have(monkeypatch):
    assert came_of(written()) == "clean"
    monkeypatch.setattr(pdf_words, "MOST_MEMORY_MB", 24)
    assert came_of(written()) == "heavy"


def test_the_reader_is_compiled_once(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    assert came_of(written()) == "clean"
    assert list(tmp_path.rglob("pypdf/_reader*.pyc"))
