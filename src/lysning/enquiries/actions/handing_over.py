"""Passing an enquiry on inside the municipality: a new enquiry with a new clock, the old one at its end."""

from datetime import datetime

from django.db import transaction

from lysning.accounts.queries import Contact, contacts
from lysning.core import audit, events, plaintext
from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.directory.models import Post
from lysning.enquiries.actions.locking import lock, set_deadline
from lysning.enquiries.actions.refusals import refuse_if
from lysning.enquiries.events import EnquiryHandedOver, EnquiryOffered
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.clock import may_hand_over


def hand_over(*, enquiry: Enquiry, post: Post, note: str = "", by: Actor, at: datetime) -> Enquiry:
    """Hands the enquiry to another post of the same municipality; returns the new post's enquiry, offered at `at`.

    Announces EnquiryHandedOver and, for the new one, EnquiryOffered. Raises Refused at the field "post" (same post, another
    municipality, closed, had it before, nobody to reach there) or "note" (a CPR number), or why it cannot be handed over.
    """
    with transaction.atomic():
        row = lock(enquiry)
        refuse_if(may_hand_over(row.facts))
        words = plaintext.clean(note)
        if plaintext.has_cpr_number(words):
            raise Refused("enquiry_text_has_cpr", field="note")
        contact = _reachable(row, post)
        row.handed_over_at, row.handover_note = at, words
        row.save(update_fields=["handed_over_at", "handover_note"])
        new = Enquiry.objects.create(
            version_id=row.version_id,
            post=post,
            municipality_id=row.municipality_id,
            allocation_id=row.allocation_id,
            handed_from=row,
            relevance=row.relevance,
            reasons=row.reasons,
            is_example=row.is_example,
            created_at=at,
            offered_at=at,
            offered_to_email=contact.email,
            is_stand_in=contact.is_stand_in,
        )
        set_deadline(new)
        audit.record("enquiries.hand_over", row, by=by, at=at, from_post=row.post_id, to_post=post.pk, new=new.pk)
        events.announce(EnquiryHandedOver(row.pk, new.pk))
        events.announce(EnquiryOffered(new.pk))
    return new


def _reachable(row: Enquiry, post: Post) -> Contact:
    """Who is reached for the post, if the enquiry may go there."""
    if post.pk == row.post_id:
        raise Refused("enquiry_same_post", field="post")
    if post.municipality_id != row.municipality_id:
        raise Refused("enquiry_other_municipality", field="post")
    if post.closed_at is not None:
        raise Refused("enquiry_post_closed", field="post")
    if Enquiry.objects.filter(version_id=row.version_id, post=post, withdrawn_at__isnull=True).exists():
        raise Refused("enquiry_post_had_it", field="post")
    contact = contacts([post.pk]).get(post.pk)
    if contact is None:
        raise Refused("enquiry_post_unreachable", field="post")
    return contact
