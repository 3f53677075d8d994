"""What a browser test asks of every page it opens: no fault that axe can find, and nothing that sticks out.

LYSNING_SHOTS names a folder that takes a picture of each page, to be looked at.
"""

import os
from functools import cache
from pathlib import Path

AXE = Path(__file__).resolve().parents[1] / "build" / "axe.min.js"
RUN = """axe.run({resultTypes: ['violations'], preload: false}).then(
    ({violations}) => violations.map(({id, nodes}) => [id, nodes.map(({html}) => html.slice(0, 150))]))"""
SHOTS = os.environ.get("LYSNING_SHOTS")


@cache
def _axe():
    return AXE.read_text()


def faults(page):
    """Each rule of axe that the page breaks, with the elements that break it, and whether it is wider than its window."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    # no rule that is on by default asks for what axe would fetch before it begins
    said = [tuple(each) for each in page.evaluate(RUN)]
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*said, ("sticks out", [f"{too_wide} px"])] if too_wide > 0 else said


def check(page, name, *, javascript=True, widths=()):
    """The page has no faults, at the width it has or at each of these, for which it need not be fetched again.

    Without JavaScript axe cannot run, and only the picture is taken.
    """
    page.wait_for_load_state()
    for width in widths or (page.viewport_size["width"],):
        if widths:
            page.set_viewport_size({"width": width, "height": 900})
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{'js' if javascript else 'plain'}.png", full_page=True)
        if javascript:
            assert faults(page) == [], f"{name}, {width} px"
