"""What every test may use: the real Chromium for tests marked `browser`. The database is lysning.operations.pytest_cluster.

A browser test without Chromium is skipped, and said so at the end; with CI=true it fails.
"""

import os
import shutil

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings

settings.register_profile("lysning", deadline=None)  # how busy the machine is says nothing of what is tested
settings.load_profile("lysning")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
KEPT = {"django_content_type", "auth_permission"}
FILLED = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND pg_relation_size(oid) > 0"
PATIENCE = 30_000
"""How long, in milliseconds, a browser test waits for what must come: long, for a busy machine is no fault."""
MISSING = "Chromium is missing: install chromium, or set LYSNING_CHROMIUM=/path/to/chromium"


def chromium():
    """The path of Chromium on this machine, or None."""
    found = (shutil.which(name) for name in (os.environ.get("LYSNING_CHROMIUM", ""), *NAMES) if name)
    return next(filter(None, found), None)


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter):
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if skipped:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.write_line(f"{len(skipped)} browser tests were skipped. {MISSING}.")


@pytest.fixture(scope="session")
def django_db_keepdb():
    """The databases go with their cluster at the end of the run; taking each down fails where a thread is not quite done."""
    return True


@pytest.fixture(scope="session", autouse=True)
def _empties_what_was_filled():
    """After a test that commits only the tables that hold something are emptied: a third of the time of Django's flush.

    The kinds of rows and their permissions stay, so they need not be written anew.
    """
    usual = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _test: _empty_tables()
    yield
    TransactionTestCase._fixture_teardown = usual


def _empty_tables():
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    with connection.cursor() as cursor:
        cursor.execute(FILLED, [sorted(tables)])
        if filled := [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


@pytest.fixture(autouse=True)
def _commands_leave_nothing_behind():
    """A command that needs no tasks says so to its own process; here that is the tests', and their workers need them."""
    yield
    os.environ.pop("LYSNING_TASKS_IN", None)


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for the whole run."""
    from playwright.sync_api import expect, sync_playwright
    from tests.arriving import let_clicks_arrive

    expect.set_options(timeout=PATIENCE)
    let_clicks_arrive()

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread; the tests stay synchronous
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield running
        running.close()


@pytest.fixture
def new_page(browser, live_server):
    """`new_page(phone=False, javascript=True)`: a page of its own with the live site as base; a complaint fails the test.

    A complaint is a script error, or anything the browser says about our content security policy.
    """
    from tests.arriving import watched

    contexts, complaints = [], []

    def make(*, phone=False, javascript=True):
        context = browser.new_context(
            base_url=live_server.url,
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            java_script_enabled=javascript,
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        watched(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    """A page on a desktop with JavaScript."""
    return new_page()
