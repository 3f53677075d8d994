"""What people follow: found by what an address asks for, and named in the reader's language."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.accounts.models import User
from lysning.catalogue.models import Solution
from lysning.catalogue.queries import choice_words, choices_of
from lysning.catalogue.rules.facets import choices_in, marks_of
from lysning.community.models import Coalition
from lysning.core.plaintext import clean
from lysning.directory.queries import place_by_slug
from lysning.evidence.models import Finding
from lysning.needs.models import Need
from lysning.notifications.models import Subscription, SubscriptionQuerySet
from lysning.notifications.rules import LONGEST_QUERY, Wanted
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import area_by_key, current_keys
from lysning.trials.models import Trial

PAGES = {
    "area": "web:area",
    "topic": "web:topic",
    "solution": "web:solution",
    "need": "needs:need",
    "municipality": "web:municipality",
    "coalition": "community:coalition",
    "trial": "trials:trial",
    "finding": "evidence:finding",
}
"""Where the room above shows what is followed."""
SEARCH_PAGE = "web:explore"


def wanted_of(sent: QueryDict) -> Wanted | None:
    """What an address or form asks to follow; None for what is not there.

    `slags` is the kind and `hvad` the word in the address of the thing's page; a search has words and choices instead.
    """
    kind, name = sent.get("slags", ""), sent.get("hvad", "")
    if kind == "search":
        words = " ".join(clean(sent.get("q", "")).split())[:LONGEST_QUERY]
        return Wanted("search", query=words, marks=tuple(marks_of(choices_of(sent))))
    find = _FINDERS.get(kind)
    key = find(name) if find else None
    return None if key is None else Wanted(kind, key)  # type: ignore[arg-type]


def _area(name: str) -> int | None:
    found = area_by_key(name)
    return found.pk if found else None


def _topic(name: str) -> int | None:
    return Topic.objects.accepted().filter(key=name).values_list("current_id", flat=True).first()


def _municipality(name: str) -> int | None:
    found = place_by_slug(name)
    return found.id if found else None


def _with_slug(rows: QuerySet[Any], slug: str) -> int | None:
    found: int | None = rows.filter(slug=slug).values_list("pk", flat=True).first()
    return found


_FINDERS: dict[str, Callable[[str], int | None]] = {
    "area": _area,
    "topic": _topic,
    "solution": lambda name: _with_slug(Solution.objects.public(), name),
    "need": lambda name: _with_slug(Need.objects.public(), name),
    "municipality": _municipality,
    "coalition": lambda name: _with_slug(Coalition.objects.public(), name),
    "trial": lambda name: _with_slug(Trial.objects.public(), name),
    "finding": lambda name: _with_slug(Finding.objects.public(), name),
}


def unsaved(wanted: Wanted) -> Subscription:
    """A subscription as it would be, to be named before anybody follows it."""
    target: dict[str, Any] = {} if wanted.kind == "search" else {f"{wanted.kind}_id": wanted.key}
    return Subscription(kind=wanted.kind, what=wanted.what, query=wanted.query, marks=list(wanted.marks), **target)


def with_targets(rows: SubscriptionQuerySet) -> SubscriptionQuerySet:
    """The subscriptions with what they are about loaded."""
    return rows.select_related(
        "area",
        "topic__current",
        "solution__current_version",
        "need",
        "municipality",
        "coalition",
        "trial",
        "finding__current_version",
        "user",
    ).defer("finding__numbers", "finding__current_version__numbers")


_NAMES: dict[str, Callable[[Any], str]] = {
    "area": lambda area: area.name,
    "topic": lambda topic: topic.current.name,
    "solution": lambda solution: solution.current_version.title if solution.current_version else solution.slug,
    "municipality": lambda municipality: municipality.official_name,
    "finding": lambda finding: (finding.current_version or finding).title,
}
"""What each kind is called that has no title of its own."""


def name_of(row: Subscription) -> str:
    """What is followed, as the reader's language calls it: "Ældre og sundhed", "søgningen »fald«"."""
    if row.kind == "search":
        return _search_name(row)
    name = _NAMES.get(row.kind, lambda target: str(target.title))
    return name(getattr(row, row.kind))


def name_for_strangers(row: Subscription) -> str:
    """The name as a mail may say it that nobody has confirmed: whoever asks could write anything into a search."""
    return _("a search among the solutions") if row.query else name_of(row)


def _search_name(row: Subscription) -> str:
    said = [f"»{row.query}«"] if row.query else []
    words = [*said, *choice_words(choices_meant(row.marks))]
    if not words:
        return _("all new solutions")
    return _("the search %(words)s") % {"words": ", ".join(words)}


def page_of(row: Subscription) -> str:
    """The path of the page that shows what is followed."""
    if row.kind == "search":
        sent = QueryDict(mutable=True)
        if row.query:
            sent["q"] = row.query
        for mark in row.marks:
            facet, _colon, value = mark.partition(":")
            sent.appendlist(facet, value)
        return f"{reverse(SEARCH_PAGE)}?{sent.urlencode()}"
    return reverse(PAGES[row.kind], args=[key_of(row)])


def key_of(row: Subscription) -> str:
    """The word that stands for the target in its page's address; empty for a search."""
    if row.area is not None:
        return row.area.key
    if row.topic is not None:
        return row.topic.current.key
    return "" if row.kind == "search" else str(getattr(row, row.kind).slug)


def choices_meant(marks: Iterable[str]) -> dict[str, list[str]]:
    """What the marks of a saved search choose today: a topic that has been merged since counts as what it has become."""
    choices = choices_in(marks)
    return {**choices, "topic": current_keys(choices["topic"])}


def own_subscriptions(user: User) -> list[dict[str, object]]:
    """What the person follows, with the account or with an address that is verified as theirs, as plain values. Two queries."""
    return [
        {
            "kind": row.kind,
            "name": name,
            "address": path,
            "words": row.query,
            "choices": list(row.marks),
            "email": row.email or None,
            "since": row.created_at,
            "confirmed_at": row.confirmed_at,
        }
        for row, name, path in listed(Subscription.objects.of_person(user))
    ]


def listed(rows: SubscriptionQuerySet) -> list[tuple[Subscription, str, str]]:
    """The subscriptions, the newest first, each with what it is called and the path of its page. One query."""
    return [(row, name_of(row), page_of(row)) for row in with_targets(rows).order_by("-created_at", "-pk")]
