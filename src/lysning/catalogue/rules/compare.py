"""When solutions side by side differ. Pure."""

from collections.abc import Iterable


def differs(values: Iterable[str]) -> bool:
    """True when not all say the same; case and spaces do not matter, and what one leaves out counts as different."""
    return len({" ".join(value.casefold().split()) for value in values}) > 1
