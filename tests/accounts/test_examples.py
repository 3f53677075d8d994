import pytest
from tests.factories.accounts import client_for, make_member, make_user
from tests.factories.directory import make_municipality, make_post, make_supplier

from lysning.accounts import actions
from lysning.accounts.models import Membership, User
from lysning.core import clock
from lysning.core.refusal import Refused


def example(role="supplier_owner", **place):
    return actions.make_example_user(
        email=f"{role}@eksempel.dk", name="Anna Eksempel", role=role, at=clock.now(), **place
    )


@pytest.fixture
def anna():
    return example(organisation=make_supplier())


def test_one_enters_by_a_button(anna):
    client = client_for()
    page = client.get("/eksempel/")
    assert f"/eksempel/ind/{anna.pk}/" in page.content.decode()
    assert client.get(f"/eksempel/ind/{anna.pk}/").status_code == 405
    assert client.post(f"/eksempel/ind/{anna.pk}/")["Location"] == "/konto/velkommen/"
    assert client.session["_auth_user_id"] == str(anna.pk)


def test_making_the_same_person_twice_makes_one():
    supplier = make_supplier()
    assert example(organisation=supplier) == example(organisation=supplier)
    assert (User.objects.count(), Membership.objects.count()) == (1, 1)


def test_every_role_can_be_made():
    post = make_post()
    example("leader", post=post, organisation=post.municipality)
    example("coordinator", organisation=post.municipality)
    example("moderator"), example("operator")
    groups = client_for().get("/eksempel/").context["groups"]
    assert [[row.role for row in rows] for rows in groups.values()] == [
        ["leader", "coordinator"],
        ["moderator", "operator"],
    ]


def test_the_people_stand_by_their_municipality():
    one, other = make_post(), make_post(make_municipality("Testby"))
    for number, (role, post) in enumerate([("leader", one), ("leader", other), ("coordinator", one)]):
        actions.make_example_user(
            email=f"{number}@eksempel.dk",
            name=f"Bo {number}",
            role=role,
            organisation=post.municipality,
            post=post if role == "leader" else None,
            at=clock.now(),
        )
    example(organisation=make_supplier())
    page = client_for().get("/eksempel/")
    names = {heading: [row.user.name for row in rows] for heading, rows in page.context["groups"].items()}
    assert names == {
        one.municipality.name: ["Bo 0", "Bo 2"],
        "Testby": ["Bo 1"],
        "Leverandør og partner": ["Anna Eksempel"],
    }


def test_a_real_person_is_never_entered_as():
    user = make_member(make_supplier())
    client = client_for()
    assert client.post(f"/eksempel/ind/{user.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session
    with pytest.raises(Refused):
        actions.make_example_user(email=user.email, name="X", role="operator", at=clock.now())


def test_outside_example_mode_there_is_no_such_page(anna, settings):
    settings.EXAMPLE_MODE = False
    client = client_for()
    assert client.get("/eksempel/").status_code == 404
    assert client.post(f"/eksempel/ind/{anna.pk}/").status_code == 404
    with pytest.raises(Refused):
        actions.enter_as_example(user=anna, at=clock.now())


@pytest.mark.parametrize("address", ["e-mail", "kodeord", "kodeord/nyt", "bekraeft", "mig/slet"])
def test_what_belongs_to_everybody_is_not_changed_by_one(anna, address):
    assert client_for(anna).post(f"/konto/{address}/", {"password1": "x"}).status_code == 403


def test_the_made_up_person_keeps_the_name_and_ones_own_language(anna):
    client = client_for(anna, language="en")
    assert client.post("/konto/mig/", {"name": "Grimt navn", "language": "da"}).status_code == 422
    assert '<html lang="en">' in client.get("/konto/mig/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_queries(count, django_assert_num_queries):
    for number in range(count):
        post = make_post()
        actions.make_example_user(
            email=f"{number}@eksempel.dk",
            name="Bo",
            role="leader",
            organisation=post.municipality,
            post=post,
            at=clock.now(),
        )
    make_user()
    client = client_for()
    with django_assert_num_queries(1):
        client.get("/eksempel/")
