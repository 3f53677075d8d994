from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_municipality, make_post
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_area

from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIST = "/behov/"


def address(name, need):
    return reverse(f"needs:{name}", args=[need.slug])


def test_the_list_is_public_filtered_and_asks_the_same_for_one_and_three(django_assert_num_queries):
    client = client_for()
    area = make_area("skoler", name_da="Dagtilbud og skole")
    municipality = make_municipality("Aarhus", slug="aarhus")
    assert "Ingen åbne behov endnu" in client.get(LIST).text
    make_need(municipality, area, title="Børn på vej")
    client.get(LIST)
    with django_assert_num_queries(3):
        assert "1 åbent behov" in client.get(LIST).text
    make_need(municipality)
    make_need()
    client.get(LIST)
    with django_assert_num_queries(3):
        assert len(client.get(LIST).context["page"].object_list) == 3
    narrowed = client.get(f"{LIST}?area=skoler&kommune=aarhus")
    assert [need.title for need in narrowed.context["page"]] == ["Børn på vej"]
    assert "Ingen åbne behov her" in client.get(f"{LIST}?area=findes-ikke").text


def test_a_long_list_has_pages():
    municipality, area = make_municipality(), make_area()
    for _number in range(21):
        make_need(municipality, area)
    client = client_for()
    assert len(client.get(LIST).context["page"].object_list) == 20
    assert len(client.get(f"{LIST}?page=2").context["page"].object_list) == 1


def test_a_need_is_read_by_everyone_until_it_is_hidden():
    need = make_need(people_concerned=1200, description="<b>Fald</b>\n\nom natten")
    page = client_for().get(address("need", need))
    assert "1.200" in page.text
    assert "<p>&lt;b&gt;Fald&lt;/b&gt;</p>" in page.text
    assert "Ret behovet" not in page.text
    Need.objects.update(hidden_at=NOW, hidden_reason="Nævner en person")
    assert client_for().get(address("need", need)).status_code == 404
    own = client_for(make_member(need.municipality, role="coordinator")).get(address("need", need))
    assert "Nævner en person" in own.text


WORDS = {"title": "Fald om natten", "description": "Mange falder.", "people_concerned": "40"}


def test_a_leader_describes_a_need():
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    page = client.get(reverse("needs:new"))
    assert page.context["form"].initial["area"] == post.area.key
    assert "declarer" not in page.context["form"].fields
    answer = client.post(reverse("needs:new"), WORDS | {"area": post.area.key}, follow=True)
    need = Need.objects.get()
    assert answer.redirect_chain == [(address("need", need), 303)]
    assert (need.post, need.municipality_id, need.people_concerned) == (post, post.municipality_id, 40)
    assert "Behovet er udgivet" in answer.text


def test_who_has_several_names_chooses_one():
    post = make_post()
    user = make_member(post=post, role="leader")
    odense = make_municipality("Odense")
    make_member(odense, role="coordinator", user=user)
    client = client_for(user)
    form = WORDS | {"area": post.area.key}
    assert list(client.post(reverse("needs:new"), form).context["form"].errors) == ["declarer"]
    strange = form | {"declarer": f"kommune-{make_municipality().pk}"}
    assert client.post(reverse("needs:new"), strange).status_code == 422
    assert client.post(reverse("needs:new"), form | {"declarer": f"kommune-{odense.pk}"}).status_code == 303
    need = Need.objects.get()
    assert (need.municipality_id, need.post) == (odense.pk, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"area": "findes-ikke"}, "area"),
        ({"people_concerned": "0"}, "people_concerned"),
        ({"description": "Ring til 010190-1234"}, "description"),
    ],
)
def test_a_wrong_need_is_told_at_its_field(wrong, field):
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    answer = client.post(reverse("needs:new"), WORDS | {"area": post.area.key} | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert client.post(reverse("needs:new"), {}).status_code == 422
    assert Need.objects.count() == 0


def test_who_may_not_describe_change_or_close():
    need = make_need()
    visitor, supplier = client_for(), client_for(make_member(role="moderator"))
    assert visitor.get(reverse("needs:new")).status_code == 302
    assert supplier.get(reverse("needs:new")).status_code == 403
    colleague = client_for(make_member(post=make_post(need.municipality), role="leader"))
    for client in (supplier, colleague):
        assert client.post(address("edit", need), WORDS).status_code == 403
        assert client.post(address("close", need), {"closing_note": "x"}).status_code == 403
    assert colleague.get(reverse("needs:edit", args=["findes-ikke"])).status_code == 404


def test_the_need_is_changed_and_two_texts_are_shown_when_stale():
    post = make_post()
    need = make_need(post.municipality, post.area, post=post)
    client = client_for(make_member(post=post, role="leader"))
    assert client.get(address("edit", need)).status_code == 200
    form = WORDS | {"area": post.area.key, "revision": "1"}
    assert client.post(address("edit", need), form).status_code == 303
    Need.objects.update(description="Den andens ord", revision=5)
    answer = client.post(address("edit", need), form | {"description": "Mine ord"})
    assert answer.status_code == 409
    assert "Den andens ord" in answer.text
    assert "Mine ord" in answer.text
    assert client.post(address("edit", need), answer.context["form"].data.dict()).status_code == 303
    assert Need.objects.get().description == "Mine ord"


def test_a_need_is_closed_with_a_word():
    need = make_need()
    client = client_for(make_member(need.municipality, role="coordinator"))
    assert client.get(address("close", need)).status_code == 200
    assert client.post(address("close", need), {"closing_note": ""}).status_code == 422
    assert client.post(address("close", need), {"closing_note": "Vi købte en måtte."}).status_code == 303
    assert "Vi købte en måtte." in client_for().get(address("need", need)).text
    assert client.post(address("close", need), {"closing_note": "Igen"}).status_code == 403
    assert need not in client_for().get(LIST).context["page"].object_list


def test_a_need_says_whether_it_is_open():
    need = make_need()
    assert "Åbent" in client_for().get(address("need", need)).text
    Need.objects.update(closed_at=NOW, closing_note="Løst")
    assert "Lukket den" in client_for().get(address("need", need)).text
