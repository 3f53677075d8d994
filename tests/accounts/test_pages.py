"""Every page is drawn, for those who may see it, in both languages."""

import pytest
from tests.factories.accounts import client_for, make_member, make_operator, make_user
from tests.factories.directory import make_municipality, make_post, make_supplier


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "address",
    ["log-ind", "opret", "glemt-kodeord", "lukket", "log-ud"],
)
def test_pages_of_visitors(address, language):
    assert client_for(language=language).get(f"/konto/{address}/").status_code in {200, 302}


@pytest.mark.parametrize("address", ["velkommen", "mig", "leverandoer/ny", "kommune", "kodeord", "e-mail"])
def test_pages_of_a_person(address):
    assert client_for(make_user()).get(f"/konto/{address}/").status_code == 200
    assert client_for().get(f"/konto/{address}/").status_code == 302


@pytest.mark.parametrize("address", ["adgange", "roller"])
def test_pages_of_the_operator(address):
    assert client_for(make_operator()).get(f"/drift/{address}/").status_code == 200
    assert client_for(make_user()).get(f"/drift/{address}/").status_code == 403
    assert client_for().get(f"/drift/{address}/").status_code == 302


def test_members_page_by_role():
    supplier = make_supplier()
    owner, editor = make_member(supplier), make_member(supplier, "supplier_editor")
    address = f"/konto/leverandoer/{supplier.slug}/medlemmer/"
    assert client_for(owner).get(address).status_code == 200
    assert client_for(owner).get(f"{address}inviter/").status_code == 200
    assert client_for(editor).get(address).status_code == 200
    assert client_for(editor).get(f"{address}inviter/").status_code == 403
    assert client_for(make_member(make_supplier())).get(address).status_code == 404
    assert client_for().get(address).status_code == 302


def test_a_coordinator_invites_to_free_posts_only():
    municipality = make_municipality()
    held, free = make_post(municipality), make_post(municipality)
    make_member(role="leader", post=held)
    page = client_for(make_member(municipality, "coordinator")).get(
        f"/konto/kommune/{municipality.slug}/medlemmer/inviter/"
    )
    assert [choice[0] for choice in page.context["form"].fields["post"].choices][1:] == [free.pk]


def test_a_signed_in_persons_page_is_kept_nowhere():
    assert client_for(make_user()).get("/konto/mig/")["Cache-Control"] == "no-store, private"
