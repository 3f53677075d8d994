import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.core import panels_svg, tornado_svg
from lysning.core.forest_svg import WIDTH, Effect, Ground, Whole, draw
from lysning.core.panels_svg import Panel, Series
from lysning.core.scales import scale_for
from lysning.core.tornado_svg import Swing

LOG = Ground(1.0, "bedre: lavere", "værre: højere", is_log=True)


def rows(count, **more):
    return [Effect(f"Sted {n}", "0,5 (0,3 til 0,8)", 0.5 + n / 100, 0.3, 0.8, 1 / count, **more) for n in range(count)]


def test_the_picture_is_xml_with_a_name_and_both_sides_in_words():
    whole = Whole("Alle", "0,5", 0.55, 0.4, 0.7, (0.2, 1.4), "Et sted mere")
    drawn = draw(rows(3), whole, LOG, title="A & <b>", description="Tre steder")
    tree = ET.fromstring(drawn)
    assert (tree.attrib["role"], tree.attrib["aria-label"]) == ("img", "A & <b>. Tre steder")
    words = " ".join(tree.itertext())
    for said in ("bedre: lavere", "værre: højere", "Sted 2", "Alle", "Et sted mere"):
        assert said in words
    assert drawn.count("forest__square") == 3
    assert drawn.count('class="forest__all"') == 1


def test_a_place_that_may_not_be_shown_has_words_and_no_mark():
    drawn = draw([*rows(1), Effect("Lille", "for få")], None, LOG, title="t", description="d")
    assert "Lille" in drawn
    assert drawn.count("forest__square") == 1


LONG = "Plejecentret ved Skovbrynet, afdelingen for borgere med demens, første sal mod nord"
WIDE = "−12.345,6 (−15.678,9 til −9.012,3)"


def lines_of(drawn, name):
    return [
        (each.text, float(each.attrib["y"]))
        for each in ET.fromstring(drawn).iter()
        if each.tag.endswith("text") and each.attrib["class"] == f"forest__{name}"
    ]


def test_nothing_of_a_long_name_is_cut_and_the_rows_below_make_room():
    effects = [Effect(LONG, "0,5 (0,3 til 0,8)", 0.5, 0.3, 0.8, 1), *rows(1)]
    drawn = draw(effects, None, LOG, title="t", description="d")
    *names, last = lines_of(drawn, "name")
    assert " ".join(said for said, _ in names) == LONG
    assert [len(said) <= room for (said, _), room in zip(names, (25, 46, 46), strict=True)] == [True] * 3
    (_, beside), (_, below) = lines_of(drawn, "value")
    assert (beside, below) == (names[0][1], last[1])
    square = float(re.search(r'forest__square" d="M[\d.]+ ([\d.]+)', drawn)[1])
    assert names[-1][1] < square < last[1] - 12
    plain = draw(rows(2), None, LOG, title="t", description="d")
    heights = [float(re.search(r'viewBox="0 0 360 ([\d.]+)"', each)[1]) for each in (plain, drawn)]
    assert heights[1] - heights[0] == 32


def test_a_value_too_wide_to_stand_beside_its_name_stands_below_it():
    drawn = draw([Effect("Skovbrynet", WIDE, 0.5, 0.3, 0.8, 1)], None, LOG, title="t", description="d")
    ((name, above),), ((value, below),) = lines_of(drawn, "name"), lines_of(drawn, "value")
    assert (name, value) == ("Skovbrynet", WIDE)
    assert below == above + 16


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=120))
def test_every_letter_of_a_name_is_told(name):
    drawn = draw([Effect(name, "x", 1, 0.5, 2, 1)], None, LOG, title="", description="")
    told = "".join(said or "" for said, _ in lines_of(drawn, "name"))
    assert re.sub(r"[\s-]", "", told) == re.sub(r"[\s-]", "", name)


def test_more_weight_is_a_larger_square():
    sides = {}
    for weight in (0.1, 0.9):
        drawn = draw(
            [Effect("a", "", 1, 0.5, 2, weight), Effect("b", "", 1, 0.5, 2, 0.9)], None, LOG, title="", description=""
        )
        sides[weight] = float(re.search(r'forest__square" d="M[\d. ]+h([\d.]+)', drawn)[1])
    assert sides[0.1] < sides[0.9]


def test_what_reaches_too_far_gets_an_arrow():
    calm = draw([Effect("a", "", 1, 0.8, 1.2, 1)] * 3, None, LOG, title="", description="")
    wild = draw(
        [Effect("a", "", 1, 1e-9, 1e9, 1), *[Effect("a", "", 1, 0.8, 1.2, 1)] * 2], None, LOG, title="", description=""
    )
    line = re.compile(r'forest__line" d="([^"]*)"')
    assert line.search(calm)[1].count("M") == 1
    assert line.search(wild)[1].count("M") == 3


def test_nothing_to_draw():
    with pytest.raises(ValueError, match="nothing to draw"):
        draw([Effect("a", "")], None, LOG, title="", description="")
    with pytest.raises(ValueError, match="nothing to draw"):
        scale_for([0.0, 1.0], left=0, right=1, is_log=True)
    assert panels_svg.draw([Panel("a", (Series("x", (None,)),), "")]) == []
    with pytest.raises(ValueError, match="nothing to draw"):
        tornado_svg.draw([], 0, title="", description="")


ratios = st.tuples(*[st.floats(0.01, 50)] * 3).map(sorted)


@given(st.lists(ratios, min_size=1, max_size=9), st.booleans())
def test_every_mark_lies_in_the_picture(effects, is_log):
    ground = Ground(1.0, "", "", (0.8, 1.25), is_log)
    drawn = draw(
        [Effect("x", "y", middle, low, high, 0.5) for low, middle, high in effects],
        None,
        ground,
        title="",
        description="",
    )
    ET.fromstring(drawn)
    for path in re.findall(r'class="forest__(?:line|square)" d="M([\d.-]+) ', drawn):
        assert -10 <= float(path) <= WIDTH + 10


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.booleans())
def test_ticks_are_few_and_within(low, width, is_log):
    values = [abs(low) + 1e-3, abs(low) + 1e-3 + width] if is_log else [low, low + width]
    scale = scale_for(values, left=0, right=100, is_log=is_log)
    ticks = scale.ticks()
    assert len(ticks) <= 7
    assert ticks == sorted(ticks)
    assert all(0 <= scale.at(tick) <= 100 for tick in ticks)


def test_panels_share_one_scale_and_break_where_nothing_is_known():
    panels = [
        Panel("A", (Series("med", (10.0, None, 5.0)),), "fra 10 til 5", 2),
        Panel("B", (Series("med", (100.0, 90.0, 80.0)), Series("uden", (99.0, 99.0, 99.0))), "fra 100 til 80"),
    ]
    one, two = panels_svg.draw(panels)
    ET.fromstring(one.picture)
    path = re.search(r'panels__line panels__line--0" d="([^"]*)"', one.picture)[1]
    assert path.count("M") == 2, "broken at the missing month"
    lowest = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)", path)]
    assert min(lowest) > 50, "ten of a hundred lies near the ground"
    assert "panels__turn" in one.picture
    assert "panels__turn" not in two.picture
    assert two.picture.count("panels__dots") == 2


def test_the_tornado_draws_every_swing_from_low_to_high():
    drawn = tornado_svg.draw(
        [Swing("Minutter", -50, 150, "x"), Swing("Pris", 40, 60, "y")], 50, title="t", description="d"
    )
    ET.fromstring(drawn)
    widths = [float(each) for each in re.findall(r'tornado__bar"[^>]*width="([\d.]+)"', drawn)]
    assert widths[0] > widths[1] > 0
