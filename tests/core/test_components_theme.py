"""What the style sheets, the icons and the templates promise one another."""

import json
import re
from pathlib import Path

import pytest

from lysning.core.tilemap import TONES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "src" / "lysning").glob("*/templates/**/*.html"))
PAGES = [path for path in TEMPLATES if "mails" not in path.parts]
ICON = re.compile(r"""{%\s*icon\s+["']([^"']+)["']|{%\s*door\s+(?:[^%]*\s)["']([a-z-]+)["']\s*%}""")


def icons_of(text):
    return {name for pair in ICON.findall(text) for name in pair if name}


def test_icons_are_found_in_templates():
    text = """{% icon "search" %} {% icon 'lock' label=x %} {% door _("A") url "send" %}"""
    assert icons_of(text) == {"search", "lock", "send"}


def test_every_icon_in_a_template_is_in_the_sprite():
    listed = json.loads((ROOT / "frontend" / "icons.json").read_text())
    used = set().union(*(icons_of(path.read_text()) for path in TEMPLATES))
    assert (sorted(used - set(listed)), len(listed) - len(set(listed))) == ([], 0)


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * each for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_says():
    assert (round(contrast("#000", "#fff"), 2), round(contrast("#777777", "#fff"), 2)) == (21.0, 4.48)


def test_every_tone_of_the_map_has_a_colour_on_which_its_letters_can_be_read():
    sheet = (ROOT / "frontend" / "scss" / "parts" / "_tilemap.scss").read_text()
    tones = re.findall(r'^  "(\w+)": \((#\w+), (#\w+)\),$', sheet, re.MULTILINE)
    assert tuple(name for name, _, _ in tones) == TONES
    assert {name: round(contrast(*pair), 2) for name, *pair in tones if contrast(*pair) < 4.5} == {}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "src" / "lysning")))
def test_a_page_has_no_inline_style_or_script_and_asks_no_third_party(path):
    text = path.read_text()
    inline = re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", text)
    elsewhere = re.findall(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//""", text)
    assert (inline, elsewhere) == ([], [])


def test_the_style_sheet_names_only_files_that_are_shipped():
    sheet = ROOT / "build" / "static" / "css" / "lysning.css"
    named = re.findall(r"""url\(["']?((?!data:)[^"')]+)""", sheet.read_text())
    assert sorted({Path(name).name for name in named}) == [
        "plex-bold.woff2",
        "plex-medium.woff2",
        "plex-regular.woff2",
        "plex-semibold.woff2",
    ]
    assert [name for name in named if not (sheet.parent / name).exists()] == []
