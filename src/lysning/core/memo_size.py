"""How much paper a memo takes: an estimate on the safe side, so that whoever writes one can say less before it is set. Pure.

Reckoned as `documents/memo.typ` sets it: the column is 166 mm wide, a page holds 259 mm of it. All heights are in points.
"""

from math import ceil

from lysning.core.memo import Entries, Memo, Paragraph, Part, Picture, Points, Sources, Table

PAGE = 734.0
COLUMN = 470.0
LINE, SMALL_LINE, CELL_LINE = 13.2, 11.9, 10.8
LETTER, SMALL_LETTER, TITLE_LETTER = 4.7, 4.3, 11.0
"""The width of a letter, with what is lost where a line breaks."""
HEADING, SUBHEADING = 38.0, 25.5
AFTER, AFTER_ITEM, AFTER_ROW, AFTER_TABLE = 2.8, 1.0, 5.5, 22.0
"""What stands after a paragraph, an item and a row beside their lines, and around a table with its caption."""
MEASURED = 0.94
"""What was set took 0.89 to 0.91 of the sum."""
TOP, FACT, BOX, LEAD = 52.0, 13.5, 24.0, 16.0


def height_of(memo: Memo) -> float:
    """The height of the whole memo in points; `PAGE` of them fill a page."""
    top = TOP + (_rows(memo.title, TITLE_LETTER) - 1) * 30
    lead = _rows(memo.lead, LETTER) * LEAD if memo.lead else 0
    facts = BOX + FACT * len(memo.facts) if memo.facts else 0
    sections = (HEADING + sum(_height(part) for part in section.parts) for section in memo.sections)
    return (top + lead + facts + sum(sections)) * MEASURED


def _height(part: Part) -> float:
    match part:
        case Paragraph(text):
            pieces = [piece for piece in text.split("\n\n") if piece.strip()]
            return sum(_rows(piece, LETTER) * LINE + AFTER for piece in pieces)
        case Points(items):
            return sum(_rows(item, LETTER) * LINE + AFTER_ITEM for item in items)
        case Entries(_heading, entries, meaning):
            said = (f"{entry.title}: {entry.text} {entry.remark}" for entry in entries)
            inside = sum(_rows(each, LETTER) * LINE + AFTER_ITEM for each in said)
            return SUBHEADING + (SMALL_LINE + AFTER if meaning else 0) + inside
        case Table():
            return _table_height(part)
        case Sources(items):
            return sum(_rows(item.label, SMALL_LETTER) * SMALL_LINE + AFTER_ITEM for item in items)
        case Picture(width=width):
            return COLUMN * width / 100 + 2 * LINE


def _table_height(part: Table) -> float:
    share = COLUMN / (len(part.columns) + 0.6)  # the first column is wider than the others by as much
    widths = [share * (1.6 if place == 0 else 1) - 8 for place in range(len(part.columns))]
    rows = (
        max(_rows(cell, SMALL_LETTER, width) for cell, width in zip(row, widths, strict=True))
        for row in (part.columns, *part.rows)
    )
    return AFTER_TABLE + sum(count * CELL_LINE + AFTER_ROW for count in rows)


def _rows(text: str, letter: float, width: float = COLUMN) -> int:
    return max(1, ceil(len(text) * letter / width))
