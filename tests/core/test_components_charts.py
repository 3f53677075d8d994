import pytest
from django.template import Context, Template
from django.test.html import parse_html
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lysning.core.charts import HEIGHT, WIDTH, Bar, bar_rows, sparkline


def render(source, **facts):
    with translation.override("en"):
        return Template(source).render(Context(facts)).strip()


def test_a_line_runs_from_the_lowest_to_the_highest():
    line = sparkline([1, 3, 2])
    assert (line.line, line.now) == ("M3.0 29.0L60.0 3.0L117.0 16.0", "117.0 16.0")
    assert line.area == "M3.0 29.0L60.0 3.0L117.0 16.0L117.0 32L3.0 32z"
    assert (line.first, line.last, line.lowest, line.highest) == (1, 2, 1, 3)


def test_an_unknown_month_breaks_the_line():
    assert sparkline([1, 2, None, 2]).line == "M3.0 29.0L41.0 3.0M117.0 3.0"


def test_equal_values_lie_in_the_middle():
    assert sparkline([5, 5]).line == "M3.0 16.0L117.0 16.0"


@pytest.mark.parametrize("values", [[], [4], [None, 4, None]])
def test_one_value_is_no_line(values):
    assert sparkline(values) is None
    assert render("{% sparkline values %}", values=values) == ""


@given(st.lists(st.none() | st.floats(-1e9, 1e9), min_size=2, max_size=24))
def test_no_line_leaves_its_box(values):
    if line := sparkline(values):
        points = [float(number) for number in line.line.replace("M", " ").replace("L", " ").split()]
        assert all(0 <= x <= WIDTH for x in points[::2])
        assert all(0 <= y <= HEIGHT for y in points[1::2])


def test_the_line_is_told_in_words():
    html = render("{% sparkline values %}", values=[1, 3.25, 2])
    assert html.split('aria-label="')[1].split('"')[0] == "From 1 to 2; lowest 1, highest 3.3"


@pytest.mark.parametrize(
    ("values", "full", "lengths"),
    [
        ([4, 2, 0], None, ["100.0%", "50.0%", "0.0%"]),
        ([4, 2], 8, ["50.0%", "25.0%"]),
        ([9, -1], 6, ["100.0%", "0.0%"]),
        ([0, 0], None, ["0.0%", "0.0%"]),
        ([], None, []),
    ],
)
def test_bars_are_measured_by_the_longest(values, full, lengths):
    assert [row.length for row in bar_rows([Bar("x", value, str(value)) for value in values], full)] == lengths


def test_a_bar_chart_is_a_table():
    bars = [Bar("Care", 4, "4"), Bar("Schools & day care", 2, "2 <of 4>", href="/s/", marked=True)]
    svg = (
        '<svg aria-hidden="true"><rect class="bars__track" width="100%" height="100%" rx="4"/>'
        '<rect class="bars__bar" width="{}" height="100%" rx="4"/></svg>'
    )
    assert parse_html(render("{% bar_chart bars 'By area' %}", bars=bars)) == parse_html(
        '<table class="bars"><caption>By area</caption><tbody>'
        f'<tr><th scope="row">Care</th><td class="bars__value">4</td><td>{svg.format("100.0%")}</td></tr>'
        '<tr class="bars__row--marked"><th scope="row"><a href="/s/">Schools &amp; day care</a></th>'
        f'<td class="bars__value">2 &lt;of 4&gt;</td><td>{svg.format("50.0%")}</td></tr></tbody></table>'
    )


def test_a_figure_with_its_twelve_months():
    html = render("{% stat '96 %' 'reach eight' note='Promise: all' trend=trend %}", trend=[1, 2])
    assert html.split("<dd")[0] == '<div class="stat"><dt>reach eight</dt>'
    assert html.count("<dd") == 3
    assert render("{% stat '0' 'none' %}") == '<div class="stat"><dt>none</dt><dd class="stat__value">0</dd></div>'
