"""A browser test waits for what it asks for: a page that is on its way has not been asked yet."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve()
TESTS = HERE.parents[1]
ASKS_AT_ONCE = re.compile(
    r"^\s*assert\b.*(\.is_(visible|hidden|checked|enabled)\(\)|\b(inner_text|text_content|input_value)\(|\bpage\.(url|title)\b)",
    re.MULTILINE,
)
IN_A_BROWSER = sorted(
    path for path in TESTS.glob("**/*.py") if path != HERE and ".goto(" in path.read_text(encoding="utf-8")
)


def at_once(text):
    return [text.count("\n", 0, found.end()) + 1 for found in ASKS_AT_ONCE.finditer(text)]


def test_there_are_browser_tests_to_look_at():
    assert len(IN_A_BROWSER) > 10


@pytest.mark.parametrize("path", IN_A_BROWSER, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_what_a_page_says_is_waited_for(path):
    assert at_once(path.read_text(encoding="utf-8")) == []


def test_a_question_that_does_not_wait_is_seen():
    text = (
        '\nassert page.get_by_text("a").is_visible()\nassert not link.is_hidden(), "b"\nexpect(link).to_be_visible()\n'
    )
    assert at_once(text + '    assert "a" in page.inner_text("main")\n') == [2, 3, 5]
