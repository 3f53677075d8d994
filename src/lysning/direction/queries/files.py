"""A radar as others can read it by machine: what everyone may see, in the form docs/formats/radar.md tells."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from lysning.direction.models import Direction
from lysning.direction.queries.compare import Comparison
from lysning.direction.queries.country import CountryRadar, TopicLine
from lysning.direction.queries.names import Kind
from lysning.direction.queries.radar import Earlier, PlacementLine, Radar

KINDS: dict[Kind, str] = {"topic": "emne", "solution": "løsning", "own": "egne ord"}
"""What a list calls a topic, a solution and own words, in Danish as its headings."""
FORMAT = "lysning-radar"
VERSION = 1
LICENCE = "CC BY 4.0"


def radar_document(direction: Direction, radar: Radar) -> dict[str, Any]:
    """The whole radar as plain values. No query."""
    facts = radar.state.facts
    return {
        "format": FORMAT,
        "version": VERSION,
        "licence": LICENCE,
        "date": radar.day.isoformat(),
        "is_example": direction.is_example,
        "municipality": {"code": direction.municipality.code, "name": direction.municipality.official_name},
        "area": {"key": direction.area.key, "name": direction.area.name_da},
        "aims": list(facts.aims),
        "background": facts.background,
        "owner": radar.owner,
        "decided_by": facts.decided_by,
        "decided_on": facts.decided_on.isoformat() if facts.decided_on else None,
        "review_by": facts.review_by.isoformat(),
        "rings": [
            {"key": section.ring.key, "name": section.ring.name, "meaning": section.ring.meaning}
            for section in radar.sections
        ],
        "placements": [_placement(line) for line in radar.lines],
    }


def radar_rows(radar: Radar) -> Iterator[dict[str, object]]:
    """The placements as a spreadsheet takes them, in the form an import reads. No query."""
    for line in radar.lines:
        yield {
            "navn": line.named.name,
            "ring": line.ring.name,
            "begrundelse": line.reason,
            "emne": line.named.key if line.kind == "topic" else "",
            "løsning": line.named.key if line.kind == "solution" else "",
            "ejer": line.owner,
            "besluttet": line.decided_on.isoformat(),
            "ses på igen": line.review_by.isoformat(),
            "links": " ".join(link.address for link in line.links),
        }


def country_document(radar: CountryRadar, *, day: date, since: date | None = None) -> dict[str, Any]:
    """What the municipalities say together in an area, as plain values; what too few say is only named. No query."""
    return {
        "format": f"{FORMAT}-country",
        "version": VERSION,
        "licence": LICENCE,
        "date": day.isoformat(),
        "since": since.isoformat() if since else None,
        "area": {"key": radar.area.key, "name": radar.area.name_da},
        "municipalities": radar.municipalities,
        "least": radar.least,
        "rings": [{"key": ring.key, "name": ring.name, "meaning": ring.meaning} for ring in radar.rings],
        "topics": [_said_of(line, radar, is_compared=since is not None) for line in radar.lines if line.spread],
        "placed_by_few": [line.topic.key for line in radar.lines if not line.spread],
    }


def _said_of(line: TopicLine, radar: CountryRadar, *, is_compared: bool) -> dict[str, Any]:
    if line.spread is None:
        raise ValueError(f"{line.topic.key} is placed by few")
    counts = zip(radar.rings, line.spread.counts, strict=True)
    moved = {"inwards": line.inwards, "outwards": line.outwards} if is_compared else {}
    return {
        "topic": line.topic.key,
        "name": line.topic.name,
        "municipalities": line.total,
        "rings": {ring.key: count for ring, count in counts},
        "leading": radar.rings[line.spread.leading].key,
        "consensus": round(line.spread.consensus, 3),
        **moved,
    }


def country_rows(radar: CountryRadar, *, is_compared: bool) -> Iterator[dict[str, object]]:
    """What enough municipalities say, a row for each topic. No query."""
    for line in radar.lines:
        if line.spread is None:
            continue
        counts = zip((ring.name for ring in radar.rings), line.spread.counts, strict=True)
        moved = {"flyttet ind": line.inwards, "flyttet ud": line.outwards} if is_compared else {}
        yield {
            "emne": line.topic.key,
            "navn": line.topic.name,
            "kommuner": line.total,
            **dict(counts),
            "enighed": round(line.spread.consensus, 3),
            **moved,
        }


def compared_rows(comparison: Comparison, *, group: str = "") -> Iterator[dict[str, object]]:
    """A comparison, a row for each thing: the ring of each municipality, of the group (its heading, or none), and of the
    country, empty where there is none. No query.
    """
    for line in comparison.lines:
        cells = zip(comparison.places, line.cells, strict=True)
        leading = line.leading_of_group
        yield {
            "navn": line.named.name,
            "slags": KINDS[line.named.kind],
            "nøgle": line.named.key,
            **{place.name: cell.ring.name if cell else "" for place, cell in cells},
            **({group: leading.name if leading else ""} if group else {}),
            "landet": line.leading.name if line.leading else "",
            "enighed": round(line.spread.consensus, 3) if line.spread else "",
        }


def _placement(line: PlacementLine) -> dict[str, Any]:
    return {
        "id": line.slug,
        "name": line.named.name,
        "ring": line.ring.key,
        "topic": line.named.key or None if line.kind == "topic" else None,
        "solution": line.named.key or None if line.kind == "solution" else None,
        "reason": line.reason,
        "owner": line.owner,
        "decided_on": line.decided_on.isoformat(),
        "review_by": line.review_by.isoformat(),
        "links": [asdict(link) for link in line.links],
        **({"earlier": [_earlier(each) for each in line.earlier]} if line.earlier else {}),
    }


def _earlier(placed: Earlier) -> dict[str, Any]:
    return {
        "id": placed.slug,
        "name": placed.name,
        "ring": placed.ring.key,
        "reason": placed.reason,
        "decided_on": placed.decided_on.isoformat(),
    }
