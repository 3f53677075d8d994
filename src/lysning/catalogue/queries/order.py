"""In which order the public solutions can stand."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from lysning.catalogue.models import MATURITIES, Solution
from lysning.catalogue.rules.facets import Shelf, mark
from lysning.catalogue.rules.price import TYPICAL_POPULATION, PriceFacts, cost_over, price_for
from lysning.core.formats import alphabetical
from lysning.core.keys import Flags, Ids, is_among

ANSWERS = ("title", "price_model", "price_amount", "price_start", "price_units")


def in_order(shelf: Shelf, ids: Ids, sort: str) -> Ids:
    """The keys among the shelf's, in the order called `sort`; see ORDERS. Equals stand newest first.

    An order is made once and kept on the shelf: one query for those that read texts and prices, none for the others.
    """
    if sort not in shelf.orders:
        shelf.orders[sort] = ORDERS[sort](shelf)
    order = shelf.orders[sort]
    return order if len(ids) == len(order) else order[is_among(order, ids)]


def _furthest(shelf: Shelf) -> Ids:
    """The solutions in widest use first, ideas last."""
    nobody: Flags = np.zeros(len(shelf.ids), bool)
    flags = [shelf.flags.get(mark("maturity", value), nobody) for value in reversed(MATURITIES)]
    return np.concatenate([shelf.ids[flag] for flag in flags])


def _by_name(shelf: Shelf) -> Ids:
    return _sorted(shelf, lambda title, *_price: alphabetical(title))


def _cheapest(shelf: Shelf) -> Ids:
    """By what a municipality of 40,000 inhabitants pays over four years; those without a price last."""

    def cost(_title: str, *price: object) -> tuple[bool, Decimal]:
        found = price_for(PriceFacts(*price), TYPICAL_POPULATION)  # type: ignore[arg-type]
        return found is None, cost_over(found) if found else Decimal(0)

    return _sorted(shelf, cost)


def _sorted(shelf: Shelf, key: Callable[..., object]) -> Ids:
    """The shelf by a key made of each current version's ANSWERS; one that went meanwhile stands last."""
    rows = Solution.objects.filter(pk__among=frozenset(shelf.ids.tolist()))
    read = rows.values_list("pk", *(f"current_version__{name}" for name in ANSWERS))
    keys = {pk: key(*answers) for pk, *answers in read.iterator(5_000)}
    places = shelf.ids.tolist()
    known = sorted((pk for pk in places if pk in keys), key=lambda pk: keys[pk])  # type: ignore[arg-type,return-value]
    return np.array([*known, *(pk for pk in places if pk not in keys)], np.int64)


ORDERS: dict[str, Callable[[Shelf], Ids]] = {
    "price": _cheapest,
    "maturity": _furthest,
    "name": _by_name,
}
"""What `in_order` knows beside the shelf's own order, the newest first: the cheapest, the furthest, or the alphabet first."""
