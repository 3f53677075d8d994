"""What a file must be to be shared: of a kind we know by its content, and without anything that acts by itself.

A file is never changed but for pictures, which are drawn anew so that place and camera stay behind.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Literal

from lysning.core.plaintext import has_cpr_number

Kind = Literal["pdf", "docx", "xlsx", "png", "jpg", "txt", "csv"]
Fault = Literal[
    "file_kind",
    "file_large",
    "file_empty",
    "file_active",
    "file_closed",
    "file_broken",
    "file_has_cpr",
    "file_long",
    "file_heavy",
    "file_busy",
    "file_unseen",
]
KINDS_OF_FILE: tuple[Kind, ...] = ("pdf", "docx", "xlsx", "png", "jpg", "txt", "csv")
ENDINGS: dict[str, Kind] = {**{f".{kind}": kind for kind in KINDS_OF_FILE}, ".jpeg": "jpg"}
PICTURES: tuple[Kind, ...] = ("png", "jpg")
LARGEST_BYTES = 10_000_000
MOST_DOCUMENTS = 200
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100_000_000
MOST_PIXELS = 25_000_000
MAIN_TYPE = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}
TEXT_PARTS = {
    "docx": re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
    "xlsx": re.compile(r"xl/(?:sharedStrings|comments\d*|worksheets/[^/]+)\.xml"),
}
"""Where the words of a file stand. Numbers of cells (`v`) are left out: a sum of ten digits can look like a personal number."""
ACTS_IN_PDF = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)\b")
ACTS_IN_OFFICE = re.compile(
    r"vbaproject|activex|/embeddings/|oleobject|externallinks|/macrosheets|/webextensions|\.exe$"
)
OUTSIDE = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
FILTERS = re.compile(rb"/(?!FlateDecode)(?:\w+Decode|Crypt)\b")
HEAD_OF_STREAM = 600


class BadFile(Exception):  # noqa: N818 -- an expected answer, not an error
    """The bytes are no file we take; `code` says why."""

    def __init__(self, code: Fault) -> None:
        super().__init__(code)
        self.code: Fault = code


@dataclass(frozen=True)
class Looked:
    """A file that may be shared: its kind, its bytes and their hash."""

    kind: Kind
    content: bytes
    sha256: str


def look_through(name: str, content: bytes) -> Looked:
    """The file as it may be shared. Its name's ending says what it should be, its content must be that.

    Refused (BadFile): other kinds, empty, over 10 MB, broken, locked by a password, with scripts, macros, embedded files or
    links that are fetched by themselves, and texts with something like a personal number. Sizes are checked before unpacking.
    The words of a PDF are read elsewhere (core.pdf_words), and `must_be_seen` says what then is left to a person.
    """
    kind = ENDINGS.get(PurePath(name.lower()).suffix)
    if kind is None:
        raise BadFile("file_kind")
    if not content:
        raise BadFile("file_empty")
    if len(content) > LARGEST_BYTES:
        raise BadFile("file_large")
    if kind == "pdf":
        _look_at_pdf(content)
    elif kind in MAIN_TYPE:
        _look_at_office(kind, content)
    elif kind in {"txt", "csv"}:
        _look_at_text(content)
    else:
        content = _redrawn(kind, content)
    return Looked(kind, content, sha256(content).hexdigest())


def must_be_seen(kind: Kind, unread_pages: int) -> bool:
    """Whether a person must have looked the file through, because it shows what we cannot read: a picture, a scanned page."""
    return kind in PICTURES or unread_pages > 0


def _look_at_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-"):
        raise BadFile("file_kind")
    if re.search(rb"/Encrypt\b", _unescaped(content)):
        raise BadFile("file_closed")
    for part in _pdf_parts(content):
        if ACTS_IN_PDF.search(_unescaped(part)):
            raise BadFile("file_active")


def _pdf_parts(content: bytes) -> Iterator[bytes]:
    """The file itself and each packed stream unpacked; objects may lie in streams, so what cannot be unpacked is refused."""
    yield content
    room = MOST_UNPACKED
    for stream in STREAM.finditer(content):
        head = _unescaped(content[max(0, stream.start() - HEAD_OF_STREAM) : stream.start()].rpartition(b"obj")[2])
        holds_objects = re.search(rb"/ObjStm\b", head) is not None
        if holds_objects and FILTERS.search(head):
            raise BadFile("file_closed")
        try:
            unpacked = zlib.decompressobj().decompress(stream[1], room + 1)
        except zlib.error:
            if holds_objects and b"/Filter" in head:
                raise BadFile("file_broken") from None
            continue
        room -= len(unpacked)
        if room < 0:
            raise BadFile("file_large")
        yield unpacked


def _unescaped(part: bytes) -> bytes:
    """PDF names may be written with #xx for any letter."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), part)


def _look_at_office(kind: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _look_at_entries(kind, packed)
            text = b"\n".join(packed.read(name) for name in packed.namelist() if TEXT_PARTS[kind].fullmatch(name))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError):
        raise BadFile("file_kind") from None
    except RuntimeError:  # what zipfile says of a password
        raise BadFile("file_closed") from None
    spaced = re.sub(rb"<v>[^<]*</v>|</(?:w:p|si|is|text)>", b"\n", text)
    if has_cpr_number(re.sub(rb"<[^>]*>", b"", spaced).decode("utf-8", "replace")):
        raise BadFile("file_has_cpr")


def _look_at_entries(kind: str, packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadFile("file_large")
    types = packed.read("[Content_Types].xml")
    if MAIN_TYPE[kind] not in types:
        raise BadFile("file_kind")
    if b"macroEnabled" in types or any(ACTS_IN_OFFICE.search(entry.filename.lower()) for entry in entries):
        raise BadFile("file_active")
    for entry in entries:
        if entry.filename.endswith(".rels"):
            links = packed.read(entry)
            if b"\0" in links or any(not HYPERLINK.search(link) for link in OUTSIDE.findall(links)):
                raise BadFile("file_active")
        elif entry.filename == "word/document.xml" and re.search(rb"\bDDE(AUTO)?\b", packed.read(entry)):
            raise BadFile("file_active")


def _look_at_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if re.search("[\x00-\x08\x0e-\x1f]", text):
        raise BadFile("file_kind")
    if has_cpr_number(text):
        raise BadFile("file_has_cpr")


def _redrawn(kind: str, content: bytes) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError  # eight megabytes: only in processes that draw

    form = {"png": "PNG", "jpg": "JPEG"}[kind]
    try:
        with Image.open(io.BytesIO(content), formats=(form,)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadFile("file_large")
            upright = ImageOps.exif_transpose(opened)
            upright.info.clear()
            target = io.BytesIO()
            upright.save(target, form, quality=90) if kind == "jpg" else upright.save(target, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadFile("file_large") from None
    except UnidentifiedImageError:
        raise BadFile("file_kind") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError):
        raise BadFile("file_broken") from None
    return target.getvalue()
