"""What the public sees of counts: none below five, nor sums from which one could be found by subtraction.

Of one measure, arm and period either every site is shown, or the sum alone. The sum alone is shown of at least three sites, and
when at least five are left after any municipality has subtracted its own, however many sites it has (in a trial of one
municipality: after any site has): nobody is left with next to nothing. Before all sites have reported nothing is shown: a sum
that grows by one site would tell that site's count.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

LEAST = 5
"""The smallest count that is shown. Source: the platform's own rule for measurements (facts/domain.md, section 7)."""
LEAST_SITES = 3


@dataclass(frozen=True)
class Openness:
    """What may be shown to everyone: each site by itself, and the sum over the sites."""

    sites: bool
    sum: bool


NOTHING, EVERYTHING = Openness(sites=False, sum=False), Openness(sites=True, sum=True)


def counts_of(kind: str, *, events: int | None, total: int | None, n: int | None) -> tuple[int, ...]:
    """The counts in a value: events; events and the rest of the whole; or how many a mean is of."""
    if kind == "rate":
        return (events or 0,)
    return (n or 0,) if kind == "continuous" else (events or 0, (total or 0) - (events or 0))


def is_small(kind: str, *, events: int | None, total: int | None, n: int | None) -> bool:
    """True when a count of persons or events in it, or the rest of the whole, is below five."""
    return any(count < LEAST for count in counts_of(kind, events=events, total=total, n=n))


@dataclass(frozen=True)
class Tally:
    """Of one measure, arm and period: how many sites, whether any is small, and of each count the sum and the largest part
    that somebody knows as the own.
    """

    sites: int
    has_small: bool
    sums: tuple[int, ...]
    largest: tuple[int, ...]


def tally_of(cells: Collection[Sequence[int]], homes: Collection[object] = ()) -> Tally:
    """The tally of each site's counts, as many for each; `homes`: whose each site is, in the same order (none: of one each)."""
    columns = list(zip(*cells, strict=True))
    has_small = any(count < LEAST for cell in cells for count in cell)
    return Tally(
        len(cells),
        has_small,
        tuple(map(sum, columns)),
        largest_part(zip(homes or range(len(cells)), cells, strict=True)),
    )


def largest_part(parts: Iterable[tuple[object, Sequence[int]]]) -> tuple[int, ...]:
    """Of each count the most that one municipality knows as its own; where there is but one municipality, the largest site."""
    rows = list(parts)
    own: dict[object, Sequence[int]] = {}
    for home, cell in rows:
        own[home] = tuple(map(sum, zip(own[home], cell, strict=True))) if home in own else tuple(cell)
    known = list(own.values()) if len(own) > 1 else [cell for _home, cell in rows]
    return tuple(map(max, zip(*known, strict=True)))


def openness(tally: Tally, *, is_complete: bool) -> Openness:
    """What may be shown of one measure, arm and period; `is_complete` says that no more reports are awaited."""
    if not is_complete or not tally.sites:
        return NOTHING
    if not tally.has_small:
        return EVERYTHING
    rests = [whole - largest for whole, largest in zip(tally.sums, tally.largest, strict=True)]
    return Openness(sites=False, sum=tally.sites >= LEAST_SITES and min(rests) >= LEAST)
