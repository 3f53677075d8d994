"""Coalitions and what is said in them: reported, hidden with a reason by a person, appealed and shown again."""

import pytest
from django.urls import reverse
from tests.factories.accounts import actor_of, client_for, make_member
from tests.factories.community import enter, make_coalition, make_decision, make_post, person_of, steward_of
from tests.factories.directory import make_municipality

from lysning.moderation.models import Report
from lysning.notifications.models import Mail

pytestmark = pytest.mark.django_db
SAID = {"reason": "personal_data", "text": "Nævner en borger."}
HIDE = {"hide": "yes", "decision_reason": "Nævner en borger."}


def moderator():
    return client_for(make_member(role="moderator", name="Moderator"))


def at(name, report):
    return reverse(f"moderation:{name}", args=[report.pk])


def test_a_coalition_is_reported_from_its_page_hidden_and_shown_again():
    coalition = make_coalition(make_municipality("Vejle"))
    make_decision(coalition, text="Vi besøger fru Hansen.", is_public=True)
    make_decision(coalition, text="Kanarie, kun for medlemmer.")
    home, report_at = f"/faellesskaber/{coalition.slug}/", f"/indberetning/faellesskab/{coalition.slug}/"
    assert report_at in client_for().get(home).text
    assert client_for().post(report_at, SAID).status_code == 303
    report = Report.objects.get()
    case = moderator().get(at("case", report)).text
    assert "Vi besøger fru Hansen." in case
    assert "Kanarie" not in case
    assert moderator().post(at("decide", report), HIDE).status_code == 303
    assert client_for().get(home).status_code == 404
    assert client_for().post(report_at, SAID).status_code == 404
    steward = client_for(person_of(steward_of(coalition).organisation))
    assert at("case", report) in steward.get(home).text
    member = client_for(person_of(make_municipality()))
    assert member.get(at("case", report)).status_code == 404
    assert Mail.objects.filter(kind="hidden").count() == 1
    assert steward.post(at("appeal", report), {"appeal_text": "Hun har sagt ja."}).status_code == 303
    again = {"grant": "yes", "appeal_reason": "Det er aftalt."}
    assert moderator().post(at("decide_appeal", report), again).status_code == 303
    assert client_for().get(home).status_code == 200


def test_a_contribution_is_reported_by_members_alone_and_read_by_moderators_then():
    coalition = make_coalition()
    member = enter(coalition)
    author = person_of(member.organisation, email="forfatter@eksempel.dk")
    post = make_post(member, "Fru Hansen faldt igen.", by=actor_of(author))
    reader, report_at = client_for(person_of(steward_of(coalition).organisation)), f"/indberetning/indlaeg/{post.pk}/"
    talk = f"/faellesskaber/{coalition.slug}/samtale/"
    assert report_at in reader.get(talk).text
    assert client_for(person_of(make_municipality())).post(report_at, SAID).status_code == 404
    assert moderator().get(report_at).status_code == 404
    assert reader.post(report_at, SAID).status_code == 303
    report = Report.objects.get()
    assert "Fru Hansen faldt igen." in moderator().get(at("case", report)).text
    assert moderator().post(at("decide", report), HIDE).status_code == 303
    page = reader.get(talk).text
    assert "Skjult af moderatorerne." in page
    assert "Fru Hansen" not in page
    assert "Fru Hansen" not in client_for(author).get(talk).text
    assert list(Mail.objects.filter(kind="hidden").values_list("to", flat=True)) == ["forfatter@eksempel.dk"]
    assert client_for(author).get(at("case", report)).status_code == 200
    assert reader.get(at("case", report)).status_code == 404
