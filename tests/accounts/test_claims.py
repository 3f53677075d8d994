from html import unescape

import pytest
from tests.factories.accounts import actor_of, client_for, make_member, make_operator, make_user
from tests.factories.directory import make_municipality

from lysning.accounts import actions
from lysning.accounts.models import Claim, Membership
from lysning.core import clock
from lysning.core.refusal import Refused
from lysning.directory.models import EmailDomain
from lysning.notifications.models import Mail


@pytest.fixture
def randers():
    municipality = make_municipality("Randers")
    EmailDomain.objects.create(municipality=municipality, domain="randers.dk", source="test")
    return municipality


def claim(municipality, user):
    return actions.claim_municipality(municipality=municipality, user=user, by=actor_of(user), at=clock.now())


def coordinates(user):
    return Membership.objects.in_force().filter(user=user, role="coordinator").exists()


def test_a_verified_address_at_the_domain_opens_at_once(randers):
    user = make_user("bo@randers.dk")
    page = client_for(user).post("/konto/kommune/", {"municipality": randers.pk})
    assert page["Location"] == "/hjem/"
    assert coordinates(user)
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(
    "email", ["bo@gmail.com", "bo@elev.randers.dk", "bo@randers.dk.ond.dk", "bo@xn--rnders-3ve.dk"]
)
def test_any_other_address_waits_for_the_operator(randers, email):
    operator, user = make_operator(), make_user(email)
    page = client_for(user).post("/konto/kommune/", {"municipality": randers.pk}, follow=True)
    assert "Din anmodning er sendt" in page.content.decode()
    assert not coordinates(user)
    assert list(Mail.objects.values_list("to", "kind")) == [(operator.email, "claim_waiting")]


def test_an_unverified_address_proves_nothing(randers):
    user = make_user("bo@randers.dk", verified=False)
    assert claim(randers, user).granted_at is None
    assert not coordinates(user)


def test_the_domain_of_another_municipality_proves_nothing(randers):
    user = make_user("bo@randers.dk")
    assert claim(make_municipality("Skive"), user).granted_at is None


def test_the_other_coordinators_hear_of_a_new_one(randers):
    old = make_member(randers, "coordinator")
    claim(randers, make_user("bo@randers.dk"))
    assert list(Mail.objects.values_list("to", "kind")) == [(old.email, "coordinator_added")]


def test_whose_role_was_ended_does_not_let_themselves_in_again(randers):
    user, other = make_user("bo@randers.dk"), make_member(randers, "coordinator")
    claim(randers, user)
    membership = Membership.objects.get(user=user)
    actions.end_membership(membership=membership, by=actor_of(other), at=clock.now())
    assert claim(randers, user).granted_at is None
    assert not coordinates(user)


def test_one_claim_at_a_time_and_three_in_all(randers):
    user = make_user("bo@gmail.com")
    claim(randers, user)
    with pytest.raises(Refused) as no:
        claim(randers, user)
    assert no.value.code == "claim_waits"
    claim(make_municipality(), user)
    claim(make_municipality(), user)
    with pytest.raises(Refused) as no:
        claim(make_municipality(), user)
    assert no.value.code == "too_many"
    coordinator = make_member(randers, "coordinator")
    with pytest.raises(Refused) as no:
        claim(randers, coordinator)
    assert no.value.code == "coordinator_already"


def test_the_operator_decides_with_a_reason(randers):
    operator, user = client_for(make_operator()), make_user("bo@gmail.com", language="en")
    waiting = claim(randers, user)
    address = f"/drift/adgange/{waiting.pk}/"
    assert client_for(user).post(address, {"is_granted": "yes"}).status_code == 403
    assert operator.post(address, {"is_granted": "no"}).status_code == 422
    assert operator.post(address, {"is_granted": "no", "reason": "Ring til os."}).status_code == 303
    assert operator.post(address, {"is_granted": "yes"}).status_code == 404
    assert not coordinates(user)
    mail = Mail.objects.get(kind="claim_decided")
    assert (mail.to, mail.language, mail.subject) == ("bo@gmail.com", "en", "No access to Randers")
    assert "> Ring til os." in mail.text
    again = claim(randers, user)
    assert operator.post(f"/drift/adgange/{again.pk}/", {"is_granted": "yes"}).status_code == 303
    assert coordinates(user)


def test_two_operators_decide_once(randers):
    operator, waiting = make_operator(), claim(randers, make_user("bo@gmail.com"))
    stale = Claim.objects.get(pk=waiting.pk)
    actions.decide_claim(claim=waiting, is_granted=True, by=actor_of(operator), at=clock.now())
    with pytest.raises(Refused) as no:
        actions.decide_claim(claim=stale, is_granted=False, reason="Nej", by=actor_of(operator), at=clock.now())
    assert no.value.code == "stale"


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_a_fixed_number_of_queries(count, randers, django_assert_num_queries):
    for _ in range(count):
        claim(randers, make_user())
    client = client_for(make_operator())
    client.get("/konto/mig/")
    with django_assert_num_queries(6):
        page = client.get("/drift/adgange/")
    assert len(page.context["waiting"]) == count


def test_the_municipalities_to_choose_from_stand_in_the_order_of_the_danish_alphabet():
    for name in ("Aabenraa", "Ærø", "Odder", "Aarhus", "Tårnby"):
        make_municipality(name)
    page = unescape(client_for(make_user()).get("/konto/kommune/").content.decode())
    places = [page.index(f">{name}<") for name in ("Odder", "Tårnby", "Ærø", "Aabenraa", "Aarhus")]
    assert places == sorted(places)


def test_people_of_the_example_are_not_led_to_a_page_that_is_closed_to_them(randers):
    for is_example in (False, True):
        page = client_for(make_user(is_example=is_example)).get("/konto/kommune/")
        assert ("/konto/e-mail/" in page.text) is not is_example
