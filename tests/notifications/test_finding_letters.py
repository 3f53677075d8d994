from datetime import timedelta

import pytest
from tests.factories.accounts import make_member
from tests.factories.directory import make_municipality
from tests.factories.findings import AT, BAD, make_adoption, make_finding, make_study

from lysning.core.actors import SYSTEM
from lysning.evidence import actions
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


def test_a_study_from_elsewhere_writes_to_nobody():
    make_study()
    assert not Mail.objects.filter(kind="finding").exists()


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
