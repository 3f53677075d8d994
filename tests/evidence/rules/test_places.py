import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.evidence.rules.conclusion import Question
from lysning.evidence.rules.effects import from_interval, shown
from lysning.evidence.rules.numbers import Missing, Numbers, for_everyone, numbers_of, numbers_published
from lysning.evidence.rules.places import matters_as, places_of


@dataclass(frozen=True)
class Row:
    site_id: int
    arm: str
    phase: str
    kind: str = "rate"
    month: int = 1
    municipality_id: int = 1
    events: int | None = None
    total: int | None = None
    time: Decimal | None = None
    mean: float | None = None
    sd: float | None = None
    n: int | None = None

    @property
    def site(self):
        return f"Sted {self.site_id}"

    @property
    def municipality(self):
        return f"Kommune {self.municipality_id}"

    @property
    def period_from(self):
        return date(2026, self.month, 1)


def rate(site, arm, phase, events, time=1000, **more):
    return Row(site, arm, phase, events=events, time=Decimal(time), **more)


def before_after(site, before, after, **more):
    return [
        rate(site, "intervention", "baseline", before, **more),
        rate(site, "intervention", "follow-up", after, **more),
    ]


def test_before_and_after_at_each_site():
    found = places_of([*before_after(1, 60, 30), *before_after(2, 40, 40)], "rate_ratio", "before_after")
    assert found.design == "before_after"
    assert [shown("rate_ratio", place.effect.value) for place in found.places] == pytest.approx([0.5, 1.0])
    assert found.level == pytest.approx(100 / 2000)


def test_events_of_periods_add_up_and_people_do_not():
    rows = [rate(1, "intervention", "baseline", 10, month=month) for month in (1, 2)]
    rows += [rate(1, "intervention", "follow-up", 5, month=month) for month in (3, 4)]
    (place,) = places_of(rows, "rate_ratio", "before_after").places
    assert place.effect.variance == pytest.approx(1 / 20 + 1 / 10)
    people = [
        Row(1, "intervention", phase, "binary", month, events=events, total=40)
        for phase, months, events in (("baseline", (1, 2), 20), ("follow-up", (3, 4), 10))
        for month in months
    ]
    (place,) = places_of(people, "risk_ratio", "before_after").places
    assert place.effect.variance == pytest.approx(1 / 10 - 1 / 40 + 1 / 20 - 1 / 40), "forty people, not eighty"
    means = [
        Row(1, "intervention", phase, "continuous", month, mean=mean, sd=4.0, n=25)
        for phase, months, mean in (("baseline", (1, 2), 10), ("follow-up", (3, 4), 8))
        for month in months
    ]
    (place,) = places_of(means, "mean_difference", "before_after").places
    assert (place.effect.value, place.effect.variance) == pytest.approx((-2, 2 * 16 / 25))
    assert place.people == 25


def test_parallel_arms_and_the_difference_in_change():
    after = [rate(1, "intervention", "follow-up", 20), rate(1, "comparison", "follow-up", 40)]
    found = places_of(after, "rate_ratio", "parallel")
    assert (found.design, shown("rate_ratio", found.places[0].effect.value)) == ("parallel", pytest.approx(0.5))
    both = [*after, rate(1, "intervention", "baseline", 30), rate(1, "comparison", "baseline", 30)]
    changed = places_of(both, "rate_ratio", "parallel")
    assert changed.design == "before_after_with_comparison"
    assert shown("rate_ratio", changed.places[0].effect.value) == pytest.approx((20 / 30) / (40 / 30))
    mixed = [*both, rate(2, "intervention", "follow-up", 20), rate(2, "comparison", "follow-up", 40)]
    assert places_of(mixed, "rate_ratio", "parallel").design == "parallel", "not every place told of before"


def test_sites_of_one_arm_make_the_municipality_the_place():
    rows = [rate(1, "intervention", "follow-up", 20), rate(2, "comparison", "follow-up", 40)]
    (place,) = places_of(rows, "rate_ratio", "parallel").places
    assert (place.name, shown("rate_ratio", place.effect.value)) == ("Kommune 1", pytest.approx(0.5))


def test_stepped_compares_a_place_with_itself_not_yet():
    rows = [rate(1, "comparison", "baseline", 40), rate(1, "intervention", "follow-up", 20)]
    found = places_of(rows, "rate_ratio", "stepped")
    assert (found.design, shown("rate_ratio", found.places[0].effect.value)) == ("stepped", pytest.approx(0.5))


def test_a_place_without_what_it_needs_says_why():
    rows = [rate(1, "intervention", "baseline", 40), rate(2, "intervention", "follow-up", 20), *before_after(3, 0, 0)]
    assert [place.why for place in places_of(rows, "rate_ratio", "before_after").places] == [
        "no_follow_up",
        "no_comparison",
        "nothing_happened",
    ]


LOWER = Question("rate_ratio", "lower", 0.2, "before_after")


def numbers(rows, silent=0, sponsor="public"):
    unheard = [Missing(f"Tavst {number}", "Kommune 9", "nothing_reported") for number in range(silent)]
    return numbers_of(places_of(rows, "rate_ratio", "before_after"), LOWER, sponsor=sponsor, silent=unheard)


def six(after=30):
    return [row for site in range(6) for row in before_after(site, 60, after, municipality_id=site // 2)]


def test_the_numbers_of_a_trial():
    found = numbers([*six(), rate(9, "intervention", "baseline", 40, municipality_id=9)])
    assert (found.k, found.municipalities, found.verdict, found.sides) == (6, 3, "worked", (6, 0, 0))
    assert [(each.name, each.why) for each in found.missing] == [("Sted 9", "no_follow_up")]
    assert sum(line.weight for line in found.lines) == pytest.approx(1, abs=1e-5)
    assert Numbers.read(found.written()) == found


def test_a_small_place_is_reckoned_with_and_not_shown():
    found = numbers([*six(), *before_after(8, 6, 3)])
    line = found.lines[-1]
    assert (line.name, line.is_small, line.span, line.weight, line.without) == ("Sted 8", True, None, None, None)
    assert (found.k, len(found.lines)) == (7, 7)
    assert found.whole != numbers(six()).whole
    with pytest.raises(ValueError, match="nothing to show"):
        numbers(before_after(8, 6, 3))
    with pytest.raises(ValueError, match="nothing to show"):
        numbers([rate(1, "intervention", "baseline", 40)])


def counts_worked_out(told):
    """What a reader can do who has the public numbers: the hidden place's variance from its share of the whole."""
    known = [line for line in told.lines if line.span and line.weight]
    if not known:
        return None
    share = 1 - sum(line.weight for line in known)
    line = max(known, key=lambda each: each.weight)
    variance = ((line.span.high - line.span.low) / 2 / 1.959963984540054) ** 2
    hidden = line.weight * (variance + told.tau2) / share - told.tau2
    return sorted(min((abs(1 / a + 1 / b - hidden), a, b) for a in range(1, 80) for b in range(1, 80))[1:])


def test_a_small_count_cannot_be_worked_out_from_the_others():
    found = numbers([*six(), *before_after(8, 6, 3)])
    assert counts_worked_out(found) == [3, 6], (
        "who writes the finding sees the others; the way to subtract is a real one"
    )
    told = for_everyone(found)
    assert counts_worked_out(told) is None
    assert [(line.span, line.weight, line.without, line.is_small) for line in told.lines] == [
        (None, None, None, False)
    ] * 7
    assert (told.k, told.verdict, told.sides, told.notes[-1]) == (7, "worked", found.sides, "whole_alone")
    assert told.whole.estimate == pytest.approx(found.whole.estimate, abs=6e-4)
    assert for_everyone(told) == told == Numbers.read(told.written())


def test_where_no_place_is_small_everyone_sees_all():
    found = numbers(six())
    assert for_everyone(found) == found


def test_a_reason_that_tells_of_next_to_nothing_is_not_told():
    found = numbers([*six(), *before_after(8, 0, 0)])
    assert [each.why for each in found.missing] == ["nothing_happened"]
    assert [each.why for each in for_everyone(found).missing] == ["too_few"]


def test_half_of_the_places_missing_is_a_doubt():
    assert "missing" not in numbers(six(), silent=1).doubts
    assert "missing" in numbers(six(), silent=6).doubts
    assert "supplier_paid" in numbers(six(), sponsor="supplier").doubts


def test_a_published_study_of_many_places_is_not_one_place():
    effect = from_interval("rate_ratio", 0.6, 0.5, 0.72)
    one = numbers_published(effect, LOWER, sponsor="independent", places=1)
    few = numbers_published(effect, LOWER, sponsor="independent", places=4)
    many = numbers_published(effect, LOWER, sponsor="independent", places=5)
    assert [each.doubts for each in (one, few, many)] == [
        ("one_place", "no_comparison"),
        ("few_places", "no_comparison"),
        ("no_comparison",),
    ]
    assert [each.sureness for each in (one, few, many)] == ["very_low", "low", "moderate"]
    assert Numbers.read(many.written()) == many


@pytest.mark.parametrize(
    ("measure", "minimum", "level", "scale", "said"),
    [
        ("rate_ratio", 1.0, 0.005, 1000, 0.2),
        ("rate_ratio", 5.0, 0.005, 1000, None),
        ("rate_ratio", 1.0, 0.0, 1000, None),
        ("rate_ratio", 1.0, None, 1000, None),
        ("mean_difference", 1.5, 30.0, 1, 1.5),
        ("mean_difference", None, 30.0, 1, None),
        ("ratio_of_means", 3.0, 30.0, 1, 0.1),
    ],
)
def test_what_matters_beside_the_level_without_the_new(measure, minimum, level, scale, said):
    found = matters_as(measure, minimum, level, scale)
    assert found == said if said is None else found == pytest.approx(said)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8))
def test_every_place_is_told_of_once(counts):
    rows = [row for site, (before, after) in enumerate(counts) for row in before_after(site, before, after)]
    try:
        found = numbers(rows)
    except ValueError:
        assert len([1 for before, after in counts if before or after]) <= 1
        return
    assert len(found.lines) + len(found.missing) == len(counts)
    assert sum(found.sides) == found.k == len(found.lines)
    assert -math.inf < found.whole.low < found.whole.high < math.inf
    for line, (before, after) in zip(found.lines, [pair for pair in counts if sum(pair)], strict=True):
        assert line.is_small == (min(before, after) < 5)
