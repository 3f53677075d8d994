"""Trials and findings: reported, hidden with a reason by a person, told to those whose they are, appealed and shown again."""

import pytest
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_municipality, make_partner
from tests.factories.findings import BAD, make_finding
from tests.factories.trials import make_trial

from lysning.moderation.models import Report
from lysning.notifications.models import Mail

pytestmark = pytest.mark.django_db
SAID = {"reason": "personal_data", "text": "Nævner en borger."}
HIDE = {"hide": "yes", "decision_reason": "Nævner en borger."}


def moderator():
    return client_for(make_member(role="moderator"))


def is_hidden_and_shown_again(page, report_at, owner, *, text):
    """Everything a report can lead to; returns whom the hiding was told to."""
    assert report_at in client_for().get(page).text
    assert client_for().post(report_at, SAID).status_code == 303
    report = Report.objects.get()
    assert client_for().get(page).status_code == 200, "a report hides nothing by itself"
    assert text in moderator().get(f"/indberetning/sag/{report.pk}/").text
    assert moderator().post(f"/indberetning/sag/{report.pk}/afgoer/", HIDE).status_code == 303
    assert client_for().get(page).status_code == client_for().post(report_at, SAID).status_code == 404
    case = f"/indberetning/sag/{report.pk}/"
    hidden = owner.get(page).text
    assert HIDE["decision_reason"] in hidden
    assert case in hidden
    assert client_for(make_member(make_municipality(), "coordinator")).get(case).status_code == 404
    told = list(Mail.objects.filter(kind="hidden").values_list("to", flat=True))
    assert owner.post(f"{case}anke/", {"appeal_text": "Ingen kan kendes."}).status_code == 303
    again = {"grant": "yes", "appeal_reason": "Det er rigtigt."}
    assert moderator().post(f"{case}anke/afgoer/", again).status_code == 303
    assert client_for().get(page).status_code == 200
    return told


def test_a_trial_is_reported_hidden_and_shown_again():
    home = make_municipality()
    lead = make_member(home, "coordinator", email="leder@kommune.dk")
    trial = make_trial(home)
    page = f"/afproevninger/{trial.slug}/"
    question = trial.versions.get().protocol.question
    told = is_hidden_and_shown_again(page, f"/indberetning/afproevning/{trial.slug}/", client_for(lead), text=question)
    assert told == ["leder@kommune.dk"]
    draft = make_trial(home, registered=False)
    assert client_for(lead).post(f"/indberetning/afproevning/{draft.slug}/", SAID).status_code == 404


@pytest.mark.parametrize("is_evaluated", [True, False])
def test_a_finding_is_reported_hidden_and_shown_again(is_evaluated):
    home, partner = make_municipality(), make_partner()
    author = make_member(partner, "partner") if is_evaluated else make_member(home, "coordinator")
    finding = make_finding((BAD, BAD, BAD), lead=home, evaluator=partner if is_evaluated else None)
    page, population = f"/viden/{finding.slug}/", finding.current_version.population
    report_at = f"/indberetning/fund/{finding.slug}/"
    assert is_hidden_and_shown_again(page, report_at, client_for(author), text=population) == [author.email]
    draft = make_finding(published=False, lead=home)
    assert client_for().post(f"/indberetning/fund/{draft.slug}/", SAID).status_code == 404
