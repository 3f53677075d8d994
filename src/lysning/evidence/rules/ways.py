"""How what was measured is told as an effect: data, so that nobody chooses once the numbers are there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lysning.evidence.rules.effects import Measure

DATA = Path(__file__).resolve().parents[1] / "data"


def measure_for(kind: str, key: str) -> Measure:
    """The way an outcome measure (kind and key) is told as an effect."""
    ways = _read("effects")
    way: Measure = ways["measure"].get(key, ways["kind"][kind])
    return way


@dataclass(frozen=True)
class Assumption:
    """A number a business case takes for granted, with its source and how sure that is."""

    value: float
    source: str
    status: str


def assumption(name: str, language: str = "da") -> Assumption:
    """What the business case takes for granted of "rate" (per cent), "days" (in a year) or "years" (the most)."""
    row = _read("business")[name]
    return Assumption(
        float(row.get("value", row.get("most"))), row.get(f"source_{language}", row["source"]), row["status"]
    )


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
