"""The public trace of a need: everything that has come of it, by day, for everyone to see.

A room that has something to tell of a need adds one function to SOURCES: it takes what is told of so far and the asker, and
yields steps. Nothing else on the page changes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import headings
from lysning.community.models import Coalition, Decision
from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.feeds import Entry
from lysning.direction.models import Placement, PlacementChange
from lysning.direction.queries import address_of, rings_by_key
from lysning.direction.rules import PlacementState
from lysning.enquiries.models import Enquiry
from lysning.enquiries.words import STATES
from lysning.evidence.models import Finding
from lysning.evidence.rules.conclusion import Verdict
from lysning.evidence.words import VERDICT
from lysning.needs.models import Need, OfficialAnswer
from lysning.needs.queries import Backing, backing, official_answers
from lysning.taxonomy.models import Topic
from lysning.trials.models import Trial
from lysning.trials.rules import ENDED
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


@dataclass
class Told:
    """The need, what its page has read of it, and what one source of the trace has found that later ones ask about."""

    need: Need
    backing: Backing
    answers: Sequence[OfficialAnswer]
    """All versions, the newest first."""
    needs: set[int] = field(init=False)
    """It and those joined with it: what has come of one has come of all."""
    trials: list[Trial] = field(init=False, default_factory=list)
    """By the day on which they were registered."""
    pages: list[str] = field(init=False)
    """Where the needs, their coalitions, trials and findings are: who names one of them decides from them."""

    def __post_init__(self) -> None:
        self.needs, self.pages = {self.need.pk}, [self.page]

    @property
    def page(self) -> str:
        """Where the need is."""
        return reverse("needs:need", args=[self.need.slug])


Source = Callable[[Told, Actor], Iterable[Step]]


def trace(need: Need, actor: Actor, told: Told | None = None) -> list[Step]:
    """The steps of the need that everyone may see, the oldest first; a fixed number of queries, however many they are.

    A page that has read who stands behind the need, and its answers, gives them along.
    """
    of = told or Told(need, backing(need), official_answers(need))
    steps = [step for source in SOURCES for step in source(of, actor)]
    return sorted(steps, key=lambda step: (step.at, step.key))


def trace_entries(need: Need, actor: Actor) -> list[Entry]:
    """The steps as entries of a feed."""
    page = reverse("needs:need", args=[need.slug])
    return [
        Entry(f"spor:{need.slug}:{step.key}", step.text, step.address or page, step.detail, step.at, step.at, step.who)
        for step in trace(need, actor)
    ]


def described(told: Told, _actor: Actor) -> Iterator[Step]:
    """The need itself, and what came of it when it is closed."""
    need, name = told.need, told.need.municipality.official_name
    text = _("A citizen described the need") if need.is_citizens else _("The need was described")
    yield Step("described", need.created_at, text, name, is_example=need.is_example)
    if need.closed_at is not None:
        yield Step("closed", need.closed_at, _("The need was closed"), name, need.closing_note)


def cosigned(told: Told, _actor: Actor) -> Iterator[Step]:
    """Each municipality that co-signs."""
    for row in told.backing.cosignatures:
        name = row.municipality.official_name
        text = _("%(name)s co-signed the need") % {"name": name}
        yield Step(f"cosignature:{row.pk}", row.created_at, text, name, row.words, is_example=row.is_example)


def answered(told: Told, _actor: Actor) -> Iterator[Step]:
    """Each version of the municipality's answer."""
    name = told.need.municipality.official_name
    for row in told.answers:
        text = _("%(name)s answered") if row.number == 1 else _("%(name)s changed its answer")
        yield Step(
            f"answer:{row.number}",
            row.created_at,
            text % {"name": name},
            name,
            row.text,
            f"{told.page}#answer",
            row.is_example,
        )


def joined(told: Told, _actor: Actor) -> Iterator[Step]:
    """What the need was joined into, what was joined into it, and what was taken apart.

    What has come of a need that is joined with this one has come of both.
    """
    for row in told.backing.joinings:
        other = row.into if row.need_id == told.need.pk else row.need
        if row.separated_at is None:
            told.needs.add(other.pk)
        name, address = row.need.municipality.official_name, reverse("needs:need", args=[other.slug])
        said = {"title": other.title}
        text = _("Joined into “%(title)s”") if other == row.into else _("“%(title)s” was joined into this need")
        yield Step(f"joining:{row.pk}", row.joined_at, text % said, name, row.reason, address, row.is_example)
        if row.separated_at is not None:
            text = _("Taken apart from “%(title)s”") % said
            yield Step(f"separation:{row.pk}", row.separated_at, text, name, row.separation_reason, address)


def gathered(told: Told, _actor: Actor) -> Iterator[Step]:
    """The coalitions around the need, and those around something else that have taken it up in a trial.

    Told is what they have decided in public since then, and what came of them.
    """
    taken_up: dict[int, datetime] = {}
    for trial in told.trials:
        if trial.need_id in told.needs and trial.coalition_id and trial.registered_at:
            taken_up.setdefault(trial.coalition_id, trial.registered_at)
    rows = Coalition.objects.public().filter(Q(need__in=told.needs) | Q(pk__in=taken_up))
    for row in rows.prefetch_related(Prefetch("decisions", Decision.objects.filter(is_public=True))):
        address, said = reverse("community:coalition", args=[row.slug]), {"title": row.title}
        told.pages.append(address)
        is_around = row.need_id in told.needs
        began = row.created_at if is_around else taken_up[row.pk]
        text = (
            _("A coalition came together: “%(title)s”") if is_around else _("A coalition took the need up: “%(title)s”")
        )
        yield Step(f"coalition:{row.pk}", began, text % said, row.title, row.purpose, address, row.is_example)
        for each in row.decisions.all():
            if each.created_at >= began:
                text = _("The coalition decided: “%(title)s”") % {"title": each.title}
                key = f"decision:{each.pk}"
                yield Step(key, each.created_at, text, row.title, each.text, address, each.is_example)
        if row.closed_at is not None:
            text = _("The coalition “%(title)s” was closed") % said
            yield Step(f"coalition-closed:{row.pk}", row.closed_at, text, row.title, row.closing_note, address)


def enquired(told: Told, _actor: Actor) -> Iterator[Step]:
    """What municipalities with this need have answered about solutions that speak to it, since it was described."""
    solutions = [each.subject_id for each in solutions_near(told.need)]
    if not solutions:
        return
    rows = Enquiry.objects.standing().filter(
        municipality__in=told.backing.municipalities,
        answered_at__gte=told.need.created_at,
        version__solution__in=Solution.objects.public().filter(pk__in=solutions),
    )
    for row in rows.select_related("municipality", "version__solution").order_by("answered_at")[:MOST_OF_A_KIND]:
        name = row.municipality.official_name
        said = {"name": name, "answer": STATES.get(row.answer_kind, ""), "title": row.version.title}
        text = _("%(name)s answered a supplier: %(answer)s. “%(title)s”") % said
        address = reverse("web:solution", args=[row.version.solution.slug])
        if row.answered_at is not None:
            yield Step(f"enquiry:{row.pk}", row.answered_at, text, name, address=address, is_example=row.is_example)


def placed(told: Told, _actor: Actor) -> Iterator[Step]:
    """What stands on public radars and names the need, a trial or a finding of it among its links, whoever placed it.

    Told is each placing and moving since it names one of them, and the day it was left where it stood because of it.
    """
    pages = told.pages
    naming = "|".join(re.escape(page) for page in pages)  # one pass over the few rows with links, however many pages
    named = Placement.objects.public().exclude(links=[]).filter(links__regex=naming).order_by("published_at")
    keys = list(named.values_list("pk", flat=True)[:MOST_OF_A_KIND])
    if not keys:
        return
    rows = Placement.objects.filter(pk__in=keys).order_by("published_at")
    found = list(rows.select_related("direction__municipality", "direction__area"))
    titles = dict(zip(found, _titles(found), strict=True))
    changes: dict[int, list[PlacementChange]] = {row.pk: [] for row in found}
    for change in PlacementChange.objects.filter(placement__in=found).order_by("number"):
        changes[change.placement_id].append(change)
    for row in found:
        yield from _acts(row, titles[row], changes[row.pk], pages)


def _acts(row: Placement, title: str, changes: list[PlacementChange], pages: list[str]) -> Iterator[Step]:
    municipality = row.direction.municipality
    address = address_of(row)
    said, before = {"name": municipality.official_name, "title": title}, None
    rings = rings_by_key(clock.today())
    for change in changes:
        state = PlacementState.read(change.state)
        told = _move_words(before, state, pages)
        before = state
        if told is not None:
            text, detail = str(told) % {**said, "ring": rings[state.facts.ring].name}, change.note or state.facts.reason
            key = f"placement:{row.pk}:{change.number}"
            yield Step(key, change.at, text, municipality.official_name, detail, address, row.is_example)


def _move_words(before: PlacementState | None, now: PlacementState, pages: list[str]) -> Promise | None:
    """What is told of one change of a placement; None for what everyone may not see, or what is no decision from a page."""
    if not _names(now, pages):
        return None
    if before is None or not before.is_published or before.is_removed:
        return PLACED
    if before.facts.ring != now.facts.ring:
        return MOVED
    return None if _names(before, pages) else LEFT


def _names(state: PlacementState, pages: list[str]) -> bool:
    is_open = state.is_published and not state.is_removed and state.facts.visibility == "public"
    return is_open and any(link.address.endswith(page) for link in state.facts.links for page in pages)


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


def tried(told: Told, _actor: Actor) -> Iterator[Step]:
    """The trials of the need, or of a coalition around it: registered, begun, and how they ended."""
    rows = Trial.objects.public().filter(Q(need__in=told.needs) | Q(coalition__need__in=told.needs))
    told.trials = list(rows.select_related("lead").order_by("registered_at")[:MOST_OF_A_KIND])
    for row in told.trials:
        told.pages.append(reverse("trials:trial", args=[row.slug]))
        name, address, said = row.lead.official_name, reverse("trials:trial", args=[row.slug]), {"title": row.title}
        moments = (
            ("trial", row.registered_at, _("A trial was registered: “%(title)s”"), ""),
            ("trial-started", row.started_at, _("The trial “%(title)s” began"), ""),
            ("trial-ended", row.state_at if row.state in ENDED else None, TRIAL_ENDS.get(row.state), row.state_reason),
        )
        for key, at, text, detail in moments:
            if at is not None and text is not None:
                yield Step(f"{key}:{row.pk}", at, str(text) % said, name, detail, address, row.is_example)


def shown(told: Told, _actor: Actor) -> Iterator[Step]:
    """What those trials have shown, whatever it says, and which municipalities count it as their own knowledge."""
    if not told.trials:
        return
    rows = Finding.objects.public().filter(trial__in=told.trials).select_related("current_version", "author")
    for row in rows.defer("numbers", "current_version__numbers").prefetch_related("adoptions__municipality"):
        address, version = reverse("evidence:finding", args=[row.slug]), row.current_version
        told.pages.append(address)
        if row.published_at is not None and version is not None:
            text = _("A finding was published: “%(title)s”. %(verdict)s.")
            said = text % {"title": row.title, "verdict": VERDICT[cast("Verdict", version.verdict)]}
            yield Step(f"finding:{row.pk}", row.published_at, said, row.author.name, "", address, row.is_example)
        for each in row.adoptions.all():
            if each.withdrawn_at is None:
                name = each.municipality.official_name
                text = _("%(name)s adopted the finding “%(title)s”") % {"name": name, "title": row.title}
                yield Step(
                    f"adoption:{each.pk}", each.adopted_at, text, name, each.reservations, address, each.is_example
                )


PLACED = gettext_lazy("%(name)s placed “%(title)s” on its radar: %(ring)s")
MOVED = gettext_lazy("%(name)s moved “%(title)s” on its radar to “%(ring)s”")
LEFT = gettext_lazy("%(name)s looked at “%(title)s” again and left it in “%(ring)s”")
TRIAL_ENDS: Mapping[str, Promise] = {
    "finished": gettext_lazy("The trial “%(title)s” is finished"),
    "stopped": gettext_lazy("The trial “%(title)s” was stopped"),
    "cancelled": gettext_lazy("The trial “%(title)s” was called off"),
}
SOURCES: tuple[Source, ...] = (described, cosigned, joined, answered, tried, gathered, shown, enquired, placed)
"""Who tells of a need."""
