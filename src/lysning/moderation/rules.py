"""How many reports are too many, and where one came from."""

from datetime import timedelta

MOST_BY_ONE = 5
MOST_BY_ALL = 60
WINDOW = timedelta(hours=1)
ADDRESS_KEPT = timedelta(days=1)
LONGEST = 2_000


def is_too_many(by_one: int, by_all: int) -> bool:
    """True when one more report within the window is refused, after so many from one person or place and in all."""
    return by_one >= MOST_BY_ONE or by_all >= MOST_BY_ALL


def client_address(remote: str, forwarded: str, trusted_proxies: int) -> str:
    """The address a request came from: the connection's own, or what the outermost trusted proxy saw.

    `forwarded` is the X-Forwarded-For header, in which every proxy adds at the end whom it got the request from. With n
    trusted proxies the n-th entry from the end was written by one of them; anything before it may be invented and is not
    believed. With none, or when the header is shorter than that, the connection counts.
    """
    seen = [address.strip() for address in forwarded.split(",") if address.strip()]
    return seen[-trusted_proxies] if 0 < trusted_proxies <= len(seen) else remote
