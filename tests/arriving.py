"""A click that leads to another page ends when that page has arrived.

Playwright's own ends as soon as the browser has heard it: a test that then reads the database, or goes on by an address, may be
ahead of the answer, or break it off.
"""

from functools import wraps

from playwright.sync_api import Locator

BEGINS_WITHIN = 100
"""Milliseconds in which a browser begins to fetch what a click asks for."""
A_MOMENT = 10

_under_way = {}


def watched(page):
    """Keeps account of the pages that this one is on its way to."""
    fetched = _under_way[page] = set()

    def arrived(asked):
        fetched.discard(asked)

    page.on("request", lambda asked: fetched.add(asked) if asked.is_navigation_request() else None)
    page.on("requestfinished", arrived)
    page.on("requestfailed", arrived)
    page.on("close", lambda _page: _under_way.pop(page, None))


def settle(page):
    """Waits until nothing is on its way to the page."""
    page.wait_for_timeout(BEGINS_WITHIN)
    while _under_way.get(page):
        page.wait_for_timeout(A_MOMENT)
    page.wait_for_load_state()


def let_clicks_arrive():
    """From now on every click of a locator on a watched page waits for where it leads."""
    plain = Locator.click

    @wraps(plain)
    def click(self, **options):
        plain(self, **options)
        if self.page in _under_way:
            settle(self.page)

    Locator.click = click
