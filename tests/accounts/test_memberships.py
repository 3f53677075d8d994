import pytest
from tests.factories.accounts import actor_of, client_for, make_member, make_operator, make_user
from tests.factories.directory import make_municipality, make_supplier

from lysning.accounts import actions
from lysning.accounts.models import Invitation, Membership
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.refusal import Refused
from lysning.notifications.models import Mail


def role_of(user):
    return Membership.objects.in_force().get(user=user)


def end(client, membership):
    return client.post(f"/konto/medlemskab/{membership.pk}/afslut/")


def test_a_right_that_ended_counts_no_more_at_the_next_request():
    supplier = make_supplier()
    owner, other = make_member(supplier), make_member(supplier)
    address = f"/konto/leverandoer/{supplier.slug}/medlemmer/inviter/"
    theirs = client_for(other)
    assert theirs.get(address).status_code == 200
    assert end(client_for(owner), role_of(other)).status_code == 303
    assert theirs.get(address).status_code == 404
    assert theirs.post(address, {"email": "x@y.dk", "role": "supplier_owner", "language": "da"}).status_code == 404
    assert Invitation.objects.count() == 0


def test_a_closed_account_is_nobody():
    supplier = make_supplier()
    owner = make_member(supplier)
    client = client_for(owner)
    owner.is_active = False
    owner.save()
    assert client.get("/konto/mig/").status_code == 302


def test_who_may_end_whose_role():
    supplier = make_supplier()
    owner, editor = make_member(supplier), make_member(supplier, "supplier_editor")
    stranger = make_member(make_supplier())
    assert end(client_for(stranger), role_of(editor)).status_code == 404
    assert end(client_for(editor), role_of(owner)).status_code == 404
    assert client_for(editor).get(f"/konto/medlemskab/{role_of(editor).pk}/afslut/").status_code == 200
    assert end(client_for(editor), role_of(editor)).status_code == 303
    assert list(Membership.objects.in_force().filter(organisation=supplier)) == [role_of(owner)]


def test_the_last_owner_stays():
    supplier = make_supplier("Sål ApS")
    owner = make_member(supplier)
    make_member(supplier, "supplier_editor")
    client = client_for(owner)
    page = end(client, role_of(owner))
    assert page.status_code == 422
    assert "Sål ApS" in page.content.decode()
    second = make_member(supplier)
    assert end(client, role_of(owner)).status_code == 303
    assert role_of(second).role == "supplier_owner"


def test_an_owner_with_a_closed_account_does_not_count_as_one():
    supplier = make_supplier()
    owner = make_member(supplier)
    make_member(supplier, is_active=False)
    with pytest.raises(Refused) as no:
        actions.end_membership(membership=role_of(owner), by=actor_of(owner), at=clock.now())
    assert no.value.code == "last_owner"


def test_what_a_leader_of_the_organisation_left_open_ends_too():
    municipality = make_municipality()
    leaving, staying = make_member(municipality, "coordinator"), make_member(municipality, "coordinator")
    for person in (leaving, staying):
        actions.invite(
            organisation=municipality, role="leader", email=f"{person.pk}@k.dk", by=actor_of(person), at=clock.now()
        )
    actions.end_membership(membership=role_of(leaving), by=actor_of(staying), at=clock.now())
    assert list(Invitation.objects.open(clock.now()).values_list("invited_by_id", flat=True)) == [staying.pk]
    page = client_for(staying).get(f"/konto/kommune/{municipality.slug}/medlemmer/")
    assert [row.user_id for row in page.context["ended"]] == [leaving.pk]


def test_only_somebody_else_ending_it_is_told_by_mail():
    supplier = make_supplier()
    owner, editor, other = make_member(supplier), make_member(supplier, "supplier_editor"), make_member(supplier)
    actions.end_membership(membership=role_of(other), by=actor_of(other), at=clock.now())
    actions.end_membership(membership=role_of(editor), by=actor_of(owner), at=clock.now())
    assert list(Mail.objects.values_list("to", "kind")) == [(editor.email, "membership_ended")]


def test_a_role_ends_once():
    owner = make_member(make_supplier())
    make_member(role_of(owner).organisation)
    membership = role_of(owner)
    actions.end_membership(membership=membership, by=SYSTEM, at=clock.now())
    with pytest.raises(Refused) as no:
        actions.end_membership(membership=Membership.objects.get(pk=membership.pk), by=SYSTEM, at=clock.now())
    assert no.value.code == "stale"


def test_the_operator_gives_and_ends_platform_roles():
    operator, person = make_operator(), make_user("eva@kl.dk")
    client = client_for(operator)
    assert client.post("/drift/roller/", {"user": "nobody@kl.dk", "role": "moderator"}).status_code == 422
    assert client.post("/drift/roller/", {"user": "eva@kl.dk", "role": "supplier_owner"}).status_code == 422
    assert client.post("/drift/roller/", {"user": "eva@kl.dk", "role": "operator"}).status_code == 303
    assert end(client_for(person), role_of(operator)).status_code == 303
    assert end(client_for(person), role_of(person)).status_code == 422
    assert client.get("/drift/roller/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_members_page_asks_a_fixed_number_of_queries(count, django_assert_num_queries):
    from tests.factories.directory import make_post

    municipality = make_municipality()
    coordinator = make_member(municipality, "coordinator")
    for number in range(count):
        post = make_post(municipality)
        gone = make_member(role="leader", post=post)
        actions.end_membership(membership=role_of(gone), by=SYSTEM, at=clock.now())
        make_member(role="leader", post=post)
        actions.invite(
            organisation=municipality,
            role="coordinator",
            email=f"{number}@k.dk",
            by=actor_of(coordinator),
            at=clock.now(),
        )
    client = client_for(coordinator)
    client.get("/konto/mig/")
    with django_assert_num_queries(8):
        client.get(f"/konto/kommune/{municipality.slug}/medlemmer/")


@pytest.mark.parametrize("count", [1, 3])
def test_ones_own_page_and_the_roles_page_too(count, django_assert_num_queries):
    operator = make_operator()
    for _ in range(count):
        make_member(make_supplier(), user=operator)
        make_operator()
    client = client_for(operator)
    client.get("/konto/mig/")
    with django_assert_num_queries(4):
        client.get("/konto/mig/")
    with django_assert_num_queries(5):  # session, person, memberships, who has a role, partners to invite to
        client.get("/drift/roller/")
