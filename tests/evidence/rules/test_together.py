import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.evidence.rules import pooling
from lysning.evidence.rules.pooling import PoolingError, pool
from lysning.evidence.rules.together import Unit, apart, study_of, together, told_often


def units(*values, variance=0.04, sponsor="public"):
    return [Unit(f"u{n}", f"Sted {n}", value, variance, sponsor) for n, value in enumerate(values)]


def test_one_is_never_pooled():
    found = together(units(-0.5))
    assert (found.k, found.pooled, found.notes) == (1, None, ("one",))
    assert (found.effect.low, found.effect.high) == pytest.approx((-0.5 - 1.96 * 0.2, -0.5 + 1.96 * 0.2), abs=1e-4)
    assert found.lines[0].weight is None


def test_nothing_is_nothing():
    assert (together([]).k, together([]).effect, together([]).notes) == (0, None, ())


def test_few_are_pooled_with_a_warning_and_five_without():
    assert together(units(-0.5, -0.4)).notes == ("few",)
    assert "few" in together(units(-0.5, -0.4, -0.3, -0.4)).notes
    assert "few" not in together(units(-0.5, -0.4, -0.3, -0.4, -0.5)).notes


def test_two_that_agree_to_the_last_figure_are_not_certain():
    """Hartung and Knapp's interval alone would have no width here."""
    found = together(units(-0.5, -0.5))
    assert found.effect.high - found.effect.low > 2 * 1.96 * 0.2 / math.sqrt(2)


def test_each_left_out_in_turn():
    found = together(units(-0.5, -0.4, 0.3))
    rest = pool([-0.5, 0.3], [0.04, 0.04], interval="hk_capped")
    assert found.lines[1].without == rest.effect
    assert all(line.without is None for line in together(units(-0.5, -0.4)).lines), "of two, one would be left"


def test_what_is_noted():
    assert together(units(-2, -1, 0, 1, 2)).notes == ("varied",)
    close = units(-0.60, -0.58, -0.62, -0.6, -0.61, variance=0.001)
    assert together(close).notes == ()
    spread = units(-1.4, -0.1, -0.9, -0.2, -1.3, -0.5, -1.0, variance=0.005)
    assert {"varied", "next_may_differ"} <= set(together(spread).notes)
    assert "hangs_on_one" in together(units(*[-0.16] * 6, variance=0.02)).notes
    assert "corrected" in together([Unit("a", "A", 0, 1, is_corrected=True)]).notes


def test_b12_one_trial_told_by_five_municipalities_is_one_study():
    trial = units(-0.5, -0.4, -0.6, -0.5, -0.45)
    told = [study_of("t1", "Forsøget", trial) for _municipality in range(5)]
    found = apart([*told, Unit("t2", "Et andet", 0.1, 0.02)]).independent
    assert found.k == 2
    assert told_often([*told, Unit("t2", "Et andet", 0.1, 0.02)]) == ["t1"]
    assert together(told).pooled is None, "five tellers of one trial are not five trials"
    assert study_of("t1", "Forsøget", trial * 5) == told[0], "and its places are not counted again either"


def test_a_trial_weighs_as_its_places_do_together():
    trial = units(-0.5, -0.4, -0.6)
    whole = pool([-0.5, -0.4, -0.6], [0.04] * 3, interval="z").effect
    study = study_of("t", "T", trial)
    assert (study.value, study.variance) == pytest.approx((whole.estimate, whole.se**2))
    alone = study_of("t", "T", trial[:1])
    assert (alone.value, alone.variance) == (-0.5, 0.04)
    with pytest.raises(ValueError, match="without places"):
        study_of("t", "T", [])


def test_b11_what_a_supplier_paid_for_stands_apart():
    free = units(-0.1, 0.0, 0.1)
    paid = [Unit(f"s{n}", "Leverandøren", -2.0, 0.001, "supplier") for n in range(9)]
    found = apart([*paid, *free])
    assert found.independent == together(free)
    assert (found.suppliers.k, found.suppliers.effect.estimate) == (9, pytest.approx(-2))
    mixed = study_of("t", "T", [*free, paid[0]])
    assert mixed.sponsor == "supplier", "money in one place colours the trial"


@pytest.mark.parametrize("variance", [0, -1, math.nan, math.inf])
def test_b13_impossible_variances(variance):
    for count in (1, 2):
        with pytest.raises(PoolingError):
            together(units(*[0.1] * count, variance=variance))


@given(st.lists(st.tuples(st.floats(-5, 5, allow_subnormal=False), st.floats(0.01, 4)), min_size=1, max_size=7))
def test_whatever_the_numbers(trials):
    found = together([Unit(str(n), str(n), *trial) for n, trial in enumerate(trials)])
    values = [value for value, _ in trials]
    assert min(values) - 1e-9 <= found.effect.estimate <= max(values) + 1e-9
    assert found.effect.low < found.effect.high
    assert ("one" in found.notes) == (len(trials) == 1)
    assert ("few" in found.notes) == (2 <= len(trials) < 5)


def test_five_hundred_places_are_pooled_by_few_looks_at_the_likelihood(monkeypatch):
    """How long it takes is measured by benchmarks/trials.py; here is counted what makes it take long."""
    looks = []
    likelihood = pooling._Trials.likelihood
    monkeypatch.setattr(
        pooling._Trials, "likelihood", lambda trials, **said: looks.append(said) or likelihood(trials, **said)
    )
    values = [math.sin(n) for n in range(500)]
    variances = [0.05 + 0.04 * math.cos(n) for n in range(500)]
    found = pool(values, variances, interval="hk_capped")
    assert found.effect.low < sum(values) / 500 < found.effect.high
    assert 0 < len(looks) <= 100
