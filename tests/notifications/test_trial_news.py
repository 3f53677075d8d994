"""Trials in the weekly mail: registered, begun, over, changed; for who follows one, or what it is about."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from tests.core.test_feeds import ATOM, valid
from tests.factories.accounts import client_for, make_member
from tests.factories.community import make_coalition
from tests.factories.directory import make_municipality
from tests.factories.findings import make_finding
from tests.factories.trials import make_seat, make_trial

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.notifications.models import Subscription
from lysning.notifications.queries.news import gather
from lysning.notifications.queries.trials import trials_between
from lysning.notifications.words import EVENT_WORDS
from lysning.trials.actions import hide_trial
from lysning.trials.models import Trial

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def events_of(target, since, until):
    return [news.event for news in gather(since, until).by_target.get(target, [])]


@pytest.fixture
def now():
    return clock.now()


def test_a_trial_is_followed_from_its_page_and_a_draft_is_not():
    home = make_municipality()
    person = make_member(home, "coordinator")
    client, trial, draft = client_for(person), make_trial(), make_trial(home, registered=False)
    assert f"slags=trial&amp;hvad={trial.slug}" in client.get(reverse("trials:trial", args=[trial.slug])).text
    assert "slags=trial" not in client.get(reverse("trials:trial", args=[draft.slug])).text
    client.post("/foelg/", {"slags": "trial", "hvad": trial.slug})
    client.post("/foelg/", {"slags": "trial", "hvad": draft.slug})
    row = Subscription.objects.get()
    assert (row.kind, row.trial) == ("trial", trial)
    page = client.get("/foelg/mit/").text
    assert trial.title in page
    assert reverse("trials:trial", args=[trial.slug]) in page


def test_a_registration_is_told_to_all_it_concerns(now):
    coalition, home = make_coalition(), make_municipality()
    trial = make_trial(coalition=coalition, need=coalition.need, registered_at=now)
    make_seat(trial, home)
    concerned = [
        ("trial", trial.pk),
        ("coalition", coalition.pk),
        ("need", coalition.need_id),
        ("municipality", trial.lead_id),
        ("municipality", home.pk),
        ("area", trial.area_id),
    ]
    for target in concerned:
        assert "trial" in events_of(target, now - DAY, now + DAY), target


def test_the_beginning_the_end_and_a_new_protocol_are_told_to_who_follows_it(now):
    trial = make_trial(state="stopped", state_reason="x", started_at=now - DAY)
    Trial.objects.filter(pk=trial.pk).update(state_at=now)
    trial.versions.create(number=2, content={}, content_hash="y", note="Flere pladser", created_at=now, frozen_at=now)
    mine, area = ("trial", trial.pk), ("area", trial.area_id)
    assert sorted(events_of(mine, now - 2 * DAY, now)) == ["protocol", "trial_begun", "trial_over"]
    assert events_of(area, now - 2 * DAY, now) == []
    assert events_of(mine, now, now + DAY) == []
    assert {"trial", "trial_begun", "trial_over", "protocol"} <= set(EVENT_WORDS)
    hide_trial(trial=trial, reason="Nævner en borger", by=SYSTEM, at=now)
    assert events_of(mine, now - 2 * DAY, now) == []


def test_what_it_showed_is_told_to_who_follows_the_trial(now):
    finding = make_finding(at=now)
    assert "finding" in events_of(("trial", finding.trial_id), now - DAY, now)


def test_the_news_cost_the_same_for_one_and_for_three(now, django_assert_max_num_queries):
    for number in (1, 2):
        for _each in range(number):
            make_seat(make_trial(registered_at=now))
        with django_assert_max_num_queries(4):
            assert len(list(trials_between(now - DAY, now))) == [1, 3][number - 1]


def test_the_feed_names_registered_trials_with_where_they_stand(client):
    home = make_municipality()
    trial, _draft = make_trial(home), make_trial(home, registered=False)
    other = make_trial(state="running")
    feed = reverse("trials:feed")
    titles = [
        entry.findtext(f"{ATOM}title")
        for entry in valid(ET.fromstring(client_for(make_member(home, "coordinator")).get(feed).content)).findall(
            f"{ATOM}entry"
        )
    ]
    assert sorted(titles) == sorted([f"{trial.title}: Registreret", f"{other.title}: I gang"])
    narrowed = client.get(feed, {"area": trial.area.key}).text
    assert narrowed.count("<entry>") == 1
    assert feed in client.get(reverse("trials:trials")).text
