"""A supplier that comes to Lysning."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lysning.accounts import rules
from lysning.accounts.actions.memberships import start_membership
from lysning.accounts.events import SupplierRegistered
from lysning.accounts.models import User
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.refusal import TOO_MANY, Refused, refusal_words
from lysning.directory.models import Municipality, Organisation, Supplier
from lysning.directory.rules import clean_cvr

MOST_SUPPLIERS_OF_ONE = 5
refusal_words(
    cvr_invalid=_("This is not a Danish CVR number. It has eight digits; look for a slip of the finger."),
    cvr_taken=_(
        "%(supplier)s is in Lysning already. An owner there can invite you. Do you not know who that is? Write to us, and"
        " we ask them."
    ),
    name_of_municipality=_(
        "The name could be taken for a municipality's. Write the name your firm is registered under."
    ),
    mixed_alphabets=_("The name mixes letters of several alphabets. Write it with one."),
)


def register_supplier(
    *,
    name: str,
    cvr: str,
    size: str = "",
    website: str = "",
    user: User,
    is_example: bool = False,
    by: Actor,
    at: datetime,
) -> Supplier:
    """Makes a supplier with this person as its owner.

    Raises Refused: "cvr_invalid" (modulus 11), "cvr_taken" (one supplier per number; the words say how to get in),
    "name_of_municipality" and "mixed_alphabets" (a name made to deceive), "too_many" (five per person).
    """
    number = clean_cvr(cvr)
    if number is None:
        raise Refused("cvr_invalid", field="cvr")
    if rules.has_mixed_alphabets(name):
        raise Refused("mixed_alphabets", field="name")
    if rules.looks_like_municipality(name, Municipality.objects.values_list("name", flat=True)):
        raise Refused("name_of_municipality", field="name")
    if user.memberships.in_force().filter(role="supplier_owner").count() >= MOST_SUPPLIERS_OF_ONE:
        raise Refused(TOO_MANY)
    with transaction.atomic():
        try:
            with transaction.atomic():
                supplier = Supplier.objects.create(
                    kind="supplier",
                    name=name,
                    slug=free_slug("supplier", name),
                    cvr=number,
                    size=size,
                    website=website,
                    contact_email=user.email,
                    is_example=is_example or as_example(by),
                    created_at=at,
                )
        except IntegrityError:
            holder = Organisation.objects.filter(kind="supplier", cvr=number).first()
            if holder is None:
                raise
            raise Refused("cvr_taken", field="cvr", supplier=holder.name) from None
        audit.record("accounts.register_supplier", supplier, by=by, at=at, cvr=number)
        start_membership(user=user, organisation=supplier, role="supplier_owner", by=by, at=at)
        events.announce(SupplierRegistered(supplier.pk))
    return supplier


def free_slug(kind: str, name: str) -> str:
    """A short address for the organisation that no other of its kind has."""
    letters = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
    base = slugify(name.lower().translate(letters))[:70].strip("-") or kind
    taken = set(Organisation.objects.filter(kind=kind, slug__startswith=base).values_list("slug", flat=True))
    wanted = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 2)))
    return next(slug for slug in wanted if slug not in taken)
