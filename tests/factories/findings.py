"""Findings through the room's own actions: trials with measurements, and what was written of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.factories.directory import make_municipality
from tests.factories.trials import make_measure, make_measurement, make_seat, make_site, make_trial

from lysning.core.actors import SYSTEM
from lysning.evidence import actions
from lysning.evidence.rules.business import Guess, Plan
from lysning.evidence.rules.texts import FindingWords

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
BEFORE = (date(2026, 2, 1), date(2026, 2, 28))
GOOD, BAD, UNCLEAR = (60, 30), (40, 70), (50, 48)
"""Events before and after, in a thousand days."""


def measure_site(site, measure, before, after):
    for phase, period, events in (("baseline", BEFORE, before), ("follow-up", None, after)):
        more = {"period": period} if period else {}
        make_measurement(site, measure, phase=phase, events=events, time=Decimal(1000), **more)


def make_measured_trial(counts=(GOOD, GOOD, GOOD), *, measure=None, state="finished", **values):
    """A trial with one site for each pair of counts, each in a municipality of its own."""
    measure = measure or make_measure()
    trial = make_trial(measures=[measure], state=state, **{"seats": max(10, len(counts)), **values})
    for before, after in counts:
        measure_site(make_site(make_seat(trial)), measure, before, after)
    return trial, measure


def make_finding(counts=(GOOD, GOOD, GOOD), *, published=True, by=SYSTEM, at=AT, words=None, topic=None, **trial):
    made, measure = make_measured_trial(counts, **trial)
    finding = actions.start_finding(trial=made, measure=measure, by=by, at=at)
    if topic is not None:
        finding.topic = topic
        finding.save(update_fields=["topic"])
    if words is not None:
        finding = actions.edit_finding(finding=finding, revision=finding.revision, words=words, by=by, at=at)
    if published:
        finding = actions.publish_finding(finding=finding, revision=finding.revision, note="", by=by, at=at)
    return finding


def make_study(*, measure=None, author=None, area=None, topic=None, published=True, effect=(0.6, 0.5, 0.72), **facts):
    from tests.factories.taxonomy import make_area

    words = FindingWords(facts.pop("title", "Et studie fra Norge"), sponsor=facts.pop("sponsor", "independent"))
    defaults = {
        "source": "Andersen m.fl., Tidsskriftet, 2024",
        "link": "https://example.org/studie",
        "way": "rate_ratio",
        "design": "parallel",
        "places": 6,
        "matters": None,
    }
    finding = actions.record_study(
        author=author or make_municipality(),
        measure=measure or make_measure(),
        area=area or make_area(),
        topic=topic,
        words=words,
        effect=effect,
        by=SYSTEM,
        at=AT,
        **{**defaults, **facts},
    )
    if published:
        finding = actions.publish_finding(finding=finding, revision=finding.revision, note="", by=SYSTEM, at=AT)
    return finding


def make_adoption(finding, municipality=None, **facts):
    said = {"reservations": "Vores boliger er ældre.", "decided_by": "Plejehjemschefen", **facts}
    return actions.adopt_finding(
        finding=finding, municipality=municipality or make_municipality(), by=SYSTEM, at=AT, **said
    )


def plan(**changed):
    likely = {
        "start": 100_000,
        "training": 20_000,
        "running": 30_000,
        "citizens": 10,
        "minutes": 6,
        "hour": 300,
        "usable": 50,
        "other": 5_000,
    }
    guesses = {name: Guess(value * 0.5, value, value * 1.5) for name, value in likely.items()}
    return Plan({**guesses, **changed}, 5, 3.5)


def make_case(municipality=None, *, finding=None, is_open=False, **facts):
    from uuid import uuid4

    said = {"title": "Sensorgulv på to plejehjem", "assumptions": "Målt i tre uger.", "plan": plan(), **facts}
    return actions.keep_case(
        key=said.pop("key", None) or uuid4(),
        municipality=municipality or make_municipality(),
        finding=finding,
        is_open=is_open,
        by=SYSTEM,
        at=AT,
        **said,
    )
