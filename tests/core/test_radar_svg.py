import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template
from django.utils import translation
from tests.core.test_radar import RINGS, many

from lysning.core import radar_file
from lysning.core.radar import Mark, layout
from lysning.core.radar_svg import TONES, Dot, draw, keys_to, tone_of

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
MOVEMENTS = ("same", "in", "out", "new")


def dots_of(marks, **more):
    return [
        Dot(
            mark.key,
            number,
            f"Teknologi nummer {number} med et navn af vanlig længde",
            f"{number}. Teknologi nummer {number} med et navn af vanlig længde. {RINGS[mark.ring]}",
            href=f"/retning/ringkoebing-skjern/aeldre-og-sundhed/{mark.key}/",
            movement=MOVEMENTS[number % 4],
        )
        for number, mark in enumerate(sorted(marks, key=lambda mark: (mark.ring, mark.key)), start=1)
    ]


def picture(marks, *, sectors=("",), draw=draw, dots=None, **more):
    drawn = layout(marks, rings=RINGS, sectors=sectors)
    shown = dots_of(marks) if dots is None else dots
    return draw(drawn, shown, title="Teknologiradar", description="Fire ringe.", **more)


def parsed(svg):
    return ET.fromstring(svg if "xmlns" in svg else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


@pytest.mark.parametrize("count", [0, 1, 10, 40, 120])
def test_every_dot_is_a_link_with_a_name_and_a_number_in_the_order_of_the_list(count):
    links = parsed(picture(many(count))).findall(f".//{SVG}a")
    assert [link.find(f"{SVG}text").text for link in links] == [str(n) for n in range(1, count + 1)]
    assert [link.find(f"{SVG}title").text for link in links] == [dot.title for dot in dots_of(many(count))]
    assert all(link.get("href").startswith("/retning/") for link in links)


def test_a_picture_of_120_dots_weighs_at_most_60_kilobytes():
    assert len(picture(many(120), sectors="ABCD").encode()) <= 60_000
    assert len(picture(many(120), draw=radar_file.draw_alone).encode()) <= 60_000


def test_in_a_page_nothing_is_styled_inline():
    svg = picture(many(40), sectors=["Ét", "To"])
    assert not re.search(r"<style|style=|<script|\son\w+=", svg)
    assert parsed(svg).get("aria-label") == "Teknologiradar. Fire ringe."


def test_each_movement_has_a_shape_of_its_own():
    marks = [Mark("a", 0)]
    outlines = {
        movement: parsed(picture(marks, dots=[Dot("a", 1, "A", "A", movement=movement)]))
        .find(f".//{SVG}g/{SVG}path")
        .get("d")
        for movement in MOVEMENTS
    }
    assert len(set(outlines.values())) == 4


@pytest.mark.parametrize(("movement", "nearer"), [("in", True), ("out", False)])
def test_the_tip_of_a_drop_points_where_it_moved(movement, nearer):
    drawn = layout(many(40), rings=RINGS)
    dots = [Dot(spot.mark.key, n, "A", "A", movement=movement) for n, spot in enumerate(drawn.spots, start=1)]
    svg = parsed(draw(drawn, dots, title="T", description="D"))
    for spot, path in zip(drawn.spots, svg.findall(f".//{SVG}g[@role='img']/{SVG}path"), strict=True):
        tip = [float(number) for number in re.match(r"M(\S+) (\S+?)L", path.get("d")).groups()]
        away, middle = sum(each**2 for each in tip), spot.x**2 + spot.y**2
        assert (away < middle) == nearer
        assert abs(tip[0] - spot.x) + abs(tip[1] - spot.y) <= 2 * drawn.dot


def test_a_dot_without_an_address_is_an_image_with_a_name():
    [dot] = parsed(picture([Mark("a", 0)], dots=[Dot("a", 7, "A", "A i midten")])).findall(f".//{SVG}g[@role='img']")
    assert (dot.find(f"{SVG}title").text, dot.find(f"{SVG}text").text) == ("A i midten", "7")


@pytest.mark.parametrize("draw_it", [draw, radar_file.draw_alone, radar_file.draw_bare])
def test_words_of_others_stay_words(draw_it):
    bad = '"><script>alert(1)</script>&'
    drawn = layout([Mark(bad, 0)], rings=[bad], sectors=[bad, bad])
    svg = draw_it(drawn, [Dot(bad, 1, bad, bad, href=bad)], title=bad, description=bad)
    assert "<script" not in svg
    assert bad in [each.text for each in parsed(svg).iter(f"{SVG}title")]


def test_other_dots_than_those_of_the_layout_are_refused():
    for dots in ([], [Dot("b", 1, "B", "B")]):
        with pytest.raises(ValueError, match="not those of the layout"):
            picture([Mark("a", 0)], dots=dots)


def test_tones_run_from_dark_to_light_whatever_the_number_of_rings():
    assert [tone_of(ring, 4) for ring in range(4)] == list(TONES)
    assert [tone_of(ring, 2) for ring in range(2)] == ["night", "soft"]
    assert tone_of(0, 1) == "night"
    assert [tone_of(ring, 6) for ring in range(6)] == ["night", "deep", "deep", "mid", "mid", "soft"]


def test_only_many_dots_make_the_picture_wider_than_a_phone():
    assert [("radar__picture--wide" in picture(many(count))) for count in (1, 10, 120)] == [False, False, True]


def test_the_shapes_are_explained_where_something_moved():
    with translation.override("da"):
        assert [key.words for key in keys_to(dots_of(many(8)))] == ["ny", "rykket ind", "rykket ud", "uændret"]
        assert keys_to([Dot("a", 1, "A", "A")]) == []
        source = "{% radar drawn dots 'Vores radar' 'Fire ringe.' %}"
        html = Template(source).render(Context({"drawn": layout(many(8), rings=RINGS), "dots": dots_of(many(8))}))
    assert html.count('radar__key"') == 4
    assert "rykket ind</li>" in html


def test_the_file_lists_what_its_numbers_mean_ring_by_ring():
    marks = many(40)
    with translation.override("da"):
        svg = parsed(picture(marks, draw=radar_file.draw_alone, note="Lysning, 3. marts 2027"))
    written = [text.text for text in svg.iter(f"{SVG}text")]
    headings = [text.text for text in svg.iter(f"{SVG}text") if text.get("class") == "heading"]
    assert headings == list(RINGS)
    assert "Teknologi nummer 1 med et (rykket ind)" not in written
    assert sum(text.get("class") == "line" for text in svg.iter(f"{SVG}text")) == 40
    assert written[-1] == "Lysning, 3. marts 2027"
    assert not list(svg.iter(f"{SVG}a"))
    assert svg.find(f"{SVG}style") is not None


def test_the_bare_file_is_the_picture_and_nothing_else():
    svg = parsed(picture(many(10), draw=radar_file.draw_bare))
    assert [text.text for text in svg.iter(f"{SVG}text")][4:] == [str(n) for n in range(1, 11)]
    assert not list(svg.iter(f"{SVG}a"))


def brightness(colour):
    full = colour if len(colour) == 7 else "#" + "".join(2 * each for each in colour[1:])
    parts = [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("style", [radar_file.STYLE, radar_file.ON_DARK])
def test_words_and_dots_stand_out_on_a_light_and_on_a_dark_ground(style):
    fills = {
        name: colour
        for names, colour in re.findall(r"([^{}]+)\{[^{}]*?fill:(#\w+)[^{}]*\}", style.partition("dark){")[2] or style)
        for name in names.split(",")
    }
    rings = [fills[f".radar__ring--{step}"] for step in range(4)]
    for words in ("text", ".title", ".said", ".note", ".heading"):
        assert contrast(fills[words], fills[".ground"]) >= 4.5, words
    for tone, ring in zip(TONES, rings, strict=True):
        assert contrast(fills[f".tone-{tone} text"], fills[f".tone-{tone} path"]) >= 4.5, tone
        assert contrast(fills[".radar__name"], ring) >= 4.5, tone
    assert [brightness(ring) for ring in rings] == sorted(
        (brightness(r) for r in rings), reverse=style == radar_file.ON_DARK
    )


def test_only_a_file_that_is_asked_to_follows_a_dark_screen_and_never_on_paper():
    drawn = picture(many(10), draw=radar_file.draw_alone, follows_screen=True)
    assert "@media screen and (prefers-color-scheme:dark)" in drawn
    assert parsed(drawn).find(f"{SVG}style").text.startswith(radar_file.STYLE)
    assert "prefers-color-scheme" not in picture(many(10), draw=radar_file.draw_alone)


@pytest.mark.parametrize("count", [0, 1, 29, 30, 31, 60, 90, 120, 300])
def test_no_heading_of_the_list_stands_last_in_its_column(count):
    drawn = layout(many(count), rings=RINGS)
    columns = radar_file._columns(radar_file._lines(drawn, dots_of(many(count))), 30)
    assert sum(line.number > 0 for column in columns for line in column) == count
    assert all(column[-1].number and column[0] is not radar_file.GAP for column in columns)
    assert len(columns) <= 4


def test_the_file_has_the_colours_of_the_theme():
    tokens = dict(re.findall(r"(--[\w-]+): (#\w+)", (ROOT / "frontend/scss/parts/_tokens.scss").read_text()))
    theme = (ROOT / "frontend/scss/parts/_radar.scss").read_text().partition("@media")[0]
    for name, colour in re.findall(r"\.(radar__ring--\d) \{ fill: var\((--[\w-]+)\)", theme):
        assert f".{name}{{fill:{tokens[colour]}}}" in radar_file.STYLE
    tones = (ROOT / "frontend/scss/parts/_tilemap.scss").read_text()
    for tone in TONES:
        surface, ink = re.search(rf'"{tone}": \((#\w+), (#\w+)\)', tones).groups()
        assert f".tone-{tone} path{{fill:{surface}}}.tone-{tone} text{{fill:{ink}}}" in radar_file.STYLE
