"""Which characters a font can draw, read from its file. Pure.

After the table `cmap` of the OpenType specification 1.9: its two usual forms, segments (4) and groups (12).
"""

import struct
import unicodedata
from collections.abc import Collection, Iterator

SEGMENTS, GROUPS = 4, 12
MISSING = "\N{LOZENGE}"


def code_points(font: bytes) -> frozenset[int]:
    """The code points for which a TrueType or OpenType file has a drawing; empty where it has no map of a known form."""
    tables = dict(_tables(font))
    start = tables.get(b"cmap")
    if start is None:
        return frozenset()
    (count,) = struct.unpack_from(">H", font, start + 2)
    offsets = {struct.unpack_from(">I", font, start + 4 + 8 * place + 4)[0] for place in range(count)}
    return frozenset(point for offset in offsets for point in _mapped(font, start + offset))


def _tables(font: bytes) -> Iterator[tuple[bytes, int]]:
    (count,) = struct.unpack_from(">H", font, 4)
    for place in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        yield tag, offset


def _mapped(font: bytes, at: int) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", font, at)
    if form == SEGMENTS:
        (twice,) = struct.unpack_from(">H", font, at + 6)
        ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
        starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)  # the last segment is the end mark FFFF
    elif form == GROUPS:
        (count,) = struct.unpack_from(">I", font, at + 12)
        for place in range(count):
            first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * place)
            yield from range(first, last + 1)


def drawable(text: str, known: Collection[int]) -> str:
    """The text with a sign in place of each run of characters that cannot be drawn; what has no shape of its own is left out.

    Line breaks stay, other blanks become spaces. The sign is a lozenge, or a question mark where there is none either.
    """
    sign = MISSING if ord(MISSING) in known else "?"
    drawn: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if character == "\n" or (ord(character) in known and kind[0] != "C"):
            drawn.append(character)
        elif kind[0] == "Z" or character == "\t":
            drawn.append(" ")
        elif kind[0] not in "CM" and drawn[-1:] != [sign]:
            drawn.append(sign)
    return "".join(drawn)
