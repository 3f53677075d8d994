"""How long work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with (done, total, label) while something works."""


def silent(_done: int, _total: int, _label: str) -> None:
    """Tells nobody."""
