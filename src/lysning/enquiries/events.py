"""What happens to an enquiry, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EnquiryOffered:
    """A post has been offered an enquiry; its clock runs. Also the new enquiry of a hand-over."""

    enquiry_id: int


@dataclass(frozen=True)
class EnquiryAnswered:
    """An answer was given; `revision` 0 is the first, higher ones are changes of it."""

    enquiry_id: int
    revision: int = 0


@dataclass(frozen=True)
class QuestionAsked:
    """The post has asked the supplier; the clock stands still."""

    enquiry_id: int
    question_id: int


@dataclass(frozen=True)
class QuestionAnswered:
    """The supplier has answered the post's question; the clock runs on unless another question is open."""

    enquiry_id: int
    question_id: int


@dataclass(frozen=True)
class EnquiryHandedOver:
    """The post has passed the enquiry on; `new_enquiry_id` is the new post's, announced as offered by itself."""

    enquiry_id: int
    new_enquiry_id: int


@dataclass(frozen=True)
class EnquiryEscalated:
    """The deadline passed without an answer: the municipality's coordinator owes it now."""

    enquiry_id: int


@dataclass(frozen=True)
class EnquiryReminderDue:
    """The post should be reminded; `days` working days of its time are spent."""

    enquiry_id: int
    days: int


@dataclass(frozen=True)
class EnquiryWithdrawn:
    """The solution is no longer public; the post owes no answer any more."""

    enquiry_id: int
