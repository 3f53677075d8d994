from collections import Counter
from itertools import combinations, pairwise
from math import atan2, hypot, pi, sin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lysning.core.radar import LARGEST_DOT, ROOM, SPACINGS, Mark, layout

RINGS = ("KLAR", "AFPRØV", "HOLD ØJE", "AFVENT")
SMALLEST_DOT = SPACINGS[-1] - 2


def many(count, *, rings=4, sectors=1, ring=None):
    """Marks spread over rings and sectors, or all in one ring."""
    return [Mark(f"emne/{n}", n * 7 % rings if ring is None else ring, n // rings % sectors) for n in range(count)]


def faults(drawn):
    """What a person would see: dots on one another, over a border, on a name, or outside the picture."""
    dot = drawn.dot
    for one, other in combinations(drawn.spots, 2):
        if hypot(one.x - other.x, one.y - other.y) < 2 * dot:
            yield f"{one.mark.key} lies on {other.mark.key}"
    for spot in drawn.spots:
        ring, sector, away = drawn.rings[spot.mark.ring], drawn.sectors[spot.mark.sector], hypot(spot.x, spot.y)
        if (ring.inner and away - dot < ring.inner) or away + dot > ring.outer:
            yield f"{spot.mark.key} crosses its ring"
        if len(drawn.sectors) > 1 and any(_to_ray(spot, angle) < dot for angle in (sector.start, sector.end)):
            yield f"{spot.mark.key} crosses its sector"
        if (
            len(drawn.sectors) > 1
            and not 0 < (atan2(spot.x, -spot.y) - sector.start) % (2 * pi) < sector.end - sector.start
        ):
            yield f"{spot.mark.key} lies in another sector"
        for other in drawn.rings:
            aside = max(abs(spot.x) - other.half_name, 0)
            above = max(-other.name_top - spot.y, spot.y + other.name_bottom, 0)
            if hypot(aside, above) < dot:
                yield f"{spot.mark.key} lies on the name {other.name}"


def _to_ray(spot, angle):
    """How far a spot is from the border that runs from the centre at an angle."""
    away, turn = hypot(spot.x, spot.y), atan2(spot.x, -spot.y) - angle
    return away * abs(sin(turn)) if abs((turn + pi) % (2 * pi) - pi) < pi / 2 else away


@pytest.mark.parametrize("sectors", [1, 2, 4, 8])
@pytest.mark.parametrize("count", [0, 1, 10, 40, 120])
def test_nothing_lies_on_anything(count, sectors):
    drawn = layout(many(count, sectors=sectors), rings=RINGS, sectors=[f"Del {n}" for n in range(sectors)])
    assert len(drawn.spots) == count
    assert list(faults(drawn)) == []


@pytest.mark.parametrize("ring", range(4))
@pytest.mark.parametrize("sectors", [1, 4])
def test_all_in_one_ring_and_one_sector_fit_too(ring, sectors):
    marks = [Mark(f"emne/{n}", ring, sectors - 1) for n in range(120)]
    drawn = layout(marks, rings=RINGS, sectors=["x"] * sectors)
    assert list(faults(drawn)) == []
    widths = [each.outer - each.inner for each in drawn.rings]
    assert max(widths) == widths[ring]


names = st.lists(st.text("ABCÆØÅmw ", max_size=30), min_size=1, max_size=7)


@st.composite
def sets(draw):
    rings, sectors = draw(names), draw(st.integers(1, 9))
    marks = draw(
        st.lists(
            st.builds(Mark, st.text(max_size=9), st.integers(0, len(rings) - 1), st.integers(0, sectors - 1)),
            unique_by=lambda mark: mark.key,
            max_size=60,
        )
    )
    weights = draw(st.none() | st.lists(st.sampled_from((1, 1.5, 2, 4)), min_size=sectors, max_size=sectors))
    return marks, rings, ["s"] * sectors, weights


@given(sets(), st.randoms())
@settings(max_examples=60)
@example((many(1), ["x"], ["s"], None), None)
def test_whatever_is_placed_nothing_touches_and_the_order_leaves_no_trace(chosen, chance):
    marks, rings, sectors, weights = chosen
    drawn = layout(marks, rings=rings, sectors=sectors, weights=weights)
    assert list(faults(drawn)) == []
    assert {spot.mark for spot in drawn.spots} == set(marks)
    assert SMALLEST_DOT <= drawn.dot <= LARGEST_DOT
    assert [ring.name for ring in drawn.rings] == rings
    assert drawn.rings[0].inner == 0
    assert all(one.outer == other.inner and one.outer > one.inner for one, other in pairwise(drawn.rings))
    if chance:
        chance.shuffle(marks)
    assert layout(marks, rings=rings, sectors=sectors, weights=weights) == drawn


@given(st.lists(st.sampled_from((1, 1.5, 2, 4)), min_size=1, max_size=9))
def test_sectors_go_once_around_as_wide_as_they_weigh_and_the_first_lies_around_twelve_o_clock(weights):
    sectors = layout([], rings=RINGS, sectors=["s"] * len(weights), weights=weights).sectors
    assert sectors[0].middle == pytest.approx(0)
    assert all(one.end == other.start for one, other in pairwise(sectors))
    assert sectors[-1].end - sectors[0].start == pytest.approx(2 * pi)
    assert [(each.end - each.start) * sum(weights) for each in sectors] == pytest.approx([2 * pi * w for w in weights])


@pytest.mark.parametrize("weights", [[1], [1, 0], [1, -1], [1, 1, 1]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="a weight above 0 for each sector"):
        layout([], rings=RINGS, sectors=["a", "b"], weights=weights)


def test_dots_shrink_only_as_needed_and_then_the_picture_grows():
    drawn = [layout(many(count), rings=RINGS) for count in (4, 10, 40, 80, 120, 300)]
    assert [each.dot for each in drawn] == sorted((each.dot for each in drawn), reverse=True)
    assert drawn[0].dot == LARGEST_DOT
    assert drawn[-1].dot == SMALLEST_DOT
    assert all(each.radius <= ROOM for each in drawn if each.dot > SMALLEST_DOT)
    assert drawn[-1].radius > ROOM


@pytest.mark.parametrize("count", [10, 40, 80])
def test_one_mark_more_moves_few_of_the_others(count):
    shares = []
    for more in range(20):
        marks = many(count)
        before, after = layout(marks, rings=RINGS), layout([*marks, Mark(f"ny/{more}", more % 4)], rings=RINGS)
        if before.rings == after.rings:
            old = {spot.mark: (spot.x, spot.y) for spot in before.spots}
            shares.append(sum(old.get(spot.mark, (spot.x, spot.y)) != (spot.x, spot.y) for spot in after.spots) / count)
    assert len(shares) >= 10
    assert sum(shares) / len(shares) <= 0.1


def test_marks_are_spread_over_the_whole_ring():
    spots = layout(many(120, ring=3), rings=RINGS).spots
    quarters = Counter((spot.x > 0, spot.y > 0) for spot in spots)
    assert min(quarters.values()) >= 20


def test_a_long_name_is_cut_in_the_picture():
    ring = layout([], rings=["Teknologier som vi følger tæt det næste år"]).rings[0]
    assert ring.shown_name == "Teknologier som vi følg…"
    assert ring.name_bottom >= 0
    assert hypot(ring.half_name, ring.name_top) <= ring.outer


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ([Mark("a", 0), Mark("a", 1)], r"key used twice: \['a'\]"),
        ([Mark("a", 4)], r"no such ring or sector: \['a'\]"),
        ([Mark("a", 0, 1)], r"no such ring or sector: \['a'\]"),
        ([Mark("a", -1)], r"no such ring or sector: \['a'\]"),
    ],
)
def test_what_cannot_be_placed_is_refused(marks, message):
    with pytest.raises(ValueError, match=message):
        layout(marks, rings=RINGS)


def test_a_radar_without_rings_is_refused():
    with pytest.raises(ValueError, match="at least one ring"):
        layout([], rings=[])
