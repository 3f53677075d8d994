"""The public trace of a need: everything that has come of it, by day, for everyone to see.

A room that has something to tell of a need adds one function to SOURCES: it takes the need and the asker and yields steps.
Nothing else on the page changes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import headings
from lysning.community.models import Coalition
from lysning.core.actors import Actor
from lysning.core.feeds import Entry
from lysning.direction.models import Placement
from lysning.enquiries.models import Enquiry
from lysning.enquiries.words import STATES
from lysning.needs.models import CoSignature, Joining, Need
from lysning.needs.queries import official_answers, sharing
from lysning.taxonomy.models import Topic
from lysning.web.alike import solutions_near

MOST_OF_A_KIND = 50


@dataclass(frozen=True)
class Step:
    """One thing that came of a need. `key` names it for ever ("cosignature:4"); `text` says it in one sentence; `detail` are
    the words of those who did it; `address` is a path of ours, or empty; `who` did it.
    """

    key: str
    at: datetime
    text: str
    who: str
    detail: str = ""
    address: str = ""
    is_example: bool = False


Source = Callable[[Need, Actor], Iterable[Step]]


def trace(need: Need, actor: Actor) -> list[Step]:
    """The steps of the need that everyone may see, the oldest first; a fixed number of queries, however many they are."""
    steps = [step for source in SOURCES for step in source(need, actor)]
    return sorted(steps, key=lambda step: (step.at, step.key))


def trace_entries(need: Need, actor: Actor) -> list[Entry]:
    """The steps as entries of a feed."""
    page = reverse("needs:need", args=[need.slug])
    return [
        Entry(f"spor:{need.slug}:{step.key}", step.text, step.address or page, step.detail, step.at, step.at, step.who)
        for step in trace(need, actor)
    ]


def described(need: Need, _actor: Actor) -> Iterator[Step]:
    """The need itself, and what came of it when it is closed."""
    name = need.municipality.official_name
    text = _("A citizen described the need") if need.is_citizens else _("The need was described")
    yield Step("described", need.created_at, text, name, is_example=need.is_example)
    if need.closed_at is not None:
        yield Step("closed", need.closed_at, _("The need was closed"), name, need.closing_note)


def cosigned(need: Need, _actor: Actor) -> Iterator[Step]:
    """Each municipality that co-signs."""
    for row in CoSignature.objects.standing().filter(need=need).select_related("municipality"):
        name = row.municipality.official_name
        text = _("%(name)s co-signed the need") % {"name": name}
        yield Step(f"cosignature:{row.pk}", row.created_at, text, name, row.words, is_example=row.is_example)


def answered(need: Need, _actor: Actor) -> Iterator[Step]:
    """Each version of the municipality's answer."""
    name, page = need.municipality.official_name, reverse("needs:need", args=[need.slug])
    for row in official_answers(need):
        text = _("%(name)s answered") if row.number == 1 else _("%(name)s changed its answer")
        yield Step(
            f"answer:{row.number}",
            row.created_at,
            text % {"name": name},
            name,
            row.text,
            f"{page}#answer",
            row.is_example,
        )


def joined(need: Need, _actor: Actor) -> Iterator[Step]:
    """What the need was joined into, what was joined into it, and what was taken apart."""
    rows = Joining.objects.filter(Q(need=need) | Q(into=need)).select_related(
        "need__municipality", "into__municipality"
    )
    for row in rows.filter(need__in=Need.objects.public(), into__in=Need.objects.public()):
        other = row.into if row.need_id == need.pk else row.need
        name, address = row.need.municipality.official_name, reverse("needs:need", args=[other.slug])
        said = {"title": other.title}
        text = _("Joined into “%(title)s”") if other == row.into else _("“%(title)s” was joined into this need")
        yield Step(f"joining:{row.pk}", row.joined_at, text % said, name, row.reason, address, row.is_example)
        if row.separated_at is not None:
            text = _("Taken apart from “%(title)s”") % said
            yield Step(f"separation:{row.pk}", row.separated_at, text, name, row.separation_reason, address)


def gathered(need: Need, _actor: Actor) -> Iterator[Step]:
    """The coalitions that have come together around the need, what they have decided in public, and what came of them."""
    for row in Coalition.objects.public().filter(need=need).prefetch_related("decisions"):
        address, said = reverse("community:coalition", args=[row.slug]), {"title": row.title}
        text = _("A coalition came together: “%(title)s”") % said
        yield Step(f"coalition:{row.pk}", row.created_at, text, row.title, row.purpose, address, row.is_example)
        for each in row.decisions.all():
            if each.is_public:
                text = _("The coalition decided: “%(title)s”") % {"title": each.title}
                key = f"decision:{each.pk}"
                yield Step(key, each.created_at, text, row.title, each.text, address, each.is_example)
        if row.closed_at is not None:
            text = _("The coalition “%(title)s” was closed") % said
            yield Step(f"coalition-closed:{row.pk}", row.closed_at, text, row.title, row.closing_note, address)


def enquired(need: Need, _actor: Actor) -> Iterator[Step]:
    """What municipalities with this need have answered about solutions that speak to it, since it was described."""
    solutions = [each.subject_id for each in solutions_near(need)]
    rows = Enquiry.objects.standing().filter(
        municipality__in=sharing(need),
        answered_at__gte=need.created_at,
        version__solution__in=Solution.objects.public().filter(pk__in=solutions),
    )
    for row in rows.select_related("municipality", "version__solution").order_by("answered_at")[:MOST_OF_A_KIND]:
        name = row.municipality.official_name
        said = {"name": name, "answer": STATES.get(row.answer_kind, ""), "title": row.version.title}
        text = _("%(name)s answered a supplier: %(answer)s. “%(title)s”") % said
        address = reverse("web:solution", args=[row.version.solution.slug])
        if row.answered_at is not None:
            yield Step(f"enquiry:{row.pk}", row.answered_at, text, name, address=address, is_example=row.is_example)


def placed(need: Need, _actor: Actor) -> Iterator[Step]:
    """What stands on public radars and names the need's page among its links, whoever placed it."""
    page = reverse("needs:need", args=[need.slug])
    rows = Placement.objects.public().filter(links__icontains=page).select_related("direction__municipality")
    found = list(rows.select_related("direction__area").order_by("published_at")[:MOST_OF_A_KIND])
    titles = dict(zip(found, _titles(found), strict=True))
    for row in found:
        municipality = row.direction.municipality
        said = {"name": municipality.official_name, "title": titles[row]}
        address = reverse("direction:placement", args=[municipality.slug, row.direction.area.key, row.slug])
        text = _("%(name)s placed “%(title)s” on its radar") % said
        if row.published_at is not None:
            name = municipality.official_name
            yield Step(f"placement:{row.pk}", row.published_at, text, name, row.reason, address, row.is_example)


def _titles(rows: list[Placement]) -> list[str]:
    """What each of the placements is of. At most two queries."""
    topics = Topic.objects.select_related("current").in_bulk([row.topic_id for row in rows if row.topic_id])
    solutions = {each.solution_id: each.title for each in headings(row.solution_id for row in rows if row.solution_id)}
    return [
        topics[row.topic_id].current.name
        if row.topic_id
        else row.own_title or solutions.get(row.solution_id or 0, _("a solution"))
        for row in rows
    ]


SOURCES: tuple[Source, ...] = (described, cosigned, joined, answered, gathered, enquired, placed)
"""Who tells of a need. The rooms of trials, findings and decisions add their own line here."""
