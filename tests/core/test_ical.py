"""Calendar files after RFC 5545."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from lysning.core.ical import Day, calendar

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_a_day_and_several():
    days = [Day("a", date(2026, 12, 31), "Nytår"), Day("b", date(2026, 2, 1), "Uge", last=date(2026, 2, 7))]
    lines = unfolded(calendar("Dage", days, host="lysning.example", at=AT))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "UID:a@lysning.example" in lines
    assert "DTSTAMP:20261129T120000Z" in lines
    place = lines.index("DTSTART;VALUE=DATE:20261231")
    assert lines[place + 1] == "DTEND;VALUE=DATE:20270101"
    assert "DTEND;VALUE=DATE:20260208" in lines


def test_what_has_a_meaning_in_the_format_is_escaped():
    text = calendar("x", [Day("a", AT.date(), "a;b,c\\d\ne\r\nEND:VEVENT")], host="h", at=AT)
    assert "SUMMARY:a\\;b\\,c\\\\d\\ne\\nEND:VEVENT" in unfolded(text)
    assert unfolded(text).count("END:VEVENT") == 1


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_no_line_is_too_long_and_nothing_is_lost(title):
    text = calendar("x", [Day("a", AT.date(), title)], host="h", at=AT)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}" in unfolded(text)
