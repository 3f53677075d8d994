"""How far municipalities agree about a technology, on the ordered scale of the rings.

Source: W. J. Tastle and M. J. Wierman, "Consensus and dissention: A measure of ordinal dispersion", International Journal of
Approximate Reasoning 45 (2007), 531-545.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2


@dataclass(frozen=True)
class Spread:
    """How municipalities are spread over the rings: numbers in the order from the centre, their sum, and the consensus.

    `consensus` is 1 when all say the same and 0 when half stand in the innermost and half in the outermost ring.
    """

    counts: tuple[int, ...]
    total: int
    consensus: float

    @property
    def disagreement(self) -> float:
        """What is left of one after the consensus."""
        return 1 - self.consensus

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the municipalities in each ring."""
        return tuple(count / self.total for count in self.counts)

    @property
    def leading(self) -> int:
        """The place of the ring that most stand in; the inner one of two that are equal."""
        return self.counts.index(max(self.counts))


def consensus(counts: Sequence[int]) -> float:
    """Tastle and Wierman's consensus of answers on an ordered scale with even steps, from 0 to 1.

    `counts` are the numbers of answers from one end of the scale to the other: 1 + sum of p * log2(1 - |x - mean| / width).
    Raises ValueError without answers. A scale of one step has the consensus 1.
    """
    total, width = sum(counts), len(counts) - 1
    if not total:
        raise ValueError("no answers, no consensus")
    if not width:
        return 1.0
    mean = sum(place * count for place, count in enumerate(counts)) / total
    parts = (count / total * log2(1 - abs(place - mean) / width) for place, count in enumerate(counts) if count)
    return min(1.0, max(0.0, 1 + sum(parts)))


def spread_of(by_ring: Mapping[str, int], rings: Sequence[str]) -> Spread:
    """The spread over these rings (keys, from the centre); numbers of rings that are not among them are left out.

    Raises ValueError when nobody stands in any of them.
    """
    counts = tuple(by_ring.get(ring, 0) for ring in rings)
    return Spread(counts, sum(counts), consensus(counts))
