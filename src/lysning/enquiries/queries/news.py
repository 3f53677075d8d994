"""What has happened since somebody was here last: counted, in words, with where to look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from lysning.core.actors import Actor
from lysning.directory.models import Municipality, Post, Supplier
from lysning.enquiries.models import Enquiry, Question
from lysning.needs.models import Need


@dataclass(frozen=True)
class News:
    """What came after a visit ended at `since`: each line in words, and its address; no lines when nothing did."""

    since: datetime
    lines: tuple[tuple[str, str], ...]


def leader_news(actor: Actor, since: datetime) -> News:
    """New enquiries to the actor's posts, replies to what the posts asked, needs of others in the posts' areas. Two queries."""
    counts = _counted(
        Enquiry.objects.filter(post_id__in=actor.posts),
        offered=Q(offered_at__gt=since),
        replied=Q(questions__answered_at__gt=since),
    )
    posts = Post.objects.filter(pk__in=actor.posts)
    others = Need.objects.open().visible_to(actor).exclude(post_id__in=actor.posts)
    needs = others.filter(created_at__gt=since, area_id__in=posts.values("area_id")).count()
    return _news(
        since,
        (counts["offered"], ngettext("%(n)d new enquiry", "%(n)d new enquiries", counts["offered"]), ""),
        (counts["replied"], ngettext("%(n)d reply to you", "%(n)d replies to you", counts["replied"]), ""),
        (
            needs,
            ngettext("%(n)d new need in your field", "%(n)d new needs in your field", needs),
            reverse("needs:needs"),
        ),
    )


def supplier_news(supplier: Supplier, since: datetime) -> News:
    """Municipalities that were offered a solution or answered, and questions that were asked. Two queries."""
    rows = Enquiry.objects.filter(version__solution__supplier=supplier, withdrawn_at__isnull=True)
    counts = _counted(rows, offered=Q(offered_at__gt=since), answered=Q(answered_at__gt=since))
    asked = Question.objects.filter(enquiry__in=rows, asked_at__gt=since).count()
    return _news(
        since,
        (counts["answered"], ngettext("%(n)d new answer", "%(n)d new answers", counts["answered"]), "#latest"),
        (asked, ngettext("%(n)d question to you", "%(n)d questions to you", asked), "#asked"),
        (
            counts["offered"],
            ngettext("offered to %(n)d more leader", "offered to %(n)d more leaders", counts["offered"]),
            "",
        ),
    )


def municipality_news(municipality: Municipality, since: datetime) -> News:
    """Enquiries that came, were answered, or ran out of time and came to the coordinator. One query."""
    counts = _counted(
        Enquiry.objects.filter(municipality=municipality),
        offered=Q(offered_at__gt=since),
        answered=Q(answered_at__gt=since),
        late=Q(escalated_at__gt=since),
    )
    return _news(
        since,
        (
            counts["late"],
            ngettext("%(n)d has become overdue", "%(n)d have become overdue", counts["late"]),
            "?vis=for-sent",
        ),
        (counts["offered"], ngettext("%(n)d new enquiry", "%(n)d new enquiries", counts["offered"]), "?vis=aabne"),
        (
            counts["answered"],
            ngettext("%(n)d was answered", "%(n)d were answered", counts["answered"]),
            "?vis=besvaret",
        ),
    )


def _counted(rows: QuerySet[Enquiry], **which: Q) -> dict[str, int]:
    return rows.aggregate(**{name: Count("pk", filter=condition, distinct=True) for name, condition in which.items()})


def _news(since: datetime, *found: tuple[int, str, str]) -> News:
    return News(since, tuple(_said(found)))


def _said(found: Iterable[tuple[int, str, str]]) -> Iterable[tuple[str, str]]:
    return ((words % {"n": count}, address) for count, words, address in found if count)
