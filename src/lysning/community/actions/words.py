"""What the room refuses, in words, and the checks that several acts share."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from lysning.community.models import Coalition
from lysning.community.rules import LONGEST, Mandate, mandate_fault, text_fault
from lysning.core.plaintext import clean
from lysning.core.refusal import Refused, refusal_words

refusal_words(
    community_text_missing=_("Write a text."),
    community_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    community_text_has_cpr=_("The text holds something that looks like a CPR number. Remove it."),
    community_mandate_to_come=_("Write the day on which it was decided. It cannot lie ahead."),
    community_mandate_old=_("The decision is more than ten years old. Ask for a new one."),
    community_subject=_("Choose one need, topic or solution that everyone can see."),
    community_cannot_join=_("Only municipalities and partners go together here."),
    community_cannot_start=_("A coalition is started by a municipality."),
    community_member_already=_("%(name)s is a member already."),
    community_asked_already=_("%(name)s has asked already. The members look at it."),
    community_is_answered=_("This request has been answered or withdrawn already."),
    community_is_closed=_("The coalition is closed. What it has done stays here to be read."),
    community_not_a_member=_("You are not a member any more."),
    community_removes_steward=_("A member that looks after the coalition is not taken out. It hands over first."),
    community_mandate_older=_("You have a mandate of a later day. Write the newest decision."),
    community_needs_successor=_("Choose who looks after the coalition when you have left."),
    community_must_close=_(
        "Nobody can take over from you. Close the coalition instead, with a word on what came of it."
    ),
    community_successor=_("Choose a municipality that is a member."),
    community_owner=_("Choose somebody who takes part."),
    community_decided_to_come=_("Write the day on which it was decided. It cannot lie ahead."),
    community_file_kind=_(
        "We take PDF, DOCX, XLSX, PNG, JPG, TXT and CSV. What the file holds must be what its name says."
    ),
    community_file_empty=_("The file is empty."),
    community_file_large=_("The file is too large. There is room for 10 MB."),
    community_file_active=_(
        "The file holds macros, scripts, embedded files or links that open by themselves. Save it without."
    ),
    community_file_closed=_("The file is locked. Save it without a password."),
    community_file_broken=_("The file cannot be read. Save it once more and try again."),
    community_file_has_cpr=_("The file holds something that looks like a CPR number. Remove it."),
    community_file_long=_("The file has more than %(most)s pages. Share it in parts."),
    community_file_heavy=_(
        "Reading the file takes more time or memory than we give it, so we cannot look for CPR numbers. "
        "Share it in parts, or as DOCX."
    ),
    community_file_busy=_("We are reading other files just now. Try again in a moment."),
    community_file_unseen=_(
        "The file holds a picture or scanned pages, which we cannot read. Look them through for CPR numbers, "
        "choose the file again, and tick here."
    ),
    community_file_twice=_("This file is here already."),
    community_file_gone=_("The file is deleted for good. Share it again from your own machine."),
    community_many_files=_("There are %(most)s files already. Remove one that is not used any more."),
)


def checked(kind: str, text: str, *, field: str | None = None) -> str:
    """The text cleaned, if it may be said; raises Refused at its field."""
    words = clean(text)
    if fault := text_fault(kind, words):
        raise Refused(fault, field=field or kind, length=len(words), longest=LONGEST[kind])
    return words


def all_checked(texts: Mapping[str, str]) -> dict[str, str]:
    """Each text cleaned, by its kind; raises Refused at the first that may not be said."""
    return {kind: checked(kind, text) for kind, text in texts.items()}


def checked_mandate(mandate: Mandate, today: date) -> dict[str, str | date]:
    """The mandate as a membership keeps it; raises Refused at "mandate_by" or "mandate_on"."""
    words = checked("mandate_by", mandate.body)
    if fault := mandate_fault(mandate.day, today):
        raise Refused(fault, field="mandate_on")
    return {"mandate_by": words, "mandate_on": mandate.day}


def lock_going(coalition: Coalition) -> Coalition:
    """The coalition's row, locked until the transaction ends; whoever changes who is a member waits here.

    Raises Refused("community_is_closed") when it is not at work any more.
    """
    row = Coalition.objects.select_for_update(of=("self",)).get(pk=coalition.pk)
    if row.closed_at is not None or row.hidden_at is not None:
        raise Refused("community_is_closed")
    return row
