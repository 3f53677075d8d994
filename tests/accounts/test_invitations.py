from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.accounts import PASSWORD, actor_of, client_for, make_member, make_operator, make_user
from tests.factories.directory import make_municipality, make_partner, make_post, make_supplier

from lysning.accounts import actions
from lysning.accounts.actions.invitations import hash_of
from lysning.accounts.models import Invitation, Membership
from lysning.core import clock
from lysning.core.refusal import Refused
from lysning.notifications.models import Mail


@pytest.fixture
def supplier():
    return make_supplier()


@pytest.fixture
def owner(supplier):
    return make_member(supplier, name="Anna Ærø")


def send(organisation, owner, email="bo@firma.dk", role="supplier_editor", **facts):
    invitation = actions.invite(
        organisation=organisation, role=role, email=email, by=actor_of(owner), at=clock.now(), **facts
    )
    mail = Mail.objects.get(cause=f"invitation:{invitation.pk}")
    address = next(line for line in mail.text.splitlines() if "/invitation/" in line)
    return invitation, address.removeprefix("http://testserver")


def test_from_the_mail_to_the_role(supplier, owner):
    invitation, address = send(supplier, owner, "Bo@Firma.dk")
    user = make_user("bo@firma.dk")
    client = client_for(user)
    assert client.get(address).status_code == 200
    assert not Membership.objects.filter(user=user).exists()
    assert client.post(address).status_code == 303
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.organisation_id) == ("supplier_editor", supplier.pk)
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410
    assert invitation.token_hash == hash_of(address.rstrip("/").rpartition("/")[2])


def test_nobody_else_can_use_it(supplier, owner):
    _invitation, address = send(supplier, owner)
    stranger = client_for(make_user("eva@firma.dk"))
    assert stranger.get(address).status_code == 403
    assert stranger.post(address).status_code == 403
    unverified = client_for(make_user("bo@firma.dk", verified=False))
    assert unverified.post(address).status_code == 403
    visitor = client_for()
    assert visitor.get(address).status_code == 200
    assert visitor.post(address).status_code == 200
    assert Membership.objects.filter(organisation=supplier).count() == 1
    assert visitor.get("/konto/invitation/gaettet/").status_code == 404


def test_who_is_invited_is_not_asked_what_they_came_for(supplier, owner):
    _invitation, address = send(supplier, owner)
    visitor = Client()
    sign_up = f"/konto/opret/?email=bo%40firma.dk&next={address}"
    assert sign_up.replace("&", "&amp;") in visitor.get(address).content.decode()
    asked = visitor.get(sign_up).content.decode()
    assert 'type="radio" name="purpose"' not in asked
    assert 'type="radio" name="purpose"' in visitor.get("/konto/opret/?next=/hjem/").content.decode()
    answers = {"purpose": "other", "name": "Bo", "email": "bo@firma.dk", "password1": PASSWORD, "next": address}
    assert visitor.post("/konto/opret/", answers)["Location"].startswith("/konto/opret/kode/")


def test_it_expires_after_14_days(supplier, owner, settings):
    _invitation, address = send(supplier, owner)
    client = client_for(make_user("bo@firma.dk"))
    settings.CLOCK_OFFSET = timedelta(days=14, seconds=-60)
    assert client.get(address).status_code == 200
    settings.CLOCK_OFFSET = timedelta(days=14, seconds=60)
    assert client.post(address).status_code == 410


def test_it_can_be_withdrawn_once(supplier, owner):
    invitation, address = send(supplier, owner)
    other = client_for(make_member(make_supplier()))
    withdraw = f"/konto/invitation/{invitation.pk}/traek-tilbage/"
    assert other.post(withdraw).status_code == 404
    assert client_for(owner).get(withdraw).status_code == 405
    assert client_for(owner).post(withdraw).status_code == 303
    assert client_for(owner).post(withdraw).status_code == 409
    assert client_for(make_user("bo@firma.dk")).post(address).status_code == 410


def test_a_second_one_replaces_the_first(supplier, owner):
    _first, old = send(supplier, owner)
    _second, new = send(supplier, owner)
    client = client_for(make_user("bo@firma.dk"))
    assert client.get(old).status_code == 410
    assert client.post(new).status_code == 303


def test_the_same_person_however_the_address_is_written(supplier, owner):
    _invitation, address = send(supplier, owner, "BO@firma.DK")
    assert client_for(make_user("bo@firma.dk")).post(address).status_code == 303


@pytest.mark.parametrize("role", ["leader", "operator", "moderator", "coordinator", "nonsense"])
def test_a_supplier_has_no_such_members(supplier, owner, role):
    with pytest.raises(Refused) as no:
        send(supplier, owner, role=role)
    assert (no.value.code, no.value.field) == ("role_not_here", "role")
    page = client_for(owner).post(
        f"/konto/leverandoer/{supplier.slug}/medlemmer/inviter/",
        {"email": "x@y.dk", "role": role, "language": "da"},
    )
    assert page.status_code == 422
    assert Invitation.objects.count() == 0


def test_posts_are_the_municipalitys_own_and_free():
    municipality = make_municipality()
    coordinator = make_member(municipality, "coordinator")
    post, elsewhere = make_post(municipality), make_post()
    with pytest.raises(Refused) as no:
        send(municipality, coordinator, role="leader", post=elsewhere)
    assert no.value.code == "post_elsewhere"
    _invitation, address = send(municipality, coordinator, role="leader", post=post)
    make_member(role="leader", post=post)
    with pytest.raises(Refused) as no:
        send(municipality, coordinator, role="leader", post=post, email="ny@kommune.dk")
    assert no.value.code == "post_is_held"
    assert client_for(make_user("bo@firma.dk")).post(address).status_code == 422


def test_a_member_is_not_invited_again(supplier, owner):
    with pytest.raises(Refused) as no:
        send(supplier, owner, owner.email, "supplier_owner")
    assert no.value.code == "member_already"


def test_an_editor_who_becomes_owner_has_one_role(supplier, owner):
    editor = make_member(supplier, "supplier_editor")
    _invitation, address = send(supplier, owner, editor.email, "supplier_owner")
    client_for(editor).post(address)
    assert list(Membership.objects.in_force().filter(user=editor).values_list("role", flat=True)) == ["supplier_owner"]


def test_the_form_sends_it(supplier, owner):
    page = client_for(owner).post(
        f"/konto/leverandoer/{supplier.slug}/medlemmer/inviter/",
        {"email": "bo@firma.dk", "role": "supplier_owner", "language": "en"},
    )
    assert page.status_code == 303
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == ("bo@firma.dk", "en")
    assert mail.subject == f"You are invited to {supplier.name} in Lysning"


@pytest.mark.parametrize(
    ("code", "after", "email", "withdrawn"),
    [
        ("invitation_for_other", timedelta(), "eva@firma.dk", False),
        ("invitation_expired", timedelta(days=14), "bo@firma.dk", False),
        ("invitation_withdrawn", timedelta(), "bo@firma.dk", True),
    ],
)
def test_the_action_refuses_even_when_the_page_was_opened_in_time(supplier, owner, code, after, email, withdrawn):
    invitation, _address = send(supplier, owner)
    if withdrawn:
        Invitation.objects.update(withdrawn_at=clock.now())
    user = make_user(email)
    with pytest.raises(Refused) as no:
        actions.accept_invitation(invitation=invitation, user=user, by=actor_of(user), at=invitation.created_at + after)
    assert no.value.code == code
    assert not Membership.objects.filter(user=user).exists()


def test_two_tabs_accept_it_once(supplier, owner):
    invitation, _address = send(supplier, owner)
    user = make_user("bo@firma.dk")
    actions.accept_invitation(invitation=invitation, user=user, by=actor_of(user), at=clock.now())
    with pytest.raises(Refused) as no:
        actions.accept_invitation(invitation=invitation, user=user, by=actor_of(user), at=clock.now())
    assert no.value.code == "invitation_used"


def test_the_operator_finds_the_way_to_a_partners_first_person():
    partner = make_partner("Professionshøjskolen Eksempel")
    operator = client_for(make_operator())
    roles = reverse("accounts:platform_roles")
    assert f'href="{roles}"' in operator.get(reverse("web:operator")).text
    members = reverse("accounts:members", kwargs={"kind": "partner", "slug": partner.slug})
    assert f'href="{members}"' in operator.get(roles).text
    invite = reverse("accounts:invite", kwargs={"kind": "partner", "slug": partner.slug})
    assert f'href="{invite}"' in operator.get(members).text
    sent = {"email": "bo@ph.example", "role": "partner", "language": "da"}
    assert operator.post(invite, sent).status_code == 303
    mail = Mail.objects.get(kind="invitation")
    address = next(line for line in mail.text.splitlines() if "/invitation/" in line).removeprefix("http://testserver")
    person = make_user("bo@ph.example")
    assert client_for(person).post(address).status_code == 303
    assert Membership.objects.get(user=person).organisation_id == partner.pk
    assert list(actor_of(person).organisations({"partner"})) == [partner.pk]
    home = client_for(person).get(reverse("web:home"))
    assert home["Location"] == reverse("web:partner")
