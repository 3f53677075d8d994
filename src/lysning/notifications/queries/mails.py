"""Mails as the operator and, in example mode, everybody sees them."""

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from lysning.core.actors import Actor
from lysning.notifications.models import Mail

SHORT = ("key", "kind", "to", "subject", "state", "created_at", "sent_at")


def unsettled_mails(actor: Actor) -> QuerySet[Mail]:
    """The mails that wait, failed, or may or may not have arrived; what needs a person first, then the oldest."""
    rows = Mail.objects.visible_to(actor).unsettled()
    return rows.annotate(rank=_rank()).defer("text", "html").order_by("rank", "created_at", "pk")


def state_counts() -> dict[str, int]:
    """How many mails are in each state that is not an end."""
    rows = Mail.objects.unsettled().order_by().values_list("state").annotate(number=Count("pk"))
    return dict(rows)


def example_mailbox(text: str = "") -> QuerySet[Mail]:
    """The mails of example mode, the newest first; narrowed to addresses and subjects that hold the text."""
    rows = Mail.objects.exclude(state="suppressed").only(*SHORT)
    return rows.filter(Q(to__icontains=text) | Q(subject__icontains=text)) if text else rows


def _rank() -> Case:
    return Case(
        When(state="uncertain", then=Value(0)),
        When(state="failed", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
