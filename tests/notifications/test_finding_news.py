"""A finding is followed: corrected, adopted, and decided from on a radar; in the weekly mail, and in the feed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.direction import make_direction, make_placement
from tests.factories.directory import make_municipality
from tests.factories.findings import make_adoption, make_finding
from tests.factories.notifications import make_subscription

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.direction.rules.states import Link
from lysning.evidence.actions import hide_finding, publish_finding
from lysning.notifications.actions import write_digests
from lysning.notifications.models import Digest, Mail, Subscription
from lysning.notifications.queries.directions import directions_between
from lysning.notifications.queries.news import gather

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return clock.now()


def address(finding):
    return reverse("evidence:finding", args=[finding.slug])


def link_to(finding):
    return (Link("Fundet", f"https://lysning.example{address(finding)}"),)


def events_of(finding, since, until):
    return [news.event for news in gather(since, until).by_target.get(("finding", finding.pk), [])]


def test_a_finding_is_followed_from_its_page_and_an_unpublished_one_is_not():
    finding, draft = make_finding(), make_finding(published=False)
    client = client_for(make_member(make_municipality(), "coordinator"))
    page = client.get(address(finding)).text
    assert f"slags=finding&amp;hvad={finding.slug}" in page
    assert reverse("evidence:feed") in page
    client.post("/foelg/", {"slags": "finding", "hvad": finding.slug})
    client.post("/foelg/", {"slags": "finding", "hvad": draft.slug})
    row = Subscription.objects.get()
    assert (row.kind, row.finding) == ("finding", finding)
    mine = client.get("/foelg/mit/").text
    assert finding.title in mine
    assert address(finding) in mine


def test_a_hidden_finding_is_not_offered_to_its_author():
    finding = make_finding()
    hide_finding(finding=finding, reason="Nævner en borger", by=SYSTEM, at=clock.now())
    page = client_for(make_member(role="moderator")).get(address(finding))
    assert page.status_code == 200
    assert "slags=finding" not in page.text


def test_a_new_version_and_an_adoption_are_told_to_who_follows_it(now):
    finding = make_finding(at=now - 9 * DAY)
    assert events_of(finding, now - DAY, now) == []
    publish_finding(finding=finding, revision=finding.revision, note="Et tal var forkert.", by=SYSTEM, at=now)
    make_adoption(finding)
    finding.adoptions.update(adopted_at=now)
    assert sorted(events_of(finding, now - DAY, now)) == ["adopted", "corrected"]


def test_a_placement_that_names_it_is_told_to_who_follows_it_and_to_no_other(now):
    finding, other = make_finding(at=now - 9 * DAY), make_finding(at=now - 9 * DAY)
    direction = make_direction(at=now - 9 * DAY)
    make_placement(direction, at=now, links=link_to(finding))
    make_placement(direction, at=now, links=link_to(other), visibility="community")
    make_placement(direction, at=now)
    assert events_of(finding, now - DAY, now) == ["placed"]
    assert events_of(other, now - DAY, now) == [], "what the community alone may see is in no public mail"


def test_the_week_says_what_came_of_it_and_why_it_is_told(now):
    finding = make_finding(at=now - 9 * DAY)
    Digest.objects.create(week="before", since=now - 7 * DAY, until=now - DAY, started_at=now, finished_at=now)
    make_subscription("ida@eksempel.dk", finding=finding, at=now - 2 * DAY)
    make_placement(make_direction(at=now - 9 * DAY), at=now, own_title="Faldmåtter", links=link_to(finding))
    write_digests(at=now + DAY)
    text = Mail.objects.get(kind="followed").text
    assert "Faldmåtter" in text
    assert finding.title in text, "the reason is the finding one follows"


def test_placements_cost_the_same_for_one_and_for_three(now, django_assert_max_num_queries):
    direction = make_direction(at=now - 9 * DAY)
    for number in (1, 2):
        for _each in range(number):
            make_placement(direction, at=now, links=link_to(make_finding(at=now - 9 * DAY)))
        with django_assert_max_num_queries(7):
            told = [targets for _news, targets in directions_between(now - DAY, now)]
        assert sum(kind == "finding" for targets in told for kind, _key in targets) == [1, 3][number - 1]
