"""Who counts as one person, which addresses do not count, and how many are enough to be shown. Pure."""

from collections.abc import Collection, Iterable
from datetime import timedelta

LINK_LIFE = timedelta(days=7)
"""How long the link in the mail works, and so long an address may be kept that nobody has confirmed."""
SHOWN_FROM = 5
"""Fewer than so many are not counted in public: a small number could point at somebody."""
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def one_person(email: str) -> str:
    """The address by which a person is counted: small letters, without "+something", for Gmail without dots.

    "Ida.Vang+lys@gmail.com" and "idavang@googlemail.com" are one mailbox, so they are one person.
    """
    name, _at, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in _DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def is_throwaway(email: str, domains: Collection[str]) -> bool:
    """True when the address lies at one of the domains of throw-away mailboxes, or below one."""
    domain = email.strip().lower().rpartition("@")[2].rstrip(".")
    parts = domain.split(".")
    return any(".".join(parts[start:]) in domains for start in range(len(parts) - 1))


def shown_count(number: int) -> int | None:
    """The number as everyone may see it; None when it is too small to be shown."""
    return number if number >= SHOWN_FROM else None


def shown_sum(numbers: Iterable[int]) -> int | None:
    """Several numbers together as everyone may see them, beside those that are shown themselves.

    The small ones are in it when they are five or more together; otherwise what the shown ones leave of the sum would be they.
    """
    counts = list(numbers)
    small = sum(count for count in counts if shown_count(count) is None)
    whole = sum(counts)
    return shown_count(whole if shown_count(small) is not None else whole - small)
