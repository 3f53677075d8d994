import pytest
from tests.factories.accounts import actor_of, client_for, make_member, make_user
from tests.factories.directory import make_municipality, make_supplier

from lysning.accounts import actions
from lysning.accounts.models import Membership
from lysning.core import clock
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.directory.models import Supplier

GOOD = {"name": "Sål ApS", "cvr": "25 31 37 63", "size": "1-10", "website": "saal.dk"}


def register(user=None, **changes):
    user = user or make_user()
    return actions.register_supplier(**GOOD | changes, user=user, by=actor_of(user), at=clock.now())


def test_a_firm_comes_to_lysning():
    user = make_user()
    page = client_for(user).post("/konto/leverandoer/ny/", GOOD)
    supplier = Supplier.objects.get()
    assert page["Location"] == "/loesninger/ny/"
    assert (supplier.slug, supplier.cvr, supplier.website) == ("saal-aps", "25313763", "https://saal.dk")
    assert Membership.objects.get(user=user).role == "supplier_owner"
    assert AuditEntry.objects.filter(verb="accounts.register_supplier", actor_id=user.pk).count() == 1


def test_a_slip_in_the_number_is_said_together_with_what_else_is_missing():
    page = client_for(make_user()).post("/konto/leverandoer/ny/", {"name": "Sål ApS", "cvr": "25313764"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"cvr", "size"}


def test_one_supplier_per_number_and_the_words_say_how_to_get_in():
    register()
    page = client_for(make_user()).post("/konto/leverandoer/ny/", GOOD | {"name": "Et andet navn"})
    assert page.status_code == 422
    (words,) = page.context["form"].errors["cvr"]
    assert words.startswith("Sål ApS ")
    assert Supplier.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"cvr": "25313764"}, "cvr_invalid", "cvr"),
        ({"cvr": "2531376"}, "cvr_invalid", "cvr"),
        ({"name": "Randers Kommune"}, "name_of_municipality", "name"),
        ({"name": "Kоmbit"}, "mixed_alphabets", "name"),
    ],
)
def test_what_is_refused(changes, code, field):
    make_municipality("Randers")
    with pytest.raises(Refused) as no:
        register(**changes)
    assert (no.value.code, no.value.field) == (code, field)
    assert Supplier.objects.count() == 0


def test_a_person_has_five_at_most():
    user = make_user()
    for _ in range(5):
        make_member(make_supplier(), user=user)
    with pytest.raises(Refused) as no:
        register(user)
    assert no.value.code == "too_many"


def test_two_firms_of_one_name_have_two_addresses():
    assert [register(cvr=cvr).slug for cvr in ("25313763", "13585628", "88146328")] == [
        "saal-aps",
        "saal-aps-2",
        "saal-aps-3",
    ]


def test_a_visitor_signs_in_first():
    assert client_for().post("/konto/leverandoer/ny/", GOOD).status_code == 302
    assert Supplier.objects.count() == 0


def test_fields_nobody_asked_for_are_left_alone():
    client_for(make_user()).post(
        "/konto/leverandoer/ny/", GOOD | {"is_example": "1", "slug": "mit", "closed_at": "2020-01-01"}
    )
    supplier = Supplier.objects.get()
    assert (supplier.is_example, supplier.slug, supplier.closed_at) == (False, "saal-aps", None)
