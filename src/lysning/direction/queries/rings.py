"""The rings of a radar on a day, in the reader's language."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from lysning.direction.models import Ring
from lysning.direction.rules import Wording, wording_on
from lysning.taxonomy.queries import kept


@dataclass(frozen=True)
class RingLine:
    """A ring as it is shown: its place from the centre (1), its words, and whether something may be put in it that day."""

    id: int
    key: str
    position: int
    name: str
    meaning: str
    is_open: bool


_STAMP = re.compile(r", \d{4}-\d{2}-\d{2}$")
"""The day of the data at the end of a source, which no reader of a page asks for."""


@kept
def rings() -> tuple[Ring, ...]:
    """Every ring there is or was, from the centre, with its wordings loaded. Kept."""
    return tuple(Ring.objects.prefetch_related("wordings"))


def rings_on(day: date) -> tuple[RingLine, ...]:
    """Every ring, from the centre, in the words of that day; those not in force that day are not open.

    No query while the rings are kept.
    """
    return tuple(_line(ring, day) for ring in rings())


def rings_by_key(day: date) -> dict[str, RingLine]:
    """The same by key, from the centre."""
    return {ring.key: ring for ring in rings_on(day)}


def open_rings(day: date) -> tuple[RingLine, ...]:
    """The rings something may be put in that day, from the centre."""
    return tuple(ring for ring in rings_on(day) if ring.is_open)


def ring_sources(day: date) -> tuple[str, ...]:
    """Where the words of the rings that are open that day come from, each source once, as the data say it (in Danish)."""
    said = (_wording(ring, day).source for ring in rings() if _is_open(ring, day))
    return tuple(dict.fromkeys(_STAMP.sub("", source) for source in said))


def ring_keys() -> dict[int, str]:
    """The key of each ring by its id."""
    return {ring.pk: ring.key for ring in rings()}


def _line(ring: Ring, day: date) -> RingLine:
    words = _wording(ring, day)
    return RingLine(ring.pk, ring.key, ring.position, words.name, words.meaning, _is_open(ring, day))


def _wording(ring: Ring, day: date) -> Wording:
    """The words of the ring in force that day, in the reader's language."""
    is_english = get_language() == "en"
    return wording_on(
        (
            Wording(row.valid_from_date, row.name_en, row.meaning_en, row.source)
            if is_english
            else Wording(row.valid_from_date, row.name_da, row.meaning_da, row.source)
            for row in ring.wordings.all()
            if row.valid_from_date is not None
        ),
        day,
    )


def _is_open(ring: Ring, day: date) -> bool:
    begins, ends = ring.valid_from_date, ring.valid_to_date
    return (begins is None or begins <= day) and (ends is None or day < ends)
