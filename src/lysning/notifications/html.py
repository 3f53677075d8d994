"""The HTML of a mail, safe to stand inside one of our pages."""

import re

import nh3

TAGS = {"h1", "h2", "p", "ul", "li", "blockquote", "a", "strong", "br"}


def safe_body(html: str) -> str:
    """What stands between the mail's body tags, cleaned to headings, text, lists and links; its styles are left out."""
    body = re.search(r"<body[^>]*>(.*)</body>", html, re.DOTALL)
    inner = re.sub(r"<(/?)h1", r"<\1h2", body.group(1) if body else html)
    return nh3.clean(inner, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None)
