"""Suppliers' longer texts: a little Markdown in, clean HTML or plain text out. Nothing they write can become more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST_PARSED = 9_000
_ALLOWED_LINK = re.compile(r"(https?://[^/\s]|mailto:[^@\s]+@)", re.IGNORECASE)
_MAY_BE_MARKED = re.compile(r"[*_#\[\]<>&\\`+=~|\x00]|^\s*(?:-|\d+[.)])|^ {4}|\t|[^\S \n]", re.MULTILINE)
"""Without any of these a text is paragraphs and nothing else, and need not be parsed."""
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "br"}
_ITEMS = {"list_item_open", "list_item_close"}
_RULES = [
    "paragraph",
    "list",
    "heading",
    "emphasis",
    "link",
    "autolink",
    "newline",
    "escape",
    "entity",
    "balance_pairs",
]


def html_of(text: str) -> str:
    """The text as HTML: paragraphs, lists, bold, italics, links, and headings as h3 and h4.

    Links lead to http, https and mailto only; each has class "external" and rel "nofollow noopener noreferrer". Pictures, raw
    HTML, quotations, tables and code stay plain characters. Text beyond 9,000 characters is shown as plain paragraphs: the
    bound keeps every input below 200 ms.
    """
    if len(text) > LONGEST_PARSED:
        return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())
    return nh3.clean(
        _parser().render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_only_whole_links,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
        set_tag_attribute_values={"a": {"class": "external"}},
    )


def _only_whole_links(_tag: str, name: str, value: str) -> str | None:
    """An empty destination, as in []( ), is no link."""
    return value if name != "href" or _ALLOWED_LINK.match(value) else None


def plain_of(text: str) -> str:
    """The words of the text without marks: for search, mails and short descriptions."""
    if len(text) > LONGEST_PARSED:
        return text
    if not _MAY_BE_MARKED.search(text):
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())
    blocks = _parser().parse(text)
    return "\n".join(_words_of(block.children or ()) for block in blocks if block.type == "inline")


@dataclass(frozen=True)
class Line:
    """One paragraph, heading or item of a list, without marks and on one line."""

    text: str
    is_item: bool = False


def lines_of(text: str) -> list[Line]:
    """The words of the text without marks, a line for each paragraph, heading and item; lists within lists are flat."""
    if len(text) > LONGEST_PARSED:
        parts = [Line(" ".join(part.split())) for part in re.split(r"\n\s*\n", text)]
        return [part for part in parts if part.text]
    depth, found = 0, []
    for block in _parser().parse(text):
        if block.type in _ITEMS:
            depth += block.nesting
        elif block.type == "inline" and (words := " ".join(_words_of(block.children or ()).split())):
            found.append(Line(words, is_item=depth > 0))
    return found


def shortened(text: str, longest: int) -> str:
    """The text's words on one line, cut at a word boundary with an ellipsis when longer than `longest` characters."""
    line = " ".join(plain_of(text).split())
    if len(line) <= longest:
        return line
    return f"{line[:longest].rpartition(' ')[0].rstrip(',;:.') or line[: longest - 1]}…"


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True, "maxNesting": 12}).enable(_RULES)
    parser.validateLink = lambda url: _ALLOWED_LINK.match(url) is not None  # type: ignore[method-assign]
    parser.core.ruler.push("quiet_headings", _quiet_headings)
    return parser


def _quiet_headings(state: object) -> None:
    """A text stands below a page's own headings: # and ## become h3, all others h4."""
    for token in state.tokens:  # type: ignore[attr-defined]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"


def _words_of(tokens: Sequence[Token]) -> str:
    return "".join("\n" if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens)
