"""Reads of findings. No list is ordered, and nothing is left out, by what was found: the newest stands first."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from lysning.catalogue.models import Solution
from lysning.core.actors import Actor
from lysning.core.lookups import Alphabetical
from lysning.core.permissions import allowed
from lysning.core.written import WrittenOnce
from lysning.directory.models import Municipality
from lysning.evidence.models import Adoption, BusinessCase, Finding, FindingVersion
from lysning.evidence.rules.conclusion import VERDICTS, Circumstances, Conclusion, Question, conclude
from lysning.evidence.rules.numbers import Numbers
from lysning.evidence.rules.together import SPONSORS, Apart, Sponsor, Together, Unit, apart
from lysning.taxonomy.models import Topic
from lysning.trials.models import OutcomeMeasure, Trial

NEWEST = (F("published_at").desc(nulls_first=True), F("pk").desc())
"""Never by verdict, effect or how sure one is."""
OWN_FIRST = (Case(When(trial__isnull=True, then=1), default=0), *NEWEST)
"""Lysning's own trials before studies from elsewhere."""


@dataclass(frozen=True)
class Narrowed:
    """What the list of findings is narrowed to: a verdict, the key of an area, of a measure, of a topic."""

    verdict: str = ""
    area: str = ""
    measure: str = ""
    topic: str = ""
    is_elsewhere: bool = False
    """Studies from elsewhere in place of Lysning's own trials: they are never in one list."""


def _cards() -> QuerySet[Finding]:
    """The public findings without the numbers of the words being written: a card shows those of the version."""
    return Finding.objects.public().defer("numbers")


def with_words(rows: QuerySet[Finding] | None = None) -> QuerySet[Finding]:
    """Findings with all that a card or a page says of them: one query."""
    found = Finding.objects.all() if rows is None else rows
    return found.select_related(
        "current_version", "measure", "area", "author__municipality", "trial__lead", "topic__current"
    )


def as_published() -> QuerySet[Finding]:
    """Findings for a page of their own, without the numbers: those of the version that is shown are read with it.

    The topic is read when there is one: joined in, it would cost the planner more than that.
    """
    return Finding.objects.defer("numbers").select_related("measure", "area", "author__municipality", "trial__lead")


def public_findings(narrowed: Narrowed | None = None) -> QuerySet[Finding]:
    """The findings everyone may see, the newest first, whatever they say."""
    chosen = narrowed or Narrowed()
    rows = _cards().filter(trial__isnull=chosen.is_elsewhere)
    if chosen.verdict in VERDICTS:
        rows = rows.filter(current_version__verdict=chosen.verdict)
    if chosen.area:
        rows = rows.filter(area__key=chosen.area)
    if chosen.measure:
        rows = rows.filter(measure__key=chosen.measure)
    if chosen.topic:
        rows = rows.filter(topic__current__key=chosen.topic)
    return with_words(rows).order_by(*NEWEST)


def verdict_counts(narrowed: Narrowed) -> dict[str, int]:
    """How many public findings there are of each verdict, beside what else is chosen; every verdict is named. One query."""
    rows = public_findings(replace(narrowed, verdict=""))
    counted = Counter(rows.order_by().values_list("current_version__verdict", flat=True))
    return {verdict: counted[verdict] for verdict in VERDICTS}


def own_drafts(actor: Actor) -> QuerySet[Finding]:
    """The findings the actor writes that are not published yet."""
    return with_words(allowed(Finding.objects.filter(published_at__isnull=True), actor, "evidence.edit_finding"))


def findings_of_solution(solution: Solution) -> list[Finding]:
    """The public findings of a solution, own trials before studies, the newest first. One query, and one more if any."""
    if not _found_of_solutions([solution.pk]):  # most have none, and the whole row is wide
        return []
    return list(with_words(_cards().filter(solution=solution)).order_by(*OWN_FIRST))


@WrittenOnce
def _found_of_solutions(ids: frozenset[int]) -> QuerySet[Any, Any]:
    return Finding.objects.public().filter(solution__among=ids).order_by().values_list("pk")


def findings_of_topic(topic: Topic) -> list[Finding]:
    """The public findings about a topic and those merged into it, the newest first. One query."""
    return list(with_words(_cards().filter(topic__current=topic.current_id)).order_by(*OWN_FIRST))


def findings_about(*, topics: Collection[str], solutions: Collection[str]) -> list[Finding]:
    """The public findings about these topics (keys) or solutions (slugs), the newest first. One query, none without any."""
    if not topics and not solutions:
        return []
    about = Q(topic__current__key__in=topics) | Q(solution__slug__in=solutions)
    return list(with_words(_cards().filter(about)).order_by(*OWN_FIRST))


def to_write(actor: Actor) -> list[tuple[Trial, list[OutcomeMeasure]]]:
    """The ended trials the actor evaluates, with the measures that have no finding yet. At most four queries."""
    trials = allowed(Trial.objects.filter(state__in=("finished", "stopped")), actor, "evidence.start_finding")
    rows = list(trials.select_related("lead").prefetch_related("findings", "versions"))
    keys = {row.pk: _planned(row) for row in rows}
    every = {key for planned in keys.values() for key in planned}
    measures = {measure.key: measure for measure in OutcomeMeasure.objects.filter(key__in=every)} if every else {}
    found = []
    for row in rows:
        taken = {finding.measure_id for finding in row.findings.all()}
        left = [measures[key] for key in keys[row.pk] if key in measures and measures[key].pk not in taken]
        if left:
            found.append((row, left))
    return found


def _planned(trial: Trial) -> list[str]:
    frozen = [version for version in trial.versions.all() if version.frozen_at is not None]
    last = max(frozen, key=lambda version: version.number, default=None)
    return [planned.key for planned in last.protocol.measures] if last else []


@dataclass(frozen=True)
class FindingPage:
    """A finding's page: the version that is shown, its numbers, who has adopted it, and the business cases one may read."""

    version: FindingVersion
    numbers: Numbers
    versions: list[FindingVersion]
    adoptions: list[Adoption]
    cases: list[BusinessCase]

    @property
    def is_newest(self) -> bool:
        """True when no later version has been published."""
        return self.version.number == max(each.number for each in self.versions)


def finding_page(finding: Finding, actor: Actor, *, number: int | None = None) -> FindingPage | None:
    """Everything of a published finding, in its newest version or the one asked for; None when there is no such version.

    Four queries.
    """
    versions = list(finding.versions.defer("numbers").order_by("-number"))
    shown = next((each for each in versions if number in {None, each.number}), None)
    if shown is None:
        return None
    adoptions = list(finding.adoptions.select_related("municipality", "version").order_by("-adopted_at"))
    cases = BusinessCase.objects.visible_to(actor).filter(finding=finding).select_related("municipality")
    return FindingPage(shown, shown.reckoned, versions, adoptions, list(cases))


def may_adopt(actor: Actor, finding: Finding) -> list[Municipality]:
    """The actor's municipalities that have not adopted the finding. At most one query."""
    homes = actor.organisations(("leader", "coordinator"))
    if not homes:
        return []
    taken = Adoption.objects.standing().filter(finding=finding).values("municipality_id")
    return list(Municipality.objects.filter(pk__in=homes).exclude(pk__in=taken).order_by(Alphabetical("name")))


@dataclass(frozen=True)
class Answer:
    """What all studies of one measure say of one topic, those of suppliers apart; `told` has a finding for each unit's key."""

    topic: Topic
    measure: OutcomeMeasure
    studies: Apart
    question: Question
    conclusion: Conclusion | None
    told: Mapping[str, Finding]

    @property
    def independent(self) -> Together:
        """What those without an interest in the result say."""
        return self.studies.independent


def answer_on(topic: Topic, measure: OutcomeMeasure) -> Answer | None:
    """Takes the public findings on a topic and a measure together, each trial once; None where there are none. One query.

    Those told in the way of the newest are taken; another way of telling cannot be added to it.
    """
    rows = [row for row in findings_of_topic(topic) if row.measure_id == measure.pk and row.current_version]
    if not rows:
        return None
    told = {_key(row): row for row in reversed(rows)}
    numbers = {key: row.current_version.reckoned for key, row in told.items() if row.current_version}
    newest = numbers[_key(rows[0])]
    way = (newest.measure, newest.better)
    alike = {key: each for key, each in numbers.items() if (each.measure, each.better) == way}
    studies = apart(
        Unit(
            key,
            told[key].title,
            each.whole.estimate,
            each.se**2,
            _sponsor(told[key].current_version),
            "corrected" in each.notes,
        )
        for key, each in alike.items()
    )
    question = Question(newest.measure, newest.better, newest.matters, newest.design)
    free = studies.independent
    said = conclude(free, question, Circumstances()) if free.k > 1 else None
    return Answer(topic, measure, studies, question, said, told)


def _key(finding: Finding) -> str:
    """What makes two findings the same study: their trial, else where it was published."""
    return f"trial:{finding.trial_id}" if finding.trial_id else f"study:{finding.link or finding.source}".casefold()


def _sponsor(version: FindingVersion | None) -> Sponsor:
    """Who paid by the published version: what is being written changes nothing that everyone reads."""
    return next(each for each in SPONSORS if version is not None and each == version.sponsor)


def answerable() -> list[tuple[Topic, OutcomeMeasure, int]]:
    """Each topic and measure with at least two public findings, and how many, by the topic's key. One query."""
    rows = Finding.objects.public().filter(topic__isnull=False).select_related("topic__current", "measure")
    counted: Counter[tuple[int, int]] = Counter()
    named: dict[tuple[int, int], tuple[Topic, OutcomeMeasure]] = {}
    for row in rows:
        if row.topic is not None:
            pair = (row.topic.current_id, row.measure_id)
            counted[pair] += 1
            named[pair] = (row.topic.current, row.measure)
    found = [(*named[pair], count) for pair, count in counted.items() if count > 1]
    return sorted(found, key=lambda each: (each[0].key, each[1].key))
