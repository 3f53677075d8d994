"""What the taxonomy tells the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KleImported:
    """A list has added or renamed KLE subjects."""
