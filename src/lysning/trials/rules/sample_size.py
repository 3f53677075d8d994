"""How many a trial needs to see a difference of a given size, with the assumptions that go into it.

Two independent groups of equal size, normal approximation, two-sided test. Formulas: S.-C. Chow, J. Shao, H. Wang, Sample Size
Calculations in Clinical Research; a rate with Poisson events. Clusters: the design effect of Donner and Klar.
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

Fault = Literal["same", "share", "positive", "power", "cluster", "loss"]
MOST = 10_000_000
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Plan:
    """What is assumed of every trial.

    The risk of a false alarm (`alpha`), the chance of seeing what is there (`power`), persons in each site (`cluster`) and how
    alike they are (`icc`), and the share that is lost on the way.
    """

    alpha: float = 0.05
    power: float = 0.8
    cluster: int = 1
    icc: float = 0.0
    loss: float = 0.0

    @property
    def design_effect(self) -> float:
        """By what factor likeness within sites raises the number."""
        return 1 + (self.cluster - 1) * self.icc

    @property
    def reach(self) -> float:
        """How many standard errors must lie between nothing and what is to be seen."""
        return _NORMAL.inv_cdf(1 - self.alpha / 2) + _NORMAL.inv_cdf(self.power)


def plan_fault(plan: Plan) -> Fault | None:
    """What cannot be assumed, or None."""
    if not 0 < plan.alpha < 1 or not plan.alpha < plan.power < 1:
        return "power"
    if plan.cluster < 1 or not 0 <= plan.icc <= 1:
        return "cluster"
    return None if 0 <= plan.loss < 1 else "loss"


def of_shares(before: float, after: float, plan: Plan) -> int:
    """Persons in each arm to see a share go from `before` to `after`. Raises ValueError(fault) for what cannot be."""
    _check(plan, {"share": 0 < before < 1 and 0 < after < 1, "same": before != after})
    middle = (before + after) / 2
    under_none = _NORMAL.inv_cdf(1 - plan.alpha / 2) * sqrt(2 * middle * (1 - middle))
    under_some = _NORMAL.inv_cdf(plan.power) * sqrt(before * (1 - before) + after * (1 - after))
    return _whole(((under_none + under_some) / (before - after)) ** 2, plan)


def of_rates(before: float, after: float, plan: Plan) -> int:
    """Person-time in each arm, in the unit of the rates, to see a rate go from `before` to `after`. Raises ValueError."""
    _check(plan, {"positive": before > 0 and after >= 0, "same": before != after})
    return _whole(plan.reach**2 * (before + after) / (before - after) ** 2, plan)


def of_means(difference: float, spread: float, plan: Plan) -> int:
    """Persons in each arm to see means differ by `difference` where values spread by `spread` (SD). Raises ValueError."""
    _check(plan, {"positive": spread > 0, "same": difference != 0})
    return _whole(2 * (plan.reach * spread / difference) ** 2, plan)


def _check(plan: Plan, holds: dict[Fault, bool]) -> None:
    fault = plan_fault(plan) or next((name for name, is_so in holds.items() if not is_so), None)
    if fault:
        raise ValueError(fault)


def _whole(exact: float, plan: Plan) -> int:
    return min(MOST, ceil(exact * plan.design_effect / (1 - plan.loss) - 1e-9))
