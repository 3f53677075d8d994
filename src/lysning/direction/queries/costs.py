"""What the solutions on a radar would cost the municipality whose radar it is."""

from typing import NamedTuple

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import PriceLines, price_lines
from lysning.direction.queries.names import Named
from lysning.direction.queries.radar import Radar


class Cost(NamedTuple):
    """A solution on the radar, and its price as its supplier states it, reckoned for the municipality too."""

    named: Named
    price: PriceLines


def costs_of(radar: Radar, population: int) -> list[Cost]:
    """The public solutions of a radar in its order, with their prices for so many inhabitants. One query, none without any."""
    named = {line.named.key: line.named for line in radar.lines if line.kind == "solution" and line.named.key}
    if not named:
        return []
    rows = Solution.objects.public().filter(slug__in=named).select_related("current_version")
    versions = {row.slug: row.current_version for row in rows}
    return [Cost(named[slug], price_lines(version, population)) for slug in named if (version := versions.get(slug))]
