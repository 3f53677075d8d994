"""The five answers in a mail as signed links: each opens a page about one enquiry, and is no sign-in.

A link is bound to the enquiry, the solution version, the answer and the address it was sent to. It dies when the enquiry
ends, sixty days after the offer, and when the address no longer speaks for the post. Opening it changes nothing, not even
"seen": mail programs fetch links by themselves. Only the page's own button answers.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from lysning.accounts.queries import contacts
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.answers import AnswerKind
from lysning.enquiries.rules.clock import may_answer

LINK_DAYS = 60
SALT = "lysning.enquiries.links"

Ending = Literal["unknown", "ended", "expired", "address"]


@dataclass(frozen=True)
class OpenedLink:
    """What a link leads to: the enquiry and the answer it stands for, or why it leads nowhere any more.

    `ending` is "" for a link that works; "unknown": not one of ours; "ended": answered, handed over or withdrawn;
    "expired": older than sixty days; "address": sent to somebody who no longer speaks for the post. `to` is the address it
    was sent to.
    """

    enquiry: Enquiry | None
    kind: AnswerKind | None
    ending: Ending | Literal[""]
    to: str = ""


def answer_links(enquiry: Enquiry, *, to: str = "") -> dict[AnswerKind, str]:
    """The five links for a mail about the enquiry to the address `to` (the address it was offered to unless said)."""
    address = to or enquiry.offered_to_email
    tokens = {kind: _signer().sign_object(_bound(enquiry, kind, address)) for kind in AnswerKind}
    return {kind: settings.BASE_URL + reverse("enquiries:link", args=[token]) for kind, token in tokens.items()}


def open_link(token: str, *, at: datetime) -> OpenedLink:
    """Reads a link; writes nothing. Never raises for a token somebody made up."""
    try:
        said = _signer().unsign_object(token)
        key, kind = UUID(said["enquiry"]), AnswerKind(said["kind"])
    except (BadSignature, ValueError, KeyError, TypeError, AttributeError):
        return OpenedLink(None, None, "unknown")
    rows = Enquiry.objects.select_related("version__solution__supplier", "post__role", "post__area", "municipality")
    enquiry = rows.filter(key=key, version_id=said.get("version")).first()
    if enquiry is None or enquiry.offered_at is None:
        return OpenedLink(None, None, "unknown")
    if may_answer(enquiry.facts) is not None:
        return OpenedLink(None, None, "ended")
    if at >= enquiry.offered_at + timedelta(days=LINK_DAYS):
        return OpenedLink(None, None, "expired")
    contact = contacts([enquiry.post_id]).get(enquiry.post_id)
    if contact is None or said != _bound(enquiry, kind, contact.email):
        return OpenedLink(None, None, "address")
    return OpenedLink(enquiry, kind, "", contact.email)


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")


def _bound(enquiry: Enquiry, kind: AnswerKind, address: str) -> dict[str, str | int]:
    """What is signed; the address as a digest, so that a link gives nobody's address away."""
    digest = sha256(address.strip().lower().encode()).hexdigest()[:32]
    return {"enquiry": str(enquiry.key), "version": enquiry.version_id, "kind": kind.value, "to": digest}
