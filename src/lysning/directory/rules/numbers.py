"""Numbers with check digits."""


def clean_cvr(text: str) -> str | None:
    """The eight digits of a Danish CVR number, however it was typed; None when it is not one.

    The digits weighted 2, 7, 6, 5, 4, 3, 2, 1 add up to a multiple of 11 (Erhvervsstyrelsen, modulus 11). Blanks, hyphens and a
    leading "DK" are allowed. That such a company exists is not said.
    """
    from stdnum.dk import cvr  # a megabyte: only in processes that check one
    from stdnum.exceptions import ValidationError

    try:
        return str(cvr.validate(text))
    except ValidationError:
        return None
