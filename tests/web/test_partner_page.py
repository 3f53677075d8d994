"""Where a partner's day begins: its trials, findings and coalitions, each with what is next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.community import enter, make_coalition
from tests.factories.directory import make_municipality, make_partner
from tests.factories.findings import make_finding, make_measured_trial
from tests.factories.trials import make_trial

from lysning.trials.models import Trial

pytestmark = pytest.mark.django_db
PAGE = "/partner/"


def evaluated(partner, **facts):
    trial = make_trial(evaluator=partner, **facts)
    if facts.get("state") == "proposed":
        Trial.objects.filter(pk=trial.pk).update(title=f"Til godkendelse {trial.pk}")
    trial.refresh_from_db()
    return trial


def test_who_takes_part_in_nothing_is_told_what_to_do():
    answer = client_for(make_member(make_partner(), "partner")).get(PAGE)
    assert answer.status_code == 200
    for way in ("trials:trials", "community:coalitions"):
        assert reverse(way) in answer.text.partition("<main")[2].partition("</main")[0]


def test_what_is_asked_of_the_partner_stands_first():
    partner = make_partner("Professionshøjskolen Eksempel")
    running = evaluated(partner)
    asked = evaluated(partner, registered=False, state="proposed")
    elsewhere = evaluated(make_partner(), state="running")
    ended, measure = make_measured_trial(evaluator=partner, state="finished")
    coalition, other = make_coalition(), make_coalition()
    enter(coalition, partner)
    shown = make_finding(evaluator=partner)
    answer = client_for(make_member(partner, "partner")).get(PAGE)
    steps = answer.context["steps"]
    assert [step.is_asked for step in steps] == [True, False]
    assert [step.title for step in steps] == [asked.title, running.title]
    text = answer.text.partition("<main")[2].partition("</main")[0]
    assert reverse("trials:protocol", args=[asked.slug]) in text or reverse("trials:trial", args=[asked.slug]) in text
    assert elsewhere.slug not in text
    assert [(trial, list(left)) for trial, left in answer.context["waiting"]] == [(ended, [measure])]
    assert coalition.next_step in text
    assert reverse("community:coalition", args=[coalition.slug]) in text
    assert other.slug not in text
    assert shown.slug in text


def test_the_page_is_for_partners():
    assert client_for(make_member(make_municipality(), "coordinator")).get(PAGE).status_code == 403
    partner = make_member(make_partner(), "partner")
    menu = client_for(partner).get(PAGE).context["user_nav"]
    assert (menu[0]["label"], menu[0]["current"]) == ("Min start", True)


def test_it_asks_the_same_for_one_and_three():
    counts = []
    for number in (1, 3):
        partner = make_partner()
        for _each in range(number):
            evaluated(partner, state="running")
            make_measured_trial(evaluator=partner, state="finished")
            make_finding(evaluator=partner)
            enter(make_coalition(), partner)
        client = client_for(make_member(partner, "partner"))
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 24
