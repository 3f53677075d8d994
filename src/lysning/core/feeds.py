"""Lists as Atom (RFC 4287): what is new in them, for programs that look again and again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language

MOST_ENTRIES = 50
KEPT_SECONDS = 300
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SINCE = 2026
"""The year in which the names of entries were given (RFC 4151): it never changes, or readers would see everything anew."""
BEGAN = datetime(SINCE, 1, 1, tzinfo=UTC)
"""When an empty list last changed."""


@dataclass(frozen=True)
class Entry:
    """One thing of a list. `key` names it for ever ("loesning:gangsans"); `address` is a path of ours; `text` is plain."""

    key: str
    title: str
    address: str
    text: str
    published: datetime
    updated: datetime
    author: str
    categories: Sequence[str] = ()


@dataclass(frozen=True)
class Feed:
    """A list as a feed. `page` is the path of the page that shows it to people."""

    key: str
    title: str
    text: str
    page: str
    entries: Sequence[Entry] = field(default_factory=tuple)

    @property
    def updated(self) -> datetime:
        """When the newest of its entries last changed."""
        return max((entry.updated for entry in self.entries), default=BEGAN)


class _Atom(Atom1Feed):
    """Django's feed with plain texts, and with the time of what it holds instead of the time of asking."""

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["updated"]
        return moment

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement("link", "", {"href": item["link"], "rel": "alternate", "type": "text/html"})
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        handler.startElement("author", {})
        handler.addQuickElement("name", item["author_name"])
        handler.endElement("author")
        handler.addQuickElement("summary", item["description"], {"type": "text"})
        for category in item["categories"]:
            handler.addQuickElement("category", "", {"term": category})


def feed_response(request: HttpRequest, feed: Feed) -> HttpResponse:
    """The feed, newest change first and at most fifty entries; 304 when the reader has it already.

    Readers may keep it for five minutes. Times in the file are those of its entries, so the same list is the same file.
    """
    body = _written(request, feed)
    etag = f'"{sha256(body.encode()).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=Atom1Feed.content_type)
    response["ETag"] = etag
    patch_cache_control(response, max_age=KEPT_SECONDS)
    return get_conditional_response(request, etag=etag, response=response) or response


def tag(key: str) -> str:
    """The name of a thing that stays the same wherever the site moves its pages (RFC 4151)."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{SINCE}:{key}"


def newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """At most fifty of the entries, those that changed last first."""
    return tuple(sorted(entries, key=lambda entry: (entry.updated, entry.key), reverse=True)[:MOST_ENTRIES])


def _written(request: HttpRequest, feed: Feed) -> str:
    atom = _Atom(
        _plain(feed.title),
        settings.BASE_URL + feed.page,
        "",
        language=get_language(),
        author_name="Lysning",
        subtitle=_plain(feed.text),
        feed_url=settings.BASE_URL + request.get_full_path(),
        feed_guid=tag(feed.key),
        updated=feed.updated,
    )
    for entry in newest(feed.entries):
        atom.add_item(
            title=_plain(entry.title),
            link=settings.BASE_URL + entry.address,
            description=_plain(entry.text),
            unique_id=tag(entry.key),
            author_name=_plain(entry.author),
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[_plain(name) for name in entry.categories],
        )
    return str(atom.writeString("utf-8"))


def _plain(text: str) -> str:
    return NOT_IN_XML.sub("", str(text))
