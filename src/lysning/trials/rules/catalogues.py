"""What a protocol chooses among: tasks, legal bases and the questions on data protection; dated data files, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Said:
    """One thing to choose or answer, in both languages; `required` when a protocol cannot do without it."""

    key: str
    da: str
    en: str
    required: bool = False

    def words(self, language: str) -> str:
        """Its words in the reader's language."""
        return self.en if language.startswith("en") else self.da


def _read(name: str) -> dict[str, Any]:
    written: dict[str, Any] = tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))
    return written


def _by_key(rows: list[dict[str, Any]]) -> Mapping[str, Said]:
    return {row["key"]: Said(**row) for row in rows}


_protection = _read("protection")
DUTIES: Mapping[str, Said] = _by_key(_read("duties")["duty"])
BASES: Mapping[str, Said] = _by_key(_protection["basis"])
QUESTIONS: Mapping[str, Said] = _by_key(_protection["question"])
DUE: int = _protection["rule"]["due"]
"""From how many yes-answers on an impact assessment is due."""
PROTECTION_SOURCE: Mapping[str, Any] = _protection["source"]
"""Where the questions come from, of which day, and how sure that is."""
