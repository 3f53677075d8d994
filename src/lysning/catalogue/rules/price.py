"""What a solution costs a municipality, the first year and each year after it, excluding VAT."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

TYPICAL_POPULATION = 40_000
COMPARED_YEARS = 4
"""So long a framework agreement may run (udbudsloven § 95, stk. 2): over it prices paid once and yearly can be compared."""
SIZES = (5_000, 15_000, 25_000, 40_000, 60_000, 100_000, 200_000, 350_000, 700_000)
"""Inhabitants in the calculator's table: from the smallest Danish municipality to the largest."""


@dataclass(frozen=True)
class PriceFacts:
    """A price as the supplier states it, in kroner excluding VAT.

    `model` is one of free, fixed, per_inhabitant, per_user, per_unit, one_off. `amount`: per municipality, inhabitant, user or
    unit and year, or once. `start`: paid once, besides. `units`: users or units in a municipality of 40,000 inhabitants.
    """

    model: str
    amount: Decimal | None = None
    start: Decimal | None = None
    units: int | None = None


@dataclass(frozen=True)
class Price:
    """Whole kroner excluding VAT: what the first year costs in all, and each year after it."""

    first_year: Decimal
    yearly: Decimal


def price_for(facts: PriceFacts, population: int) -> Price | None:
    """What a municipality of this many inhabitants pays; None when the facts do not say.

    Users and units follow the number of inhabitants, rounded up to whole ones; kroner are rounded half up.
    Raises ValueError for a population below one and for an unknown model.
    """
    if population < 1:
        raise ValueError(f"a population of {population}")
    start = facts.start or Decimal(0)
    if facts.model == "free":
        return Price(first_year=_kroner(start), yearly=Decimal(0))
    if not facts.model or facts.amount is None:
        return None
    if facts.model == "one_off":
        return Price(first_year=_kroner(start + facts.amount), yearly=Decimal(0))
    count = _count(facts, population)
    if count is None:
        return None
    yearly = facts.amount * count
    return Price(first_year=_kroner(start + yearly), yearly=_kroner(yearly))


def cost_over(price: Price, years: int = COMPARED_YEARS) -> Decimal:
    """What it costs in all over so many years, in whole kroner. Raises ValueError for fewer than one."""
    if years < 1:
        raise ValueError(f"a cost over {years} years")
    return price.first_year + price.yearly * (years - 1)


def price_table(facts: PriceFacts) -> tuple[tuple[int, Price], ...]:
    """The price for each of the sizes, smallest first; empty when the facts do not say."""
    rows = ((size, price_for(facts, size)) for size in SIZES)
    return tuple((size, price) for size, price in rows if price is not None)


def units_for(units: int, population: int) -> int:
    """Users or units in a municipality of this size, from their number among 40,000 inhabitants; rounded up."""
    exact = Decimal(units) * population / TYPICAL_POPULATION
    return int(exact.to_integral_value(ROUND_CEILING))


def _count(facts: PriceFacts, population: int) -> int | None:
    if facts.model == "fixed":
        return 1
    if facts.model == "per_inhabitant":
        return population
    if facts.model in {"per_user", "per_unit"}:
        return None if facts.units is None else units_for(facts.units, population)
    raise ValueError(f"unknown price model {facts.model}")


def _kroner(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
