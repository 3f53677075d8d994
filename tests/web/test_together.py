"""From one page to the next: need, coalition, trial, finding, the solution and the municipality, at a fixed cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.community import enter, make_coalition
from tests.factories.directory import make_municipality, make_partner
from tests.factories.findings import BAD, make_adoption, make_finding
from tests.factories.needs import make_need
from tests.factories.trials import make_seat, make_trial

pytestmark = pytest.mark.django_db
BEGIN = "Begynd en fælles afprøvning"


def counted(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.status_code == 200
    return len(asked), page.text


def test_an_open_need_leads_to_a_joint_trial_for_who_may(client):
    need = make_need()
    address = reverse("needs:need", args=[need.slug])
    begin = f"{reverse('trials:new')}?behov={need.slug}"
    assert begin in client.get(address).text, "a visitor is sent to sign in"
    leader = client_for(make_member(make_municipality(), "coordinator"))
    assert begin in leader.get(address).text
    assert need.title in leader.get(begin).text
    assert BEGIN not in client_for(make_member(make_partner(), "partner")).get(address).text
    closed = make_need(closed_at=need.created_at, closing_note="Løst.")
    assert BEGIN not in leader.get(reverse("needs:need", args=[closed.slug])).text


def test_a_coalition_shows_its_trials_and_what_they_showed_at_one_cost(client):
    need = make_need()
    coalition = make_coalition(subject=need)
    address = reverse("community:coalition", args=[coalition.slug])
    assert "Det prøver de sammen" not in client.get(address).text
    counts = []
    for _each in range(2):
        finding = make_finding((BAD, BAD, BAD), coalition=coalition)
        trial, draft = make_trial(coalition=coalition), make_trial(coalition=coalition, registered=False)
        count, page = counted(client, address)
        counts.append(count)
        assert finding.title in page
        assert "Det virkede ikke." in page
        assert reverse("trials:trial", args=[trial.slug]) in page
        assert reverse("trials:trial", args=[draft.slug]) not in page, "a draft is for those who write it"
    assert counts[0] == counts[1]


def test_a_member_begins_a_trial_in_the_coalition_and_its_need_comes_along():
    home = make_municipality()
    need = make_need(home)
    coalition = make_coalition(home, subject=need)
    member = client_for(make_member(home, "coordinator"))
    begin = f"{reverse('trials:new')}?faellesskab={coalition.slug}"
    page = member.get(reverse("community:coalition", args=[coalition.slug])).text
    assert begin in page
    form = member.get(begin)
    assert form.context["form"].initial["coalition"] == coalition
    assert form.context["need"] == need
    outsider = client_for(make_member(make_municipality(), "coordinator"))
    assert begin not in outsider.get(reverse("community:coalition", args=[coalition.slug])).text


def test_who_leaves_reads_which_trials_go_on():
    coalition = make_coalition()
    home = make_municipality()
    enter(coalition, home)
    led = make_trial(home, coalition=coalition)
    seated = make_trial(coalition=coalition, state="running")
    make_seat(seated, home)
    other = make_trial(coalition=coalition)
    make_seat(make_trial(coalition=coalition, state="finished"), home)
    member = client_for(make_member(home, "coordinator"))
    page = member.get(reverse("community:leave", args=[coalition.slug])).text
    assert page.count("I leder stadig afprøvningen") == page.count("I beholder jeres plads i afprøvningen") == 1
    assert reverse("trials:withdraw", args=[seated.slug]) in page
    assert {led.lead_id, other.lead_id} == {home.pk, other.lead_id}


def test_a_solution_names_its_trials_and_findings_at_one_cost(client):
    solution = make_solution()
    address = reverse("web:solution", args=[solution.slug])
    assert "Hvem afprøver den?" not in client.get(address).text
    counts = []
    for _each in range(2):
        trial = make_trial(solution=solution, solution_version=solution.current_version)
        draft = make_trial(solution=solution, registered=False)
        finding = make_finding(solution=solution, solution_version=solution.current_version)
        count, page = counted(client, address)
        counts.append(count)
        assert reverse("trials:trial", args=[trial.slug]) in page
        assert reverse("trials:trial", args=[draft.slug]) not in page
        assert finding.title in page
    assert counts[0] == counts[1]


def test_a_municipality_names_its_trials_and_what_it_knows(client):
    home = make_municipality()
    address = reverse("web:municipality", args=[home.slug])
    counts = []
    for _each in range(2):
        led, seated, other = make_trial(home), make_trial(), make_trial()
        make_seat(seated, home), make_seat(other, home, state="waiting")
        own, adopted, foreign = make_finding(lead=home), make_finding(), make_finding()
        make_adoption(adopted, home)
        count, page = counted(client, address)
        counts.append(count)
        for trial, is_named in ((led, True), (seated, True), (other, False)):
            assert (reverse("trials:trial", args=[trial.slug]) in page) is is_named
        for finding, is_named in ((own, True), (adopted, True), (foreign, False)):
            assert (reverse("evidence:finding", args=[finding.slug]) in page) is is_named
    assert counts[0] == counts[1]


def test_an_ended_trial_leads_to_its_findings_and_who_evaluates_to_writing_one(client):
    partner, coalition = make_partner(), make_coalition()
    finding = make_finding((BAD, BAD, BAD), evaluator=partner, coalition=coalition)
    address = reverse("trials:trial", args=[finding.trial.slug])
    page = client.get(address).text
    assert reverse("evidence:finding", args=[finding.slug]) in page
    assert reverse("community:coalition", args=[coalition.slug]) in page
    write = reverse("evidence:to_write")
    assert write not in page
    assert write in client_for(make_member(partner, "partner")).get(address).text
    running = make_trial(state="running")
    assert "Hvad den viste" not in client.get(reverse("trials:trial", args=[running.slug])).text
