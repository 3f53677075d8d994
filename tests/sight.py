"""What a browser test asks of every page it opens: no fault that axe can find, and nothing that sticks out.

LYSNING_SHOTS names a folder that takes a picture of each page, to be looked at.
"""

import os
from functools import cache
from pathlib import Path

AXE = Path(__file__).resolve().parents[1] / "build" / "axe.min.js"
SHOTS = os.environ.get("LYSNING_SHOTS")


@cache
def _axe():
    return AXE.read_text()


def faults(page):
    """Each rule of axe that the page breaks, with the elements that break it, and whether it is wider than its window."""
    page.evaluate(_axe())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    said = [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in found]
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*said, ("sticks out", [f"{too_wide} px"])] if too_wide > 0 else said


def check(page, name, *, javascript=True):
    """The page has no faults; without JavaScript axe cannot run, and only the picture is taken."""
    width = page.viewport_size["width"]
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{width}-{'js' if javascript else 'plain'}.png", full_page=True)
    if javascript:
        assert faults(page) == [], name
