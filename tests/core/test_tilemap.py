from dataclasses import replace
from itertools import product

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from lysning.core.tilemap import LegendEntry, Tile, draw

LEGEND = (
    LegendEntry("yes", "Says yes", "deep", "✓"),
    LegendEntry("no", "Says no", "clay", "–"),
    LegendEntry("none", "Silent", "empty"),
)


def tile(key, column, row, state="yes", **facts):
    return Tile(key, f"Place {key}", key[:4], column, row, state, f"Place {key}: {state}", **facts)


def picture(*tiles, legend=LEGEND):
    return draw(tiles, legend=legend, title="Who answers", description="Each place by its answer.")


def test_the_drawing_is_cut_to_its_tiles_and_grouped_in_the_order_of_the_legend():
    drawn = picture(tile("a", 5, 3, "no"), tile("b", 6, 3), tile("c", 5, 5, "no"))
    assert (drawn.columns, drawn.rows, drawn.width, drawn.height) == (2, 3, 80, 120)
    assert [(entry.state, count) for entry, count in drawn.counts] == [("yes", 1), ("no", 2)]
    assert [(square.tile.key, square.x, square.y) for group in drawn.groups for square in group.squares] == [
        ("b", 43, 3),
        ("a", 3, 3),
        ("c", 3, 83),
    ]


def test_the_list_is_in_the_order_of_the_danish_alphabet():
    drawn = picture(
        *(replace(tile(name, place, 0), label=name) for place, name in enumerate(["Ærø", "Aarhus", "Odense"]))
    )
    assert [each.label for each in drawn.groups[0].by_name] == ["Odense", "Ærø", "Aarhus"]


@pytest.mark.parametrize(
    ("tiles", "message"),
    [
        ((tile("a", 1, 1), tile("b", 1, 1)), r"place used twice: \[\(1, 1\)\]"),
        ((tile("a", 1, 1), tile("a", 2, 1)), r"key used twice: \['a'\]"),
        ((tile("a", 1, 1, "maybe"),), r"states without a legend: \['maybe'\]"),
    ],
)
def test_tiles_that_cannot_be_drawn_are_refused(tiles, message):
    with pytest.raises(ValueError, match=message):
        picture(*tiles)


def test_a_legend_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match=r"unknown tones: \['purple'\]"):
        picture(legend=(LegendEntry("yes", "Yes", "purple"),))
    with pytest.raises(ValueError, match=r"state in the legend used twice: \['yes'\]"):
        picture(legend=(LegendEntry("yes", "Yes", "deep"), LegendEntry("yes", "Also yes", "sun")))


def test_a_map_without_tiles_is_empty():
    assert (picture().groups, picture().counts) == ((), ())


places = st.lists(
    st.tuples(st.integers(0, 18), st.integers(0, 11), st.sampled_from(["yes", "no", "none"])),
    unique_by=lambda place: place[:2],
    min_size=1,
    max_size=98,
)


@given(places, st.randoms())
def test_the_same_tiles_give_the_same_drawing_and_none_lie_on_one_another(chosen, chance):
    tiles = [tile(f"{column}-{row}", column, row, state) for column, row, state in chosen]
    drawn = picture(*tiles)
    chance.shuffle(tiles)
    assert picture(*tiles) == drawn
    squares = [square for group in drawn.groups for square in group.squares]
    assert len({(square.x, square.y) for square in squares}) == len(squares) == len(tiles)
    assert all(0 < square.x < drawn.width and 0 < square.y < drawn.height for square in squares)


def test_ninety_eight_places_weigh_at_most_25_kilobytes():
    tiles = [
        tile(
            f"{column:02}{row:02}",
            column,
            row,
            ("yes", "no", "none")[(column + row) % 3],
            href=f"/kommuner/ringkoebing-{row:02}/",
        )
        for column, row in list(product(range(14), range(7)))
    ]
    html = render_to_string("core/components/tilemap.html", {"map": picture(*tiles), "show_title": True})
    assert html.count("<a ") == 2 * 98
    assert len(html.encode()) < 25_000


def test_every_tile_is_a_link_with_a_name_and_stands_in_the_list():
    drawn = picture(tile("<a>", 0, 0, href="/a/"), tile("b", 1, 0, "none"))
    html = render_to_string("core/components/tilemap.html", {"map": drawn, "show_title": True}).replace("\n", "")
    picture_part, list_part = html.split("<ul class=")[0], html.split("<details")[1]
    assert picture_part.split("data-arrows>")[1] == (
        '<g class="tone-deep"><a href="/a/"><title>Place &lt;a&gt;: yes</title><path d="M3 3h34v34h-34z"/>'
        '<text x="20" y="17">&lt;a&gt;<tspan x="20" dy="15">✓</tspan></text></a></g>'
        '<g class="tone-empty"><g role="img"><title>Place b: none</title><path d="M43 3h34v34h-34z"/>'
        '<text x="60" y="24">b</text></g></g></svg>'
    )
    assert list_part.split("</summary>")[1] == (
        '<p class="tilemap__state">Says yes (1)</p><ul aria-label="Says yes"><li><a href="/a/">Place &lt;a&gt;</a></li></ul>'
        '<p class="tilemap__state">Silent (1)</p><ul aria-label="Silent"><li>Place b</li></ul></details></figure>'
    )


def test_the_small_map_says_in_words_what_it_shows():
    html = render_to_string(
        "core/components/tilemap_mini.html", {"map": picture(tile("a", 2, 2), tile("b", 3, 2, "no"))}
    )
    assert html.strip() == (
        '<svg class="tilemap-mini" viewBox="0 0 12 6" role="img" aria-label="Who answers: Says yes 1, Says no 1">'
        '<g class="tone-deep"><path d="M0 0h5v5h-5z"/></g><g class="tone-clay"><path d="M6 0h5v5h-5z"/></g></svg>'
    )
