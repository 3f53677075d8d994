"""A steward takes a member out with a reason; a member renews its mandate."""

from datetime import date, timedelta

import pytest
from tests.factories.accounts import client_for
from tests.factories.community import (
    LATER,
    ask,
    enter,
    make_coalition,
    make_task,
    participant_of,
    person_of,
    steward_of,
)
from tests.factories.directory import make_municipality

from lysning.community import actions
from lysning.community.models import Member
from lysning.community.rules import is_worn
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.notifications.models import Mail

pytestmark = pytest.mark.django_db


def test_a_steward_takes_a_member_out_with_a_reason_that_it_is_told_and_it_sees_nothing_more():
    coalition = make_coalition(joining="open")
    person = person_of(make_municipality("Vejle"), email="vera@vejle.dk")
    member = enter(coalition, person.memberships.get().organisation, by=person)
    task = make_task(coalition, participant_of(member))
    steward, out = client_for(person_of(steward_of(coalition).organisation)), client_for(person)
    home = f"/faellesskaber/{coalition.slug}/"
    remove = f"{home}medlem/{member.pk}/fjern/"
    assert remove in steward.get(home).text
    assert out.get(remove).status_code == 403, "a member that does not look after it takes nobody out"
    assert client_for(person_of(make_municipality())).post(remove, {"removal_reason": "x"}).status_code == 404
    assert steward.post(remove, {"removal_reason": ""}).status_code == 422
    assert out.get(f"{home}samtale/").status_code == 200
    assert steward.post(remove, {"removal_reason": "I har ikke svaret i et år."}).status_code == 303
    assert out.get(f"{home}samtale/").status_code == 403
    task.refresh_from_db(), member.refresh_from_db()
    assert (task.owner, member.standing, member.removal_reason) == (None, "left", "I har ikke svaret i et år.")
    mail = Mail.objects.get(kind="coalition_removed")
    assert (mail.to, "I har ikke svaret i et år." in mail.text) == ("vera@vejle.dk", True)
    assert steward.post(remove, {"removal_reason": "Igen"}).status_code == 200, "there is nobody to take out any more"
    assert Mail.objects.filter(kind="coalition_removed").count() == 1
    again = ask(coalition, member.organisation, by=person)
    assert again.standing == "asked", "who was taken out walks in no more by itself"


def test_who_looks_after_it_is_not_taken_out():
    coalition = make_coalition()
    with pytest.raises(Refused) as refusal:
        actions.remove_member(member=steward_of(coalition), reason="x", by=SYSTEM, at=LATER)
    assert refusal.value.code == "community_removes_steward"


def test_a_member_renews_its_mandate_and_a_former_councils_is_pointed_out():
    coalition = make_coalition()
    person = person_of(make_municipality())
    member = enter(coalition, person.memberships.get().organisation, by=person)
    Member.objects.filter(pk=member.pk).update(mandate_on=clock.today() - timedelta(days=5 * 366))
    client, home = client_for(person), f"/faellesskaber/{coalition.slug}/"
    assert "fra et tidligere byråd" in client.get(home).text
    assert f"{home}mandat/" in client.get(home).text
    said = {"mandate_by": "Det nye byråd", "mandate_on": f"{clock.today():%Y-%m-%d}"}
    assert client.post(f"{home}mandat/", said).status_code == 303
    page = client.get(home).text
    assert "Det nye byråd" in page
    assert "fra et tidligere byråd" not in page
    older = {"mandate_by": "Et gammelt", "mandate_on": f"{clock.today() - timedelta(days=9):%Y-%m-%d}"}
    assert client.post(f"{home}mandat/", older).status_code == 422
    assert client_for(person_of(make_municipality())).post(f"{home}mandat/", said).status_code == 403
    entry = AuditEntry.objects.filter(verb="community.renew_mandate").get()
    assert entry.facts["before"] == f"{clock.today() - timedelta(days=5 * 366):%Y-%m-%d}"


@pytest.mark.parametrize(
    ("day", "is_old"),
    [(date(2022, 11, 29), False), (date(2022, 11, 28), True), (date(2025, 1, 1), False), (date(2019, 12, 1), True)],
)
def test_a_mandate_outlives_a_council_after_four_years(day, is_old):
    assert is_worn(day, date(2026, 11, 29)) is is_old
