from datetime import timedelta

import pytest
from tests.factories.accounts import make_member
from tests.factories.directory import make_municipality
from tests.factories.findings import AT, BAD, GOOD, make_adoption, make_finding, make_study
from tests.factories.taxonomy import make_topic
from tests.factories.trials import make_measure

from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.evidence import actions
from lysning.evidence.queries import answer_on
from lysning.evidence.rules.texts import FindingWords
from lysning.notifications.models import Mail
from lysning.notifications.queries.news import gather

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_coordinators_of_those_who_took_part_hear_and_nobody_else():
    finding = make_finding([BAD] * 3, published=False)
    home = finding.trial.seat_rows.first().municipality
    told = make_member(home, "coordinator", email="koordinator@kommune.example")
    make_member(make_municipality(), "coordinator")
    finding = actions.publish_finding(finding=finding, revision=finding.revision, note="", by=SYSTEM, at=AT)
    (mail,) = Mail.objects.filter(kind="finding")
    assert (mail.to, mail.cause) == (told.email, f"finding:{finding.pk}:1:{told.pk}")
    assert "Det virkede ikke" in mail.text
    assert f"/viden/{finding.slug}/" in mail.text
    actions.publish_finding(finding=finding, revision=finding.revision, note="Rettet", by=SYSTEM, at=AT)
    assert "Ny version" in Mail.objects.filter(kind="finding").order_by("pk").last().subject


def test_a_study_from_elsewhere_writes_to_nobody_but_those_who_have_adopted_it():
    study, home = make_study(), make_municipality()
    told = make_member(home, "coordinator", email="koordinator@kommune.example")
    assert not Mail.objects.filter(kind="finding").exists()
    make_adoption(study, home)
    actions.publish_finding(finding=study, revision=study.revision, note="Rettet", by=SYSTEM, at=AT)
    assert Mail.objects.get(kind="finding").to == told.email


def test_b2_a_sponsor_declared_afterwards_sets_the_finding_aside_and_those_who_adopted_it_are_told():
    """The evaluator says later that the supplier paid: pooled anew without it, in the log, told to whom it concerns."""
    topic, measure = make_topic(), make_measure()
    first, second = (make_finding([GOOD] * 3, topic=topic, measure=measure) for _each in range(2))
    third = make_finding([BAD] * 3, topic=topic, measure=measure)
    home = make_municipality()
    told = make_member(home, "coordinator", email="koordinator@kommune.example")
    make_adoption(first, home)
    before = answer_on(topic, measure)
    assert (before.independent.k, before.studies.suppliers.k) == (3, 0)
    words = FindingWords(first.title, sponsor="supplier")
    first = actions.edit_finding(finding=first, revision=first.revision, words=words, by=SYSTEM, at=AT)
    assert answer_on(topic, measure) == before, "B4: what is published stands until the next version"
    note = "Leverandøren har betalt for målingen."
    first = actions.publish_finding(finding=first, revision=first.revision, note=note, by=SYSTEM, at=AT)
    after = answer_on(topic, measure)
    assert (after.independent.k, after.studies.suppliers.k) == (2, 1)
    assert after.independent.pooled != before.independent.pooled
    assert {first.versions.get(number=1).sponsor, first.versions.get(number=2).sponsor} == {"public", "supplier"}
    assert AuditEntry.objects.filter(verb="evidence.publish_finding", subject_id=first.pk).count() == 2
    assert Mail.objects.get(kind="finding", to=told.email).cause == f"finding:{first.pk}:2:{told.pk}"
    assert {second.sponsor, third.sponsor} == {"public"}


def news(kind, key, since=AT - DAY, until=AT + DAY):
    return [each.event for each in gather(since, until).by_target.get((kind, key), [])]


def test_followers_hear_of_the_bad_as_of_the_good():
    finding = make_finding([BAD] * 3)
    home = finding.trial.seat_rows.first().municipality_id
    assert news("area", finding.area_id) == ["finding"]
    assert "finding" in news("municipality", home)
    later = actions.publish_finding(
        finding=finding, revision=finding.revision, note="Rettet", by=SYSTEM, at=AT + 2 * DAY
    )
    assert news("area", later.area_id, AT + DAY, AT + 3 * DAY) == ["corrected"]


def test_who_follows_a_municipality_hears_what_it_adopts():
    finding, home = make_finding(), make_municipality()
    make_adoption(finding, home)
    assert news("municipality", home.pk) == ["adopted"]
    actions.hide_finding(finding=finding, reason="x", by=SYSTEM, at=AT)
    assert news("municipality", home.pk) == []
