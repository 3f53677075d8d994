import json
from datetime import timedelta

import pytest
from tests.factories.accounts import (
    PASSWORD,
    actor_of,
    client_for,
    make_member,
    make_operator,
    make_user,
)
from tests.factories.directory import make_municipality, make_post, make_supplier

from lysning.accounts import actions, queries
from lysning.accounts.models import Membership, User
from lysning.core import clock
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused


def test_name_and_language():
    user = make_user(name="Anna")
    client = client_for(user)
    assert client.post("/konto/mig/", {"name": "Anna  B\u200b. Ærø", "language": "en"}).status_code == 303
    user.refresh_from_db()
    assert (user.name, user.language) == ("Anna B. Ærø", "en")
    for bad in ({"name": "Se www.ond.dk", "language": "da"}, {"name": "Anna", "language": "de"}):
        assert client.post("/konto/mig/", bad).status_code == 422


def test_signed_out_everywhere_but_here():
    user = make_user()
    here, there = client_for(user), client_for(user)
    assert here.get("/konto/mig/log-ud-andre-steder/").status_code == 405
    assert here.post("/konto/mig/log-ud-andre-steder/").status_code == 303
    assert here.get("/konto/mig/").status_code == 200
    assert there.get("/konto/mig/").status_code == 302


def test_ones_data_and_nobody_elses():
    supplier = make_supplier("Kanarie ApS")
    anna, bo = make_member(supplier, name="Anna Kanarie"), make_member(supplier, name="Bo Fremmed")
    actions.invite(
        organisation=supplier, role="supplier_editor", email="eva@fremmed.dk", by=actor_of(bo), at=clock.now()
    )
    actions.edit_person(user=anna, name="Anna Kanarie", language="en", by=actor_of(anna), at=clock.now())
    answer = client_for(anna).get("/konto/mig/data.json")
    text = answer.content.decode()
    own = json.loads(text)
    assert own["person"]["email"] == anna.email
    assert [role["organisation"] for role in own["roles"]] == ["Kanarie ApS"]
    assert [act["verb"] for act in own["acts"]] == ["accounts.edit_person"]
    assert "Bo Fremmed" not in text
    assert bo.email not in text
    assert "eva@fremmed.dk" not in text
    assert "attachment" in answer["Content-Disposition"]


def signed_in(user):
    client = client_for()
    client.post("/konto/log-ind/", {"login": user.email, "password": PASSWORD})
    client.post("/konto/bekraeft/", {"password": PASSWORD})
    return client


def test_the_person_goes_and_the_acts_stay():
    municipality = make_municipality()
    user = make_member(role="leader", post=make_post(municipality))
    actions.edit_person(user=user, name="Anna", language="da", by=actor_of(user), at=clock.now())
    client = signed_in(user)
    assert client.get("/konto/mig/slet/").status_code == 200
    assert client.post("/konto/mig/slet/").status_code == 303
    assert not User.objects.filter(pk=user.pk).exists()
    verbs = AuditEntry.objects.filter(actor_id=user.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["accounts.edit_person", "accounts.end_membership", "accounts.delete_account"]
    assert user.email not in json.dumps(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert client.get("/konto/mig/").status_code == 302


def test_deleting_asks_for_the_password():
    user = make_user()
    assert client_for(user).post("/konto/mig/slet/")["Location"].startswith("/konto/bekraeft/")
    assert User.objects.filter(pk=user.pk).exists()


def test_a_firm_of_one_closes_with_its_person():
    supplier = make_supplier()
    user = make_member(supplier)
    actions.delete_account(user=user, by=actor_of(user), at=clock.now())
    supplier.refresh_from_db()
    assert supplier.closed_at is not None


def test_the_last_owner_of_others_first_names_another():
    supplier = make_supplier()
    user = make_member(supplier)
    make_member(supplier, "supplier_editor")
    client = signed_in(user)
    assert client.post("/konto/mig/slet/").status_code == 422
    assert Membership.objects.in_force().filter(user=user).exists()
    operator = make_operator()
    with pytest.raises(Refused) as no:
        actions.delete_account(user=operator, by=actor_of(operator), at=clock.now())
    assert no.value.code == "last_operator"


def test_the_rights_in_a_closed_supplier_are_gone():
    supplier = make_supplier()
    user = make_member(supplier)
    supplier.closed_at = clock.now()
    supplier.save()
    assert queries.actor_for(user).grants == frozenset()


def test_accounts_nobody_verified_are_forgotten_after_a_week():
    old, fresh = make_user(verified=False), make_user(verified=False)
    known, signed = make_user(), make_user(verified=False)
    before = clock.now() - timedelta(days=8)
    User.objects.exclude(pk=fresh.pk).update(date_joined=before)
    User.objects.filter(pk=signed.pk).update(last_login=before)
    assert actions.forget_unverified(at=clock.now()) == 1
    assert set(User.objects.values_list("pk", flat=True)) == {fresh.pk, known.pk, signed.pk}
    assert old.pk not in User.objects.values_list("pk", flat=True)
