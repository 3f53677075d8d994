"""The pure rules of trials, at their borders."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from tests.factories.trials import PROTOCOL

from lysning.trials.rules import (
    BASES,
    DUTIES,
    ENDED,
    KINDS,
    MOVES,
    QUESTIONS,
    STATES,
    CostShare,
    Duty,
    Period,
    PlannedMeasure,
    Protocol,
    UnreadableError,
    Value,
    arms_of,
    is_small,
    lacks,
    last_ended,
    may_move,
    moves_from,
    openness,
    periods_of,
    protocol_faults,
    read_decimal,
    read_whole,
    screen,
    tally_of,
    tidy,
    value_faults,
)
from lysning.trials.rules.small import EVERYTHING, NOTHING, Openness

TODAY = date(2026, 1, 10)
WHOLE = replace(
    PROTOCOL,
    measures=(PlannedMeasure("falls_rate", is_primary=True), PlannedMeasure("qol")),
    apply_until=date(2026, 1, 31),
    needed=400,
    duties=tuple(Duty(key, "Kommunen") for key in DUTIES),
    legal_basis="none",
    screening=tuple((key, "no") for key in QUESTIONS),
)
MEASURES = {"falls_rate", "qol", "usage"}


def codes(faults):
    return [(fault.field, fault.code) for fault in faults]


# --- protocols -------------------------------------------------------------------------------------------------------


def test_a_protocol_is_written_and_read_again():
    assert Protocol.read(WHOLE.written()) == WHOLE
    assert Protocol.read({"title": "Kort", "hvad_kommer": 1}) == Protocol("Kort")


def test_a_whole_protocol_lacks_nothing():
    assert protocol_faults(tidy(WHOLE), measures=MEASURES) == []
    assert lacks(tidy(WHOLE), TODAY) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": ""}, ("title", "trial_text_missing")),
        ({"title": "x" * 121}, ("title", "trial_text_too_long")),
        ({"question": "Spørg 010190-1234"}, ("question", "trial_text_has_cpr")),
        ({"stop_criteria": ("Ring 0101901234",)}, ("stop_criteria", "trial_text_has_cpr")),
        ({"costs": (CostShare("Ib 010190 1234", 300_000),)}, ("costs", "trial_text_has_cpr")),
        ({"duties": (Duty("contact", "0101901234"),)}, ("duties", "trial_text_has_cpr")),
        ({"measures": (PlannedMeasure("ukendt"),)}, ("measures", "protocol_unknown_choice")),
        ({"measures": (PlannedMeasure("qol"), PlannedMeasure("qol"))}, ("measures", "protocol_unknown_choice")),
        (
            {"measures": (PlannedMeasure("qol", is_primary=True), PlannedMeasure("usage", is_primary=True))},
            ("measures", "protocol_one_primary"),
        ),
        ({"comparison": "gæt"}, ("comparison", "protocol_unknown_choice")),
        ({"seats": 0}, ("seats", "protocol_seats")),
        ({"seats": 99}, ("seats", "protocol_seats")),
        ({"baseline_to": date(2026, 1, 31)}, ("baseline_to", "protocol_days_order")),
        ({"follow_from": date(2026, 3, 31)}, ("follow_from", "protocol_days_order")),
        ({"follow_to": date(2031, 12, 31)}, ("follow_to", "protocol_too_long")),
        ({"rhythm": "week", "follow_to": date(2027, 12, 31)}, ("rhythm", "protocol_many_periods")),
        ({"late_until": date(2026, 7, 1)}, ("late_until", "protocol_late_after_end")),
        ({"apply_until": date(2026, 4, 2)}, ("apply_until", "protocol_apply_late")),
        ({"total_cost": 299_999}, ("costs", "protocol_costs_add_up")),
        ({"costs": (CostShare("A", -1), CostShare("B", 300_001))}, ("costs", "protocol_kroner")),
        ({"screening": (("sensitive", "måske"),)}, ("screening", "protocol_unknown_choice")),
        ({"needed": 0}, ("needed", "protocol_needed")),
    ],
)
def test_what_keeps_a_protocol_from_being_saved(change, fault):
    assert fault in codes(protocol_faults(replace(WHOLE, **change), measures=MEASURES))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"question": ""}, ("question", "protocol_lacks")),
        ({"measures": (PlannedMeasure("qol"),)}, ("measures", "protocol_lacks_primary")),
        ({"stop_criteria": ()}, ("stop_criteria", "protocol_lacks")),
        ({"baseline_from": None}, ("baseline_from", "protocol_lacks")),
        ({"legal_basis": ""}, ("legal_basis", "protocol_lacks")),
        ({"screening": (("sensitive", "no"),)}, ("screening", "protocol_lacks_answers")),
        ({"duties": WHOLE.duties[1:]}, ("duties", "protocol_lacks_duty")),
        ({"needed": None}, ("needed", "protocol_lacks")),
        ({"total_cost": None}, ("total_cost", "protocol_lacks")),
    ],
)
def test_what_a_protocol_lacks(change, fault):
    assert codes(lacks(replace(WHOLE, **change), TODAY)) == [fault]


def test_registration_comes_before_the_follow_up_begins():
    assert lacks(WHOLE, date(2026, 1, 31)) == []
    assert codes(lacks(WHOLE, date(2026, 2, 1))) == [("apply_until", "protocol_apply_past")]
    late = replace(WHOLE, apply_until=date(2026, 4, 1))
    assert lacks(late, date(2026, 3, 31)) == []
    assert codes(lacks(late, date(2026, 4, 1))) == [("follow_from", "protocol_begun")]


def test_each_required_duty_is_one_of_the_file():
    assert {key for key, duty in DUTIES.items() if duty.required} >= {"controller", "measuring", "stopping"}
    assert len(QUESTIONS) == 13
    assert "task" in BASES


# --- data protection -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "advice"),
    [
        ([], "unanswered"),
        (["no"] * 12, "unanswered"),
        (["no"] * 13, "unlikely"),
        (["yes"] + ["no"] * 12, "consider"),
        (["unknown"] + ["no"] * 12, "consider"),
        (["yes", "unknown"] + ["no"] * 11, "due"),
    ],
)
def test_screening(answers, advice):
    assert screen(zip(QUESTIONS, answers, strict=False)) == advice
    assert screen([("findes-ikke", "yes"), *zip(QUESTIONS, answers, strict=False)]) == advice


# --- moves -----------------------------------------------------------------------------------------------------------


def test_who_may_move_what():
    def open_to(state, *parties, has_evaluator=True):
        return [move.key for move in moves_from(state, has_evaluator=has_evaluator, parties=parties)]

    assert open_to("draft", "lead") == ["propose", "cancel"]
    assert open_to("draft", "lead", has_evaluator=False) == ["register", "cancel"]
    assert open_to("draft", "evaluator") == []
    assert open_to("proposed", "lead") == ["return", "cancel"]
    assert open_to("proposed", "evaluator") == ["return", "approve"]
    assert open_to("registered", "evaluator") == []
    assert open_to("registered", "lead") == ["start", "cancel"]
    assert open_to("running", "lead") == open_to("running", "evaluator") == ["finish", "stop"]
    assert not may_move("approve", "proposed", has_evaluator=True, parties=["lead"])


def test_the_moves_hang_together():
    assert all(move.sources | {move.target} <= set(STATES) for move in MOVES.values())
    assert not any(move.sources & ENDED for move in MOVES.values())
    for has_evaluator in (True, False):
        reached, steps = {"draft"}, [move for move in MOVES.values() if move.is_for(has_evaluator=has_evaluator)]
        for _ in STATES:
            reached |= {move.target for move in steps if move.sources & reached}
        assert reached == set(STATES) - (set() if has_evaluator else {"proposed"})


# --- periods ---------------------------------------------------------------------------------------------------------


def test_months_from_the_first_day_on():
    periods = periods_of(PROTOCOL)
    assert [(each.phase, each.number, each.start, each.end) for each in periods] == [
        ("baseline", 1, date(2026, 2, 1), date(2026, 2, 28)),
        ("baseline", 2, date(2026, 3, 1), date(2026, 3, 31)),
        ("follow-up", 1, date(2026, 4, 1), date(2026, 4, 30)),
        ("follow-up", 2, date(2026, 5, 1), date(2026, 5, 31)),
        ("follow-up", 3, date(2026, 6, 1), date(2026, 6, 30)),
    ]
    assert last_ended(periods, date(2026, 4, 30)).start == date(2026, 3, 1)
    assert last_ended(periods, date(2026, 5, 1)).start == date(2026, 4, 1)
    assert last_ended(periods, date(2026, 1, 1)) is None


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 400),
    st.sampled_from(["week", "month", "quarter"]),
)
def test_periods_cover_every_day_once(first, length, rhythm):
    last = first + timedelta(days=length)
    periods = periods_of(Protocol("x", follow_from=first, follow_to=last, rhythm=rhythm))
    days = [period.start + timedelta(n) for period in periods for n in range((period.end - period.start).days + 1)]
    assert days == [first + timedelta(n) for n in range(length + 1)]


@pytest.mark.parametrize(
    ("comparison", "phase", "arm", "begins_on", "arms"),
    [
        ("before_after", "baseline", "", None, ["intervention"]),
        ("before_after", "follow-up", "comparison", None, ["intervention"]),
        ("parallel", "baseline", "", None, ["intervention", "comparison"]),
        ("parallel", "follow-up", "comparison", None, ["comparison"]),
        ("stepped", "baseline", "", date(2026, 1, 1), ["comparison"]),
        ("stepped", "follow-up", "", None, ["comparison"]),
        ("stepped", "follow-up", "", date(2026, 4, 1), ["intervention"]),
        ("stepped", "follow-up", "", date(2026, 4, 2), ["comparison"]),
    ],
)
def test_arms(comparison, phase, arm, begins_on, arms):
    period = Period(phase, 1, date(2026, 4, 1), date(2026, 4, 30))
    assert list(arms_of(comparison, period, arm=arm, begins_on=begins_on)) == arms


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "faults"),
    [
        ("binary", Value(events=12, total=40), []),
        ("binary", Value(events=40, total=40), []),
        ("binary", Value(events=41, total=40), [("events", "measured_more_than_all")]),
        ("binary", Value(events=-1, total=40), [("events", "measured_negative")]),
        ("binary", Value(events=0, total=0), [("total", "measured_of_nobody")]),
        ("binary", Value(events=1), [("total", "measured_missing")]),
        ("binary", Value(events=1, total=2, n=3), [("n", "measured_not_this_kind")]),
        ("rate", Value(events=3, time=Decimal("0.5")), []),
        ("rate", Value(events=3, time=Decimal(0)), [("time", "measured_of_nobody")]),
        ("rate", Value(events=10_000_001, time=Decimal(1)), [("events", "measured_too_large")]),
        ("continuous", Value(mean=-3.5, sd=0.0, n=2), []),
        ("continuous", Value(mean=1.0, sd=-0.1, n=9), [("sd", "measured_negative")]),
        ("continuous", Value(mean=1.0, sd=2.0, n=1), [("sd", "measured_spread_of_one")]),
        ("continuous", Value(mean=1e10, sd=1.0, n=9), [("mean", "measured_too_large")]),
        ("continuous", Value(mean=float("inf"), sd=1.0, n=9), [("mean", "measured_too_large")]),
        ("continuous", Value(mean=float("nan"), sd=1.0, n=9), [("mean", "measured_too_large")]),
    ],
)
def test_what_a_value_may_be(kind, value, faults):
    assert list(value_faults(kind, value)) == faults


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("1.250", 1250), (" 1 250 ", 1250), ("1.250.000", 1_250_000), ("-3", -3), ("−3", -3), ("0", 0)],
)
def test_whole_numbers(text, number):
    assert read_whole(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,5", "measured_not_whole"),
        ("", "measured_not_a_number"),
        ("tolv", "measured_not_a_number"),
        ("1.25.000", "measured_not_a_number"),
        ("٣", "measured_not_a_number"),
        ("=1+1", "measured_not_a_number"),
        ("9" * 30, "measured_not_a_number"),
        ("1e5", "measured_not_a_number"),
    ],
)
def test_what_is_no_whole_number(text, code):
    with pytest.raises(UnreadableError) as refused:
        read_whole(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.250,5", "1250.5"),
        ("1250", "1250"),
        ("0.125", "0.125"),
        ("-2,25", "-2.25"),
    ],
)
def test_decimals(text, number):
    assert read_decimal(text) == Decimal(number)


def test_what_can_be_read_in_two_ways_is_refused():
    with pytest.raises(UnreadableError, match="two_ways"):
        read_decimal("1.250")


@given(st.decimals(-10_000, 10_000, allow_nan=False, places=2))
def test_a_number_written_in_danish_is_read_again(number):
    written = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    assert read_decimal(written) == number


@given(st.text())
def test_no_text_breaks_the_readers(text):
    for read in (read_whole, read_decimal):
        with contextlib.suppress(UnreadableError):
            read(text)


# --- small counts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "is_complete", "shown"),
    [
        ([(9,), (5,)], True, EVERYTHING),
        ([(9,), (5,)], False, NOTHING),
        ([], True, NOTHING),
        ([(9,), (4,), (7,)], True, Openness(sites=False, sum=True)),
        ([(9,), (4,)], True, NOTHING),
        ([(4,)], True, NOTHING),
        ([(0,), (1,), (3,)], True, NOTHING),
        ([(0,), (1,), (4,)], True, NOTHING),
        ([(9,), (1,), (3,)], True, NOTHING),
        ([(9,), (1,), (4,)], True, Openness(sites=False, sum=True)),
        ([(30, 4), (20, 20), (20, 20)], True, Openness(sites=False, sum=True)),
        ([(30, 1), (20, 1), (20, 1)], True, NOTHING),
    ],
)
def test_what_everyone_sees(cells, is_complete, shown):
    assert openness(tally_of(cells), is_complete=is_complete) == shown


@pytest.mark.parametrize(
    ("counts", "homes", "is_shown"),
    [
        ((20, 20, 3), "AAB", False),  # A subtracts both its own and is left with B's three
        ((20, 20, 3), "ABC", True),
        ((20, 3, 20), "AAB", True),
        ((20, 20, 3, 2), "AABC", True),
        ((20, 20, 3, 1), "AABC", False),
        ((20, 20, 3), "AAA", True),  # of one municipality, which knows all of them
        ((20, 3, 1), "AAA", False),
    ],
)
def test_no_municipality_is_left_with_next_to_nothing(counts, homes, is_shown):
    tally = tally_of([(count,) for count in counts], homes)
    assert openness(tally, is_complete=True) == Openness(sites=False, sum=is_shown)


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 30)), min_size=1, max_size=9))
def test_a_sum_that_is_shown_leaves_each_municipality_five_or_more(sites):
    tally = tally_of([(count,) for _home, count in sites], [home for home, _count in sites])
    shown = openness(tally, is_complete=True)
    homes = {home for home, _count in sites}
    if shown.sum and not shown.sites and len(homes) > 1:
        assert all(sum(count for home, count in sites if home != own) >= 5 for own in homes)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_nobody_finds_a_small_count_from_what_is_shown(counts):
    """Whoever knows one site's own count, and all that is shown, cannot rule out any of the five small counts of another."""
    shown = openness(tally_of([(count,) for count in counts]), is_complete=True)
    if shown.sites:
        assert min(counts) >= 5
    if not shown.sum or shown.sites:
        return
    for knower, target in product(range(len(counts)), repeat=2):
        if knower == target or counts[target] >= 5:
            continue
        left = sum(counts) - counts[knower]
        assert [value for value in range(5) if left - value >= 0] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("kind", KINDS)
def test_five_is_shown_and_four_is_not(kind):
    def of(count):
        return is_small(kind, events=count, total=2 * count, n=count)

    assert (of(4), of(5)) == (True, False)


# --- sample size -----------------------------------------------------------------------------------------------------


def test_against_textbook_figures():
    from lysning.trials.rules import Plan, of_means, of_shares

    assert of_means(5, 10, Plan()) == 63  # Cohen: d = 0.5 needs 63 by the normal approximation
    assert of_shares(0.5, 0.3, Plan()) == 93  # Fleiss without continuity correction
    assert of_shares(0.3, 0.5, Plan()) == 93
    assert of_means(5, 10, Plan(power=0.9)) == 85


def test_rates_reach_the_power_that_is_promised():
    from lysning.trials.rules import Plan, of_rates

    before, after = 0.008, 0.006
    time = of_rates(before, after, Plan())
    spread = ((before + after) / time) ** 0.5
    power = norm.cdf((before - after) / spread - norm.ppf(0.975))
    assert power == pytest.approx(0.8, abs=1e-3)


def test_likeness_within_sites_and_loss_raise_the_number():
    from lysning.trials.rules import Plan, of_means

    alone = of_means(5, 10, Plan())
    assert of_means(5, 10, Plan(cluster=21, icc=0.05)) == ceil(62.79 * 2)
    assert of_means(5, 10, Plan(loss=0.2)) == ceil(62.79 / 0.8) > alone


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (lambda m: m.of_shares(0, 0.5, m.Plan()), "share"),
        (lambda m: m.of_shares(0.5, 0.5, m.Plan()), "same"),
        (lambda m: m.of_rates(0, 1, m.Plan()), "positive"),
        (lambda m: m.of_means(1, 0, m.Plan()), "positive"),
        (lambda m: m.of_means(1, 1, m.Plan(power=0.01)), "power"),
        (lambda m: m.of_means(1, 1, m.Plan(cluster=0)), "cluster"),
        (lambda m: m.of_means(1, 1, m.Plan(loss=1)), "loss"),
    ],
)
def test_what_cannot_be_assumed(ask, fault):
    from lysning.trials import rules

    with pytest.raises(ValueError, match=f"^{fault}$"):
        ask(rules)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.integers(1, 200), st.floats(0, 1))
def test_a_smaller_difference_never_needs_fewer(before, after, cluster, icc):
    from lysning.trials.rules import Plan, of_shares

    if abs(before - after) > 0.001:
        middle = (before + after) / 2
        plan = Plan(cluster=cluster, icc=icc)
        if abs(before - middle) > 0.0005:
            assert of_shares(before, middle, plan) >= of_shares(before, after, Plan()) > 0
