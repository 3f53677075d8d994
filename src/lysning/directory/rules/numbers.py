"""Numbers with check digits."""

from stdnum.dk import cvr


def is_cvr_number(text: str) -> bool:
    """True for eight digits that satisfy modulus 11 with the weights 2, 7, 6, 5, 4, 3, 2, 1 (Erhvervsstyrelsen's CVR number).

    Spaces, hyphens and a leading "DK" are allowed. That such a company exists is not said.
    """
    return bool(cvr.is_valid(text))


def compact_cvr(text: str) -> str:
    """The eight digits of a CVR number as typed; raises nothing: what is no number comes back without blanks and "DK"."""
    return str(cvr.compact(text))
