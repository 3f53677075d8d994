"""How days, moments, sums and shares are written in Danish and English. Pure: language and today are passed in."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
LONGEST_WHOLE_MONTH = 4
"""So many letters a Danish month may have and not be cut: maj, juni, juli."""
NO_BREAK = "\N{NO-BREAK SPACE}"

_MONTHS = {
    "da": [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_WEEKDAYS = {
    "da": ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_NEAR_DAYS = {
    "da": {0: "i dag", 1: "i morgen", -1: "i går"},
    "en": {0: "today", 1: "tomorrow", -1: "yesterday"},
}
_MINUTES_AND_HOURS = {
    "da": (("minut", "minutter"), ("time", "timer")),
    "en": (("minute", "minutes"), ("hour", "hours")),
}
_WEEK = 7
_HOUR = 60
_DAY = 24


LETTERS = ("æøåäöüéèêëáàâíóôúçñÆØÅÄÖÜÉÈÊËÁÀÂÍÓÔÚÇÑ", "{|}{|yeeeeaaaiooucn" * 2)
"""What each letter beyond the 26 is ordered as; `{|}` stand after z. The database's `lookups.Alphabetical` says the same."""


def alphabetical(text: str) -> str:
    """A key that sorts in the order of the Danish alphabet: æ, ø, å (and aa) after z; capitals do not matter.

    The one order of names in the product, as in Retskrivningsordbogen (paragraph 4.2): Aabenraa, Aalborg and Aarhus stand last.
    """
    return text.lower().translate(str.maketrans(*LETTERS)).replace("aa", "}")


def _in(language: str) -> str:
    return "da" if language.startswith("da") else "en"


def _day(moment: date) -> date:
    return moment.astimezone(COPENHAGEN).date() if isinstance(moment, datetime) else moment


def long_date(moment: date, language: str) -> str:
    """Writes a day, or the Danish day of an aware moment: "3. marts 2027", "3 March 2027"."""
    day, words = _day(moment), _in(language)
    dot = "." if words == "da" else ""
    return f"{day.day}{dot} {_MONTHS[words][day.month - 1]} {day.year}"


def month(moment: date, language: str) -> str:
    """Writes the month of a day, or of the Danish day of an aware moment: "marts 2027", "March 2027"."""
    day = _day(moment)
    return f"{_MONTHS[_in(language)][day.month - 1]} {day.year}"


def span(start: date, end: date, language: str) -> str:
    """Writes some days, both ends counted, in as few words as tell them: "februar 2027", "3.–16. marts 2027",
    "28. feb. – 6. mar. 2027", "1. dec. 2026 – 31. jan. 2027".
    """
    if (start.year, start.month) == (end.year, end.month):
        if start.day == 1 and (end + timedelta(days=1)).day == 1:
            return month(start, language)
        dot = "." if _in(language) == "da" else ""
        return f"{start.day}{dot}–{long_date(end, language)}" if start != end else long_date(end, language)
    first = _short_date(start, language) + ("" if start.year == end.year else f" {start.year}")
    return f"{first} – {_short_date(end, language)} {end.year}"


def _short_date(day: date, language: str) -> str:
    name = _MONTHS[_in(language)][day.month - 1]
    if _in(language) == "en":
        return f"{day.day} {name[:3]}"
    return f"{day.day}. {name if len(name) <= LONGEST_WHOLE_MONTH else f'{name[:3]}.'}"


def deadline(due: date, today: date, language: str) -> str:
    """Writes a due day with its weekday and the calendar days left: "torsdag d. 3. december (8 dage tilbage)".

    The year is written when it is not this year. A day in the past says how many days ago it was.
    """
    day, words = _day(due), _in(language)
    days = (day - today).days
    written = long_date(day, words) if day.year != today.year else long_date(day, words).rsplit(" ", 1)[0]
    if words == "da":
        left = f"{days} dage tilbage" if days > 0 else f"{-days} dage siden"
        return f"{_WEEKDAYS[words][day.weekday()]} d. {written} ({_NEAR_DAYS[words].get(days, left)})"
    left = f"{days} days left" if days > 0 else f"{-days} days ago"
    return f"{_WEEKDAYS[words][day.weekday()]} {written} ({_NEAR_DAYS[words].get(days, left)})"


def time_ago(moment: datetime, now: datetime, language: str) -> str:
    """Writes how long ago an aware moment was: "for 5 minutter siden", "i går", "for 3 dage siden", then the date.

    Days are Danish calendar days. A moment in the future is written as its date.
    """
    words = _in(language)
    minutes, days = (now - moment) // timedelta(minutes=1), (_day(now) - _day(moment)).days
    if minutes < 0 or days >= _WEEK:
        return long_date(moment, words)
    if minutes == 0:
        return "lige nu" if words == "da" else "just now"
    minute_words, hour_words = _MINUTES_AND_HOURS[words]
    if minutes < _HOUR:
        span = f"{minutes} {minute_words[minutes != 1]}"
    elif days == 0 or minutes < 2 * _HOUR:
        hours = minutes // _HOUR
        span = f"{hours} {hour_words[hours != 1]}"
    elif days == 1:
        return _NEAR_DAYS[words][-1]
    else:
        span = f"{days} {'dage' if words == 'da' else 'days'}"
    return f"for {span} siden" if words == "da" else f"{span} ago"


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


_DANISH_MARKS = str.maketrans(",.", ".,")


def number(value: float | Decimal, language: str, decimals: int = 0) -> str:
    """Writes a number with thousands marks, halves rounded up: "1.250,5" in Danish, "1,250.5" in English.

    An integer needs no decimals; trailing decimal zeros are left out.
    """
    written = f"{Decimal(str(value)).quantize(_step(decimals), ROUND_HALF_UP):,}"
    if decimals:
        written = written.rstrip("0").rstrip(".")
    if written == "-0":
        written = "0"
    return written.translate(_DANISH_MARKS) if _in(language) == "da" else written


def percent(share: float | Decimal, language: str) -> str:
    """Writes a share of one as whole per cent: "87 %" in Danish, "87%" in English; never 0 or 100 unless exact."""
    exact = Decimal(str(share)) * 100
    whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if whole == 0 and exact > 0:
        whole = Decimal(1)
    if whole == 100 and exact < 100:  # noqa: PLR2004 -- per cent
        whole = Decimal(99)
    return f"{number(whole, language)}{NO_BREAK if _in(language) == 'da' else ''}%"


def kroner(amount: float | Decimal, language: str) -> str:
    """Writes a sum in Danish kroner: "1.250.000 kr." or "DKK 1,250,000"; øre only where there are any, then both digits."""
    exact = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    decimals = 0 if exact == exact.to_integral_value() else 2
    written = f"{exact:,.{decimals}f}"
    if _in(language) == "da":
        return f"{written.translate(str.maketrans(',.', '.,'))} kr."
    return f"DKK {written}"
