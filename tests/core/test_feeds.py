"""Lists as Atom: valid by RFC 4287, with names that stay, and told only once."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from lysning.core.feeds import MOST_ENTRIES, Entry, Feed, feed_response

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def entry(number=1, **facts):
    defaults = {
        "key": f"loesning:{number}",
        "title": f"Løsning {number}",
        "address": f"/loesninger/{number}/",
        "text": "Ældre falder.",
        "published": NOON,
        "updated": NOON + timedelta(minutes=number),
        "author": "Sål ApS",
    }
    return Entry(**{**defaults, **facts})


def asked(feed, **headers):
    return feed_response(RequestFactory().get("/loesninger/atom.xml?q=a%20b&area=æ", headers=headers), feed)


def parsed(response):
    return ET.fromstring(response.content)


def valid(root):
    """What RFC 4287 asks of every feed and entry (4.1.1, 4.1.2), and that no name is used twice."""
    assert root.tag == f"{ATOM}feed"
    for each in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(ATOM + name)) == 1
        assert datetime.fromisoformat(each.findtext(f"{ATOM}updated")).tzinfo is not None
        assert each.findtext(f"{ATOM}id").startswith("tag:testserver,2026:")
        assert each.find(f"{ATOM}author/{ATOM}name").text
        assert all(link.get("href").startswith("http://testserver/") for link in each.findall(f"{ATOM}link"))
    assert len(root.findall(f"{ATOM}link[@rel='self']")) == 1
    names = [each.findtext(f"{ATOM}id") for each in root.findall(f"{ATOM}entry")]
    assert len(names) == len(set(names))
    return root


@pytest.mark.parametrize("count", [0, 1, 3, MOST_ENTRIES + 5])
def test_a_feed_is_valid_and_holds_the_newest(count):
    root = valid(
        parsed(asked(Feed("loesninger", "Løsninger", "Nye", "/loesninger/", [entry(n) for n in range(count)])))
    )
    newest = [f"Løsning {n}" for n in reversed(range(count))][:MOST_ENTRIES]
    assert [each.findtext(f"{ATOM}title") for each in root.findall(f"{ATOM}entry")] == newest


@given(st.text(), st.text())
def test_any_text_gives_a_valid_feed(title, text):
    root = valid(parsed(asked(Feed("x", title, text, "/x/", [entry(title=title, text=text)]))))
    assert root.find(f"{ATOM}entry/{ATOM}summary").get("type") == "text"


def test_who_has_it_already_is_told_so():
    feed = Feed("loesninger", "Løsninger", "Nye", "/loesninger/", [entry()])
    first = asked(feed)
    again = asked(feed, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    changed = Feed("loesninger", "Løsninger", "Nye", "/loesninger/", [entry(), entry(2)])
    assert asked(changed, if_none_match=first["ETag"]).status_code == 200


def test_the_time_is_that_of_the_newest_change_and_not_of_asking():
    feed = Feed("x", "X", "", "/x/", [entry(1), entry(7)])
    assert parsed(asked(feed)).findtext(f"{ATOM}updated") == "2026-11-25T12:07:00+00:00"
    assert asked(feed).content == asked(feed).content
    empty = Feed("x", "X", "", "/x/")
    assert asked(empty).content == asked(empty).content
