"""What a trial showed: begun from its measurements, put in words, published in versions that are never changed."""

import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.core import audit, events, sight
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.plaintext import slug_of
from lysning.core.refusal import STALE, Refused
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Organisation
from lysning.evidence.actions.checking import checked_text, refuse_first
from lysning.evidence.events import FindingPublished, FindingSeen
from lysning.evidence.models import Finding, FindingVersion
from lysning.evidence.queries.reckoning import reckon_trial
from lysning.evidence.rules.conclusion import Better, Question
from lysning.evidence.rules.effects import LOGARITHMIC, Design, Effect, EffectError, Measure, from_interval
from lysning.evidence.rules.numbers import Numbers, for_everyone, numbers_published
from lysning.evidence.rules.texts import FindingWords, source_faults, words_faults
from lysning.evidence.rules.together import Sponsor
from lysning.evidence.words import WHY, conclusion_words
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.trials.models import OutcomeMeasure, ProtocolVersion, Trial

ENDED = ("finished", "stopped")
MOST_PLACES = 1_000
LANGUAGES = ("da", "en")


@transaction.atomic
def start_finding(*, trial: Trial, measure: OutcomeMeasure, by: Actor, at: datetime) -> Finding:
    """Begins the finding of a trial and one of its measures as a draft of who evaluates it; a second time gives the first.

    Raises Refused: "finding_not_of_trial", or "finding_nothing" while there is no place to reckon with.
    """
    found = Finding.objects.filter(trial=trial, measure=measure).first()
    if found is not None:
        return found
    version = ProtocolVersion.objects.filter(trial=trial, frozen_at__isnull=False).order_by("-number").first()
    protocol = version.protocol if version else None
    if protocol is None or measure.key not in {planned.key for planned in protocol.measures}:
        raise Refused("finding_not_of_trial")
    numbers = reckon_trial(trial, measure, sponsor="public")
    if numbers is None:
        raise Refused("finding_nothing")
    finding = Finding.objects.create(
        slug=_slug(trial.title),
        trial=trial,
        measure=measure,
        area_id=trial.area_id,
        author_id=trial.evaluator_id or trial.lead_id,
        topic=_topic_of(trial.solution),
        solution_id=trial.solution_id,
        title=trial.title[:160],
        population=protocol.population[:600],
        numbers=numbers.written(),
        created_at=at,
        is_example=as_example(by, trial),
    )
    audit.record("evidence.start_finding", finding, by=by, at=at, trial=trial.pk, measure=measure.key)
    return finding


@transaction.atomic
def record_study(
    *,
    author: Organisation,
    measure: OutcomeMeasure,
    area: ServiceArea,
    topic: Topic | None,
    words: FindingWords,
    source: str,
    link: str,
    way: Measure,
    design: Design,
    effect: tuple[float, float, float],
    places: int,
    matters: float | None,
    by: Actor,
    at: datetime,
    is_example: bool = False,
) -> Finding:
    """Begins a finding of a study that was published elsewhere, shown apart from Lysning's own trials, as a draft.

    `effect`: estimate and 95 per cent interval as the study prints them; `matters`: as `Question` has it. Raises Refused with
    the field: "finding_numbers", "finding_places", "finding_matters" and what `words_faults` and `source_faults` say.
    """
    tidy = words.tidy()
    refuse_first(words_faults(tidy))
    reference, address = source.strip(), link.strip()
    refuse_first(source_faults(reference, address))
    if not 1 <= places <= MOST_PLACES:
        raise Refused("finding_places", field="places")
    if matters is not None and (matters <= 0 or (way in LOGARITHMIC and matters >= 1)):
        raise Refused("finding_matters", field="matters")
    better: Better = "lower" if measure.better == "lower" else "higher"
    question = Question(way, better, matters, design)
    numbers = _published(question, effect, tidy.sponsor, places)
    finding = Finding.objects.create(
        slug=_slug(tidy.title),
        measure=measure,
        area=area,
        author=author,
        topic=topic,
        source=reference,
        link=address,
        numbers=numbers.written(),
        created_at=at,
        is_example=is_example or as_example(by),
        **_columns(tidy),
    )
    audit.record("evidence.record_study", finding, by=by, at=at, measure=measure.key)
    return finding


@transaction.atomic
def edit_finding(*, finding: Finding, revision: int, words: FindingWords, by: Actor, at: datetime) -> Finding:
    """Puts a finding in other words, to be published as its next version; what is the same is not written.

    The generated conclusion stays beside the evaluator's own. Raises Refused: "stale", "finding_hidden", or what
    `words_faults` says.
    """
    tidy = words.tidy()
    refuse_first(words_faults(tidy))
    locked = _locked(finding, revision)
    changed = {name: value for name, value in _columns(tidy).items() if value != getattr(locked, name)}
    if not changed:
        return locked
    if changed.keys() & {"words_da", "words_en"}:
        changed |= {"edited_by_id": by.user_id, "edited_at": at}
    numbers = _numbers_now(locked, tidy.sponsor)
    update_unchanged(locked, revision=revision, **changed, numbers=numbers.written())
    audit.record("evidence.edit_finding", locked, by=by, at=at, fields=sorted(changed))
    return locked


@transaction.atomic
def publish_finding(*, finding: Finding, revision: int, note: str, by: Actor, at: datetime) -> Finding:
    """Freezes what the finding says and what is measured now as its next version, for everyone; announces FindingPublished.

    Good and bad results go the same way. Raises Refused: "stale", "finding_hidden", "finding_trial_runs", "finding_nothing",
    or "finding_note" when a later version does not say what is new.
    """
    locked = _locked(finding, revision)
    if locked.trial is not None and locked.trial.state not in ENDED:
        raise Refused("finding_trial_runs")
    words = checked_text("note", note)
    number = FindingVersion.objects.filter(finding=locked).count() + 1
    if number > 1 and not words:
        raise Refused("finding_note", field="note")
    numbers = _numbers_now(locked, locked.sponsor)  # type: ignore[arg-type]
    version = _frozen(locked, for_everyone(numbers), number, words, by, at)
    update_unchanged(
        locked,
        revision=revision,
        numbers=numbers.written(),
        current_version=version,
        published_at=locked.published_at or at,
        renewed_at=at,
    )
    audit.record("evidence.publish_finding", locked, by=by, at=at, number=number, verdict=version.verdict)
    events.announce(FindingPublished(locked.pk, number))
    return locked


@transaction.atomic
def hide_finding(*, finding: Finding, reason: str, by: Actor, at: datetime) -> Finding:
    """Takes a finding out of sight, with a reason that its author reads; announces FindingSeen."""
    words = checked_text("reason", reason, is_required=True)
    if sight.hide(finding, "evidence.hide_finding", words, by=by, at=at):
        events.announce(FindingSeen(finding.pk))
    return finding


@transaction.atomic
def show_finding(*, finding: Finding, by: Actor, at: datetime) -> Finding:
    """Puts a hidden finding back; announces FindingSeen. Showing what is shown changes nothing."""
    if sight.show(finding, "evidence.show_finding", by=by, at=at):
        events.announce(FindingSeen(finding.pk))
    return finding


def _locked(finding: Finding, revision: int) -> Finding:
    locked = Finding.objects.select_for_update(of=("self",)).select_related("trial", "measure").get(pk=finding.pk)
    if locked.revision != revision:
        raise Refused(STALE)
    if locked.hidden_at is not None:
        raise Refused("finding_hidden")
    return locked


def _numbers_now(finding: Finding, sponsor: Sponsor) -> Numbers:
    """What is measured now, or what the study elsewhere printed, judged by who paid."""
    if finding.trial is None:
        before = finding.reckoned
        question = Question(before.measure, before.better, before.matters, before.design)
        whole = before.whole
        return numbers_published(Effect(whole.estimate, before.se**2), question, sponsor=sponsor, places=before.k)
    numbers = reckon_trial(finding.trial, finding.measure, sponsor=sponsor)
    if numbers is None:
        raise Refused("finding_nothing")
    return numbers


def _frozen(finding: Finding, numbers: Numbers, number: int, note: str, by: Actor, at: datetime) -> FindingVersion:
    said = {name: getattr(finding, name) for name in FindingWords.__dataclass_fields__}
    return FindingVersion.objects.create(
        finding=finding,
        number=number,
        numbers=numbers.written(),
        verdict=numbers.verdict,
        sureness=numbers.sureness,
        **{f"generated_{language}": generated(finding, numbers, language) for language in LANGUAGES},
        **said,
        edited_by_id=finding.edited_by_id,
        edited_at=finding.edited_at,
        note=note,
        frozen_at=at,
        by_user_id=by.user_id,
        is_example=finding.is_example,
    )


def generated(finding: Finding, numbers: Numbers, language: str) -> str:
    """The conclusion that the stated rules draw from the numbers, in a language."""
    with translation.override(language):
        measure = finding.measure
        unit = measure.counted if measure.kind == "continuous" else ""
        return conclusion_words(numbers, measure=measure.name, unit=unit, population=finding.population)


def _published(question: Question, effect: tuple[float, float, float], sponsor: Sponsor, places: int) -> Numbers:
    try:
        found = from_interval(question.measure, *effect)
    except EffectError as error:
        raise Refused("finding_numbers", field="estimate", why=_why(error.code)) from error
    return numbers_published(found, question, sponsor=sponsor, places=places)


def _why(code: str) -> str:
    if code == "not_between":
        return _("the effect must lie between its two ends")
    return str(WHY.get("negative" if code == "not_positive_ratio" else code, code))


def _columns(words: FindingWords) -> dict[str, Any]:
    return asdict(words)


def _slug(title: str) -> str:
    return f"{slug_of(title)}-{secrets.token_hex(3)}"


def _topic_of(solution: Solution | None) -> Topic | None:
    """The one topic of what was tried, where there is one."""
    version = solution.current_version if solution else None
    topics = list(version.topics.select_related("current")[:2]) if version else []
    return topics[0].current if len(topics) == 1 else None
