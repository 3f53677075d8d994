"""The pages of plain words: about, privacy, accessibility, help. Their texts are Markdown files, one for each language."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from lysning.core.http import PUBLIC, policy
from lysning.web.context import contact_address

ANCHOR = re.compile(r"<h2>([^<]*) \{#([a-z-]+)\}</h2>")
"""A heading that other pages lead to: "## Why? {#why}"."""
TEXTS = Path(__file__).resolve().parents[1] / "content"


@cache
def read(name: str, language: str) -> tuple[str, SafeString]:
    """The heading and the body (HTML) of one of our own texts."""
    heading, _line, body = (TEXTS / f"{name}.{language}.md").read_text(encoding="utf-8").partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    html = ANCHOR.sub(r'<h2 id="\2">\1</h2>', html)
    return heading.lstrip("# "), mark_safe(html)  # noqa: S308 -- our own file, rendered without raw HTML


@policy(PUBLIC)
def page(request: HttpRequest, name: str) -> HttpResponse:
    heading, body = read(name, "en" if get_language() == "en" else "da")
    return render(request, "web/content.html", {"heading": heading, "body": body})


@policy(PUBLIC)
def robots(_request: HttpRequest) -> HttpResponse:
    closed = ("/konto/", "/drift/", "/eksempel/", "/henvendelser/", "/svar/", "/udgiv/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@policy(PUBLIC)
def security(_request: HttpRequest) -> HttpResponse:
    lines = [
        f"Contact: mailto:{contact_address()}",
        "Preferred-Languages: da, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@policy(PUBLIC)
def favicon(_request: HttpRequest) -> HttpResponse:
    """For browsers that ask on pages without a link to it: a "not found" page would hand them a new form token."""
    return redirect(static("img/favicon.svg"))
