"""What is decided about people and organisations from plain facts. Pure: no Django, no clock."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal

INVITATION_LIFE = timedelta(days=14)
UNVERIFIED_LIFE = timedelta(days=7)
VISIT_GAP = timedelta(hours=4)
"""Whoever has been away for longer comes anew."""
NEAR = 0.8

ROLES_OF_KIND = {
    "supplier": ("supplier_owner", "supplier_editor"),
    "municipality": ("leader", "coordinator"),
    "partner": ("partner",),
}
LEADING_ROLE = {"supplier": "supplier_owner", "municipality": "coordinator"}
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.dk",
        "outlook.com",
        "outlook.dk",
        "live.com",
        "live.dk",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "yahoo.com",
        "yahoo.dk",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "gmx.net",
        "mail.com",
        "mail.dk",
        "mail.tele.dk",
        "jubii.dk",
        "ofir.dk",
        "stofanet.dk",
        "tdcadsl.dk",
        "youmail.dk",
        "privat.dk",
        "webspeed.dk",
        "fastmail.com",
        "hey.com",
        "zoho.com",
    ]
)
LOOKALIKES = str.maketrans(
    "асеорхуіјѕԁһӏкмтвнАВЕКМНОРСТХУІЈЅ" + "αορνικτ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "0" + "1" + "øØ",
    "aceopxyijsdhlkmtbhABEKMHOPCTXYIJS" + "aopvikt" + "ABEZHIKMNOPTYX" + "o" + "l" + "oO",
)
ADDRESS_IN_NAME = re.compile(r"://|\bwww\.|@|\w{2,}\.[a-z]{2,}(/|\b)", re.IGNORECASE)
InvitationState = Literal["open", "accepted", "withdrawn", "expired"]


def domain_of(email: str) -> str:
    """The domain of an address in lower case."""
    return email.rpartition("@")[2].lower()


def proving_address(addresses: Iterable[str], domains: Iterable[str]) -> str | None:
    """The first of a person's verified addresses that lies at one of the municipality's registered domains.

    Only the very domain counts: a subdomain may be the pupils', or somebody else's.
    """
    registered = set(domains)
    return next((address for address in addresses if domain_of(address) in registered), None)


def cautions(email: str, domains: Iterable[str]) -> tuple[str, ...]:
    """What the operator should look at before granting a claim from this address.

    "free_mail": anybody can have one. "foreign_letters": letters of other alphabets, which may look like ours.
    "near_registered": almost a registered domain, but not it.
    """
    domain = domain_of(email)
    found = [
        ("free_mail", domain in FREE_MAIL),
        ("foreign_letters", not domain.isascii() or "xn--" in domain),
        ("near_registered", any(domain != each and _likeness(domain, each) >= NEAR for each in domains)),
    ]
    return tuple(name for name, holds in found if holds)


def skeleton(name: str) -> str:
    """The name as the eye sees it: no case, accents, marks or spaces, lookalikes of other alphabets turned into ours."""
    text = unicodedata.normalize("NFKD", name.translate(LOOKALIKES)).casefold().translate(LOOKALIKES)
    return "".join(character for character in text if character.isalnum())


def has_mixed_alphabets(name: str) -> bool:
    """True when one word mixes Latin letters with Greek or Cyrillic ones; no honest name does."""
    for word in re.findall(r"\w+", name):
        alphabets = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
        if "LATIN" in alphabets and alphabets & {"GREEK", "CYRILLIC"}:
            return True
    return False


def looks_like_municipality(name: str, municipalities: Iterable[str]) -> bool:
    """True when a firm's name could pass for a municipality's: its very name, or its name with the word kommune."""
    seen = skeleton(name)
    bare = re.sub(r"s?kommune$", "", seen)
    return any(
        seen == skeleton(each) or (bare != seen and bare.rstrip("s") == skeleton(each).rstrip("s"))
        for each in municipalities
    )


def has_address(name: str) -> bool:
    """True when a person's name holds a web or mail address, which a mail program would turn into a link."""
    return ADDRESS_IN_NAME.search(name) is not None


def invitation_state(
    *, accepted_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, at: datetime
) -> InvitationState:
    """Whether an invitation still lets somebody in at the moment, and if not, why."""
    if accepted_at is not None:
        return "accepted"
    if withdrawn_at is not None:
        return "withdrawn"
    return "open" if at < expires_at else "expired"


def is_invitable(kind: str, role: str) -> bool:
    """True when an organisation of the kind may have members of the role."""
    return role in ROLES_OF_KIND.get(kind, ())


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, skeleton(one), skeleton(other)).ratio()
