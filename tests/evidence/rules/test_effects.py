import csv
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.evidence.rules.effects import (
    ARM_OF,
    LARGEST,
    LOGARITHMIC,
    EffectError,
    Mean,
    People,
    Spell,
    change_against,
    effect,
    from_interval,
    nothing,
    shown,
)
from lysning.evidence.rules.pooling import pool

SHARED = Path(__file__).resolve().parents[4] / "shared"
META = SHARED / "data" / "meta"
EXPECTED = json.loads((META / "expected.json").read_text())
VECTOR = json.loads((SHARED / "facts" / "meta_bcg_testvector.json").read_text())


def rows(name):
    with (META / f"{name}.csv").open() as file:
        return [{key: value for key, value in row.items() if key} for row in csv.DictReader(file)]


def numbers(row, *names):
    return [float(row[name]) for name in names]


def pooled(effects, **how):
    return pool([each.value for each in effects], [each.variance for each in effects], interval="z", **how)


def bcg():
    for row in rows("dat.bcg"):
        a, b, c, d = numbers(row, "tpos", "tneg", "cpos", "cneg")
        yield effect("risk_ratio", People(a, a + b), People(c, c + d))


def test_the_log_risk_ratios_of_thirteen_trials():
    found = list(bcg())
    assert [each.value for each in found] == pytest.approx(VECTOR["yi"], abs=1e-6)
    assert [each.variance for each in found] == pytest.approx(VECTOR["vi"], abs=1e-6)
    together = pooled(found, method="dl").effect
    assert together.estimate == pytest.approx(VECTOR["mu_DL"], abs=1e-6)
    assert shown("risk_ratio", together.estimate) == pytest.approx(EXPECTED["dat.bcg log RR"]["DL"]["RR"], abs=1e-4)


def test_the_risk_differences_of_six_trials():
    found = []
    for row in rows("dat.hine1989"):
        n1, n2, a, c = numbers(row, "n1i", "n2i", "ai", "ci")
        found.append(effect("risk_difference", People(a, n1), People(c, n2)))
    expected = EXPECTED["dat.hine1989 RD*100"]["EE=REML=DL"]
    together = pooled(found, method="dl")
    assert 100 * together.effect.estimate == pytest.approx(expected["est"], abs=1e-4)
    assert [100 * together.effect.low, 100 * together.effect.high] == pytest.approx(expected["ci"], abs=1e-4)
    assert together.tau2 == 0


def normand(*, spread_is_shared):
    for row in rows("dat.normand1999"):
        n1, m1, s1, n2, m2, s2 = numbers(row, "n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
        if spread_is_shared:
            s1 = s2 = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
        yield Mean(m1, s1, n1), Mean(m2, s2, n2)


@pytest.mark.parametrize(("method", "name"), [("fixed", "EE"), ("dl", "DL")])
def test_the_mean_differences_of_nine_trials(method, name):
    found = [effect("mean_difference", *arms) for arms in normand(spread_is_shared=True)]
    expected = EXPECTED["dat.normand1999 MD pooled SD"][name]
    assert pooled(found, method=method).effect.estimate == pytest.approx(expected["est"], abs=1e-3)


def test_hedges_g_from_its_definition():
    """By the difference over the common spread, and the approximation 1 - 3 / (4 df - 1) of the exact correction."""
    for arm, other in normand(spread_is_shared=False):
        df = arm.people + other.people - 2
        spread = math.sqrt(((arm.people - 1) * arm.sd**2 + (other.people - 1) * other.sd**2) / df)
        g = (1 - 3 / (4 * df - 1)) * (arm.mean - other.mean) / spread
        assert effect("standardised_difference", arm, other).value == pytest.approx(g, rel=1e-3)


def test_what_is_known_by_hand():
    rate = effect("rate_ratio", Spell(30, 1000), Spell(60, 1000))
    assert (shown("rate_ratio", rate.value), rate.variance) == pytest.approx((0.5, 1 / 30 + 1 / 60))
    ratio = effect("ratio_of_means", Mean(10, 2, 25), Mean(20, 5, 100))
    assert (ratio.value, ratio.variance) == pytest.approx((math.log(0.5), 4 / (25 * 100) + 25 / (100 * 400)))
    share = effect("proportion", People(30, 40))
    assert (shown("proportion", share.value), share.variance) == pytest.approx((0.75, 1 / 30 + 1 / 10))
    risk = effect("risk_difference", People(10, 100), People(20, 100))
    assert (risk.value, risk.variance) == pytest.approx((-0.1, 0.09 / 100 + 0.16 / 100))


def test_an_empty_cell_is_corrected_and_told():
    found = effect("risk_ratio", People(0, 20), People(5, 20))
    assert found.is_corrected
    assert (found.value, found.variance) == pytest.approx(
        (math.log((0.5 / 21) / (5.5 / 21)), 1 / 0.5 - 1 / 21 + 1 / 5.5 - 1 / 21)
    )
    assert effect("rate_ratio", Spell(0, 100), Spell(4, 100)).value == pytest.approx(math.log(0.5 / 4.5))
    assert effect("proportion", People(0, 10)).value == pytest.approx(math.log(0.5 / 10.5))
    assert effect("risk_difference", People(0, 10), People(0, 10)).variance > 0, (
        "nothing seen is not nothing for certain"
    )
    assert not effect("risk_ratio", People(1, 20), People(5, 20)).is_corrected


def test_the_change_of_one_against_the_change_of_the_other():
    found = change_against(
        "mean_difference",
        after=Mean(8, 2, 50),
        before=Mean(12, 2, 50),
        other_after=Mean(11, 2, 50),
        other_before=Mean(12, 2, 50),
    )
    assert (found.value, found.variance) == pytest.approx((-3, 4 * 4 / 50))
    ratio = change_against(
        "rate_ratio",
        after=Spell(20, 100),
        before=Spell(40, 100),
        other_after=Spell(30, 100),
        other_before=Spell(30, 100),
    )
    assert shown("rate_ratio", ratio.value) == pytest.approx(0.5)


def test_a_published_interval_becomes_an_effect():
    found = from_interval("risk_ratio", 0.5, 0.25, 1.0)
    assert found.value == pytest.approx(math.log(0.5))
    assert found.se == pytest.approx(math.log(4) / (2 * 1.959964), rel=1e-6)
    plain = from_interval("mean_difference", -2, -3, -1)
    assert (plain.value, plain.se) == pytest.approx((-2, 1 / 1.959964))


@pytest.mark.parametrize(
    ("measure", "estimate", "low", "high", "code"),
    [
        ("mean_difference", 1, 1, 1, "no_width"),
        ("mean_difference", 1, 2, 3, "not_between"),
        ("risk_ratio", 0.5, 0, 1, "not_positive_ratio"),
        ("risk_ratio", math.nan, 0.1, 1, "not_finite"),
        ("risk_ratio", 0.5, 0.1, 1e308, "too_large"),
    ],
)
def test_b13_published_numbers_that_cannot_be(measure, estimate, low, high, code):
    with pytest.raises(EffectError, match=f"^{code}$"):
        from_interval(measure, estimate, low, high)


@pytest.mark.parametrize(
    ("measure", "arm", "other", "code"),
    [
        ("mean_difference", Mean(1, 0, 10), Mean(2, 1, 10), "sd_missing"),
        ("mean_difference", Mean(1, -1, 10), Mean(2, 1, 10), "negative"),
        ("mean_difference", Mean(1, 1, 1), Mean(2, 1, 10), "few_people"),
        ("mean_difference", Mean(math.nan, 1, 10), Mean(2, 1, 10), "not_finite"),
        ("mean_difference", Mean(1e308, 1, 10), Mean(2, 1, 10), "too_large"),
        ("mean_difference", Mean(1, math.inf, 10), Mean(2, 1, 10), "not_finite"),
        ("ratio_of_means", Mean(0, 1, 10), Mean(2, 1, 10), "mean_not_positive"),
        ("risk_ratio", People(11, 10), People(1, 10), "more_than_all"),
        ("risk_ratio", People(1.5, 10), People(1, 10), "not_whole"),
        ("risk_ratio", People(-1, 10), People(1, 10), "negative"),
        ("risk_ratio", People(0, 0), People(1, 10), "nobody"),
        ("risk_ratio", People(0, 10), People(0, 10), "nothing_happened"),
        ("rate_ratio", Spell(0, 10), Spell(0, 10), "nothing_happened"),
        ("rate_ratio", Spell(1, 0), Spell(1, 10), "no_time"),
        ("rate_ratio", Spell(1, -1), Spell(1, 10), "negative"),
        ("rate_ratio", People(1, 10), People(1, 10), "other_kind"),
        ("rate_ratio", Spell(1, 10), None, "no_comparison"),
    ],
)
def test_b13_what_was_measured_and_cannot_be(measure, arm, other, code):
    with pytest.raises(EffectError, match=f"^{code}$"):
        effect(measure, arm, other)


counts = st.integers(0, 10**6)
wild = st.floats(allow_nan=True, allow_infinity=True)
ARMS = {
    People: st.builds(People, counts | wild, counts | wild),
    Spell: st.builds(Spell, counts | wild, wild),
    Mean: st.builds(Mean, wild, wild, counts | wild),
}


def test_b13_a_mean_of_next_to_nothing_is_refused_and_breaks_nothing():
    with pytest.raises(EffectError, match="not_finite"):
        effect("ratio_of_means", Mean(1.0, 1.0, 2), Mean(9.2e-239, 1.0, 2))


def test_b13_a_spread_whose_square_is_nought_breaks_nothing():
    tiny = 1.07e-234
    assert effect("standardised_difference", Mean(0.0, tiny, 2), Mean(0.0, tiny, 2)).value == 0
    with pytest.raises(EffectError, match="not_finite"):
        effect("standardised_difference", Mean(1.0, tiny, 2), Mean(0.0, tiny, 2))


@given(st.sampled_from(sorted(ARM_OF)), st.data())
def test_b13_whatever_is_measured_is_refused_or_uncertain(measure, data):
    arms = ARMS[ARM_OF[measure]]
    try:
        found = effect(measure, data.draw(arms), data.draw(arms))
    except EffectError:
        return
    assert math.isfinite(found.value)
    assert 0 < found.variance < math.inf


arms = st.integers(1, 500).flatmap(lambda n: st.builds(People, st.integers(0, n), st.just(n)))


@given(arms, arms)
def test_arms_the_other_way_round_turn_the_effect_around(arm, other):
    for measure in ("risk_ratio", "risk_difference"):
        try:
            one, two = effect(measure, arm, other), effect(measure, other, arm)
        except EffectError:
            assert arm.events == other.events == 0
            continue
        assert one.value == pytest.approx(-two.value, abs=1e-9)
        assert one.variance == pytest.approx(two.variance)


def test_where_no_difference_lies():
    assert {measure: nothing(measure) for measure in ARM_OF} == {
        measure: None if measure == "proportion" else float(measure in LOGARITHMIC) for measure in ARM_OF
    }
    assert shown("rate_ratio", LARGEST) < math.inf
