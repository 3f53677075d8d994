"""Numbers as people write them: a decimal comma, a point between thousands; what can be read in two ways is refused."""

import re
from decimal import Decimal, InvalidOperation

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_PLAIN = re.compile(r"[+-]?\d+([.,]\d+)?")
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
LONGEST = 24


class UnreadableError(ValueError):
    """No number: `code` says why, with words in both languages."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_whole(text: str) -> int:
    """A whole number: 1250, 1.250 or "1 250". Raises UnreadableError."""
    bare = _bare(text)
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+|[+-]?\d+", bare):
        return int(bare.replace(".", ""))
    if _PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare):
        raise UnreadableError("measured_not_whole")
    raise UnreadableError("measured_not_a_number")


def read_decimal(text: str) -> Decimal:
    """A number that may have decimals: 1250, 12,5, 12.5 or 1.250,5. Raises UnreadableError, for 1.250 too: it may be either."""
    bare = _bare(text)
    if _TWO_WAYS.fullmatch(bare):
        raise UnreadableError("measured_two_ways")
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "")
    if not _PLAIN.fullmatch(bare):
        raise UnreadableError("measured_not_a_number")
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise UnreadableError("measured_not_a_number") from None


def _bare(text: str) -> str:
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\N{MINUS SIGN}", "-")
    if not bare.isascii() or len(bare) > LONGEST:
        raise UnreadableError("measured_not_a_number")
    return bare
