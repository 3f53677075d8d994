"""Effects of independent trials taken together: fixed effect, random effects, intervals, heterogeneity. Pure.

The model is y = X b + u + e with e of the known variances v and u of the one variance tau2 between trials. Notation and
formulas follow W. Viechtbauer, "Conducting meta-analyses in R with the metafor package", J. Stat. Softw. 36 (2010).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Literal, TypeAlias

import numpy as np
import scipy  # its parts load when first asked for: no process that pools nothing pays the second they take
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]
Method = Literal["reml", "ml", "dl", "he", "fixed"]
Interval = Literal["z", "hk", "hk_capped"]
METHODS: tuple[Method, ...] = ("reml", "ml", "dl", "he", "fixed")
CONFIDENCE = 0.95
GRID = 200
"""Places at which the likelihood is looked at before it is climbed: for few trials it can have several peaks."""
SMALLEST_STEP = 1e-4
"""The first place of the grid after nought, as a share of the middle variance within trials."""


class PoolingError(ValueError):
    """The numbers cannot be taken together; `code` says why: too_few, not_finite, not_positive, not_paired."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Coefficient:
    """One estimate with its standard error, its two-sided p value against nought, and its interval."""

    estimate: float
    se: float
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class Pooled:
    """What `k` trials say together; the first coefficient is the effect (with moderators: at nought of each).

    `prediction`: where the true effect of one more trial lies with the same confidence (None for a fixed effect). `tau2`:
    variance between trials; `i2`: share (0 to 1) of all variance that lies between trials; `q`: Cochran's Q with `df`
    degrees of freedom and its p value; `weights`: each trial's share, adding up to 1.
    """

    method: Method
    interval: Interval
    k: int
    coefficients: tuple[Coefficient, ...]
    prediction: tuple[float, float] | None
    tau2: float
    i2: float
    q: float
    df: int
    q_p: float
    weights: tuple[float, ...]

    @property
    def effect(self) -> Coefficient:
        """The first coefficient."""
        return self.coefficients[0]


@dataclass(frozen=True)
class _Trials:
    """The trials as matrices, weighed by the variances within and `tau2` between them."""

    y: Vector
    v: Vector
    x: Vector
    tau2: float = 0.0

    @property
    def k(self) -> int:
        return len(self.y)

    @property
    def df(self) -> int:
        return self.k - int(self.x.shape[1])

    @cached_property
    def w(self) -> Vector:
        return 1.0 / (self.v + self.tau2)

    @cached_property
    def cross(self) -> Vector:
        """X'WX."""
        return (self.x.T * self.w) @ self.x

    @cached_property
    def beta(self) -> Vector:
        return np.asarray(np.linalg.solve(self.cross, (self.x.T * self.w) @ self.y), np.float64)

    @cached_property
    def q(self) -> float:
        """The weighted sum of squares around the fit: Cochran's Q where tau2 is nought."""
        return float(self.w @ (self.y - self.x @ self.beta) ** 2)

    @cached_property
    def trace(self) -> float:
        """tr(P): the weights' sum less what the fit takes."""
        return float(self.w.sum() - np.trace(np.linalg.solve(self.cross, (self.x.T * self.w**2) @ self.x)))

    def likelihood(self, *, restricted: bool) -> float:
        """The logarithm, but for a constant."""
        log_det = np.linalg.slogdet(self.cross)[1] if restricted else 0.0
        return float(0.5 * (np.log(self.w).sum() - log_det - self.q))


def pool(
    effects: Sequence[float],
    variances: Sequence[float],
    *,
    method: Method = "reml",
    interval: Interval = "hk",
    moderators: Sequence[Sequence[float]] = (),
) -> Pooled:
    """Pools the effects of independent trials, each with its sampling variance (its standard error squared).

    `moderators`: one sequence of k numbers each. "hk" is Hartung and Knapp's interval (Stat. Med. 20, 2001), "hk_capped" the
    same but never narrower than "z". Raises PoolingError for fewer than two trials, or no more trials than coefficients; for
    sequences of different lengths; for numbers that are not finite; for variances that are not positive.
    """
    trials = _Trials(*_checked(effects, variances, moderators))
    tau2 = _BETWEEN[method](trials)
    return _told(trials, replace(trials, tau2=tau2), method, interval)


def _told(trials: _Trials, fit: _Trials, method: Method, interval: Interval) -> Pooled:
    return Pooled(
        method=method,
        interval=interval,
        k=trials.k,
        coefficients=_coefficients(fit, interval),
        prediction=None if method == "fixed" else _prediction(fit, interval),
        tau2=fit.tau2,
        i2=_i2(trials, fit.tau2, method),
        q=trials.q,
        df=trials.df,
        q_p=float(scipy.special.chdtrc(trials.df, trials.q)),
        weights=tuple((fit.w / fit.w.sum()).tolist()),
    )


def leave_one_out(
    effects: Sequence[float], variances: Sequence[float], *, method: Method = "reml", interval: Interval = "hk"
) -> list[Pooled]:
    """What is left of the pooled effect when each trial in turn is left out; needs at least three trials."""
    kept = [[i for i in range(len(effects)) if i != out] for out in range(len(effects))]
    return [
        pool([effects[i] for i in places], [variances[i] for i in places], method=method, interval=interval)
        for places in kept
    ]


def _checked(
    effects: Sequence[float], variances: Sequence[float], moderators: Sequence[Sequence[float]]
) -> tuple[Vector, Vector, Vector]:
    if any(len(each) != len(effects) for each in (variances, *moderators)):
        raise PoolingError("not_paired")
    y, v = np.asarray(effects, np.float64), np.asarray(variances, np.float64)
    x = np.column_stack([np.ones(len(y)), *(np.asarray(each, np.float64) for each in moderators)])
    if len(y) < 2 or len(y) <= x.shape[1]:  # noqa: PLR2004 -- one trial is no several
        raise PoolingError("too_few")
    if not all(np.isfinite(each).all() for each in (y, v, x)):
        raise PoolingError("not_finite")
    if (v <= 0).any():
        raise PoolingError("not_positive")
    return y, v, x


def _dersimonian_laird(trials: _Trials) -> float:
    """DerSimonian and Laird, Control. Clin. Trials 7 (1986)."""
    return max(0.0, (trials.q - trials.df) / trials.trace)


def _hedges(trials: _Trials) -> float:
    """Hedges, J. Educ. Stat. 8 (1983)."""
    even = replace(trials, v=np.ones(trials.k))
    hat = trials.x @ np.linalg.solve(even.cross, trials.x.T)
    return max(0.0, (even.q - float(((1 - np.diag(hat)) * trials.v).sum())) / trials.df)


def _likeliest(trials: _Trials, *, restricted: bool) -> float:
    """The tau2 at the highest peak of the (restricted) likelihood.

    Climbing from one place may end on a lower peak, so a grid finds every hill first; no peak lies beyond twice the squared
    range of what the moderators leave.
    """

    def down(tau2: float) -> float:
        return -replace(trials, tau2=tau2).likelihood(restricted=restricted)

    even = replace(trials, v=np.ones(trials.k))
    farthest = 2 * trials.k * float(np.ptp(trials.y - trials.x @ even.beta)) ** 2
    nearest = SMALLEST_STEP * float(np.median(trials.v))
    if farthest <= nearest:
        return 0.0
    places = np.concatenate([[0.0], np.geomspace(nearest, farthest, GRID)])
    heights = -_heights(trials, places, restricted=restricted)
    best = (heights[0], 0.0)
    for at in range(1, GRID):
        if heights[at] <= heights[at - 1] and heights[at] <= heights[at + 1]:
            found = scipy.optimize.minimize_scalar(
                down, bounds=(places[at - 1], places[at + 1]), method="bounded", options={"xatol": places[at] * 1e-9}
            )
            best = min(best, (float(found.fun), float(found.x)))
    return best[1]


def _heights(trials: _Trials, places: Vector, *, restricted: bool) -> Vector:
    """The likelihood at many tau2 at once: `_Trials.likelihood` for each, without a loop in Python."""
    w = 1.0 / (trials.v + places[:, None])
    cross = np.einsum("gk,ki,kj->gij", w, trials.x, trials.x)
    beta = np.linalg.solve(cross, np.einsum("gk,ki,k->gi", w, trials.x, trials.y)[..., None])[..., 0]
    q = (w * (trials.y - beta @ trials.x.T) ** 2).sum(axis=1)
    log_det = np.linalg.slogdet(cross)[1] if restricted else 0.0
    return np.asarray(0.5 * (np.log(w).sum(axis=1) - log_det - q), np.float64)


def _nothing(_trials: _Trials) -> float:
    return 0.0


_BETWEEN: dict[Method, Callable[[_Trials], float]] = {
    "fixed": _nothing,
    "dl": _dersimonian_laird,
    "he": _hedges,
    "ml": partial(_likeliest, restricted=False),
    "reml": partial(_likeliest, restricted=True),
}


def _coefficients(fit: _Trials, interval: Interval) -> tuple[Coefficient, ...]:
    covariance = np.linalg.inv(fit.cross) * _inflation(fit, interval)
    critical = _critical(fit, interval)
    return tuple(
        _coefficient(float(estimate), math.sqrt(variance), critical, fit, interval)
        for estimate, variance in zip(fit.beta, np.diag(covariance), strict=True)
    )


def _coefficient(estimate: float, se: float, critical: float, fit: _Trials, interval: Interval) -> Coefficient:
    ratio = abs(estimate) / se if se else math.inf
    p = 2 * (scipy.special.ndtr(-ratio) if interval == "z" else scipy.special.stdtr(fit.df, -ratio))
    return Coefficient(estimate, se, float(p), estimate - critical * se, estimate + critical * se)


def _inflation(fit: _Trials, interval: Interval) -> float:
    if interval == "z":
        return 1.0
    spread = fit.q / fit.df
    return max(1.0, spread) if interval == "hk_capped" else spread


def _critical(fit: _Trials, interval: Interval) -> float:
    level = 0.5 + CONFIDENCE / 2
    return float(scipy.special.ndtri(level) if interval == "z" else scipy.special.stdtrit(fit.df, level))


def _prediction(fit: _Trials, interval: Interval) -> tuple[float, float]:
    variance = float(np.linalg.inv(fit.cross)[0, 0]) * _inflation(fit, interval)
    reach = _critical(fit, interval) * math.sqrt(variance + fit.tau2)
    return float(fit.beta[0]) - reach, float(fit.beta[0]) + reach


def _i2(trials: _Trials, tau2: float, method: Method) -> float:
    """Higgins and Thompson, Stat. Med. 21 (2002); by Q for a fixed effect, otherwise by tau2."""
    if method == "fixed":
        return max(0.0, 1 - trials.df / trials.q) if trials.q else 0.0
    return tau2 / (tau2 + trials.df / trials.trace)
