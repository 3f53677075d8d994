"""E1-E4 for what coalitions share: only what we know by its content, and nothing that acts by itself."""

import io
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lysning.community.rules.files import LARGEST_BYTES, BadFile, look_through

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF"
MAIN = {"docx": "wordprocessingml.document.main+xml", "xlsx": "spreadsheetml.sheet.main+xml"}
PART = {"docx": "word/document.xml", "xlsx": "xl/sharedStrings.xml"}


def office(kind="docx", text="<w:p><w:t>Referat</w:t></w:p>", *, types="", **entries):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml", f"<Types><Override ContentType='application/{MAIN[kind]}'/>{types}</Types>"
        )
        packed.writestr(PART[kind], text)
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return target.getvalue()


def picture(form, **info):
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    Image.new("RGB", (60, 40), "green").save(target, form, exif=exif, **info)
    return target.getvalue()


def fault(name, content):
    with pytest.raises(BadFile) as bad:
        look_through(name, content)
    return bad.value.code


def stream(body, head=b"/Filter/FlateDecode"):
    return PDF + b"\n2 0 obj\n<<" + head + b">>\nstream\n" + body + b"\nendstream\nendobj"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Referat.PDF", PDF, "pdf"),
        ("referat.pdf", stream(zlib.compress(b"(Vi har talt fald) Tj")), "pdf"),
        ("referat.docx", office(), "docx"),
        ("tal.xlsx", office("xlsx", "<si><t>Fald</t></si>"), "xlsx"),
        ("tal.xlsx", office("xlsx", **{"xl/worksheets/sheet1.xml": "<c><v>1001001234</v></c>"}), "xlsx"),
        ("kort.png", picture("PNG"), "png"),
        ("foto.jpeg", picture("JPEG"), "jpg"),
        ("note.txt", "Færre fald på Ærø".encode(), "txt"),
        ("tal.csv", "måned;fald\n1;3\n".encode("cp1252"), "csv"),
    ],
)
def test_what_may_be_shared(name, content, kind):
    assert look_through(name, content).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("side.html", b"<script>", "file_kind"),
        ("program.exe", b"MZ", "file_kind"),
        ("uden-endelse", PDF, "file_kind"),
        ("rapport.pdf", b"<html><script>alert(1)</script>", "file_kind"),
        ("rapport.docx", PDF, "file_kind"),
        ("rapport.docx", office("xlsx"), "file_kind"),
        ("billede.png", picture("JPEG"), "file_kind"),
        ("billede.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_kind"),
        ("tom.txt", b"", "file_empty"),
        ("stor.txt", b"a" * (LARGEST_BYTES + 1), "file_large"),
        ("note.txt", b"PK\x03\x04\x00\x00", "file_kind"),
        ("note.txt", b"Fru Jensen 010190-1234", "file_has_cpr"),
        ("tal.csv", b"navn;cpr\nJensen;0101901234\n", "file_has_cpr"),
        ("referat.docx", office(text="<w:p><w:t>0101</w:t><w:t>90-1234</w:t></w:p>"), "file_has_cpr"),
        ("tal.xlsx", office("xlsx", "<si><t>010190-1234</t></si>"), "file_has_cpr"),
        ("referat.docx", office(**{"word/footnotes.xml": "<w:p><w:t>010190-1234</w:t></w:p>"}), "file_has_cpr"),
        ("referat.docx", office(**{"word/header2.xml": "<w:p><w:t>0101901234</w:t></w:p>"}), "file_has_cpr"),
        ("tal.xlsx", office("xlsx", **{"xl/comments1.xml": "<text><t>010190 1234</t></text>"}), "file_has_cpr"),
        (
            "tal.xlsx",
            office("xlsx", **{"xl/worksheets/sheet1.xml": '<c t="inlineStr"><is><t>010190-1234</t></is></c>'}),
            "file_has_cpr",
        ),
        ("referat.pdf", PDF + b"/S/JavaScript/JS(app.alert\\(1\\))", "file_active"),
        ("referat.pdf", PDF + b"/S/Java#53cript", "file_active"),
        ("referat.pdf", PDF + b"/S/Launch", "file_active"),
        ("referat.pdf", PDF + b"/EmbeddedFiles", "file_active"),
        ("referat.pdf", stream(zlib.compress(b"<</S/JavaScript>>"), b"/Type/ObjStm/Filter/FlateDecode"), "file_active"),
        ("referat.pdf", stream(b"00", b"/Type/ObjStm/Filter/ASCIIHexDecode"), "file_closed"),
        ("referat.pdf", stream(b"00", b"/Type/#4fbjStm/Filter[/LZWDecode]"), "file_closed"),
        ("referat.pdf", stream(b"intet", b"/Type/ObjStm/Filter/FlateDecode"), "file_broken"),
        ("referat.pdf", PDF + b"/Encrypt 5 0 R", "file_closed"),
        ("referat.docx", office(word__vbaProject_DOT_bin=b"x"), "file_active"),
        ("referat.docx", office(types="macroEnabled"), "file_active"),
        ("referat.docx", office(word__embeddings__oleObject1_DOT_bin=b"x"), "file_active"),
        ("tal.xlsx", office("xlsx", "", xl__externalLinks__externalLink1_DOT_xml=b"x"), "file_active"),
        ("referat.docx", office(text="<w:instrText>DDEAUTO c:\\\\x</w:instrText>"), "file_active"),
        (
            "referat.docx",
            office(
                word___rels__settings_DOT_xml_DOT_rels=b'<Relationship Type="x/attachedTemplate" TargetMode="External"/>'
            ),
            "file_active",
        ),
    ],
)
def test_what_may_not(name, content, code):
    assert fault(name, content) == code


def test_an_ordinary_link_in_a_document_is_no_fault():
    links = b'<Relationship Type="http://x/relationships/hyperlink" Target="https://kl.dk" TargetMode="External"/>'
    assert look_through("referat.docx", office(word___rels__document_DOT_xml_DOT_rels=links)).kind == "docx"


def test_a_bomb_is_seen_before_it_is_unpacked():
    bomb = office(text="0" * 110_000_000)
    assert len(bomb) < 1_000_000
    assert fault("referat.docx", bomb) == "file_large"
    assert fault("referat.pdf", stream(zlib.compress(b"0" * 110_000_000))) == "file_large"


def test_camera_and_place_stay_behind():
    for name, form in (("foto.jpg", "JPEG"), ("kort.png", "PNG")):
        sent = picture(form)
        assert b"Kamera" in sent
        kept = look_through(name, sent).content
        assert b"Kamera" not in kept
        with Image.open(io.BytesIO(kept)) as opened:
            assert (opened.size, opened.format) == ((60, 40), form)


@given(st.binary(max_size=300), st.sampled_from(["pdf", "docx", "xlsx", "png", "jpg", "txt", "csv"]))
def test_whatever_is_sent_is_taken_or_refused_in_words(content, ending):
    for start in (b"", b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"):
        with suppress(BadFile):
            looked = look_through(f"fil.{ending}", start + content)
            assert looked.kind == ending
            assert looked.content
