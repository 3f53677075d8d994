"""The word of a solution in an address: made of its title, kept for ever."""

import re
import unicodedata

LONGEST_SLUG = 60
_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th", "ł": "l"})
_TAKEN = frozenset({"ny", "sammenlign"})
"""Words that stand for a page of their own where a slug would stand."""


def slug_of(title: str) -> str:
    """The title in small letters a-z, digits and hyphens, cut at a word within 60 characters; "loesning" when nothing is left.

    "Sål der måler faldrisiko!" becomes "saal-der-maaler-faldrisiko".
    """
    letters = unicodedata.normalize("NFKD", title.lower().translate(_DANISH)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return slug or "loesning"


def free_slug(title: str, taken: frozenset[str]) -> str:
    """The title's slug, with the first number from 2 that makes it differ from the taken ones."""
    slug = slug_of(title)
    if slug not in taken | _TAKEN:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
