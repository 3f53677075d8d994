"""What a need's page offers whom, and how needs are found by their words."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_municipality, make_post
from tests.factories.moderation import make_report
from tests.factories.needs import make_need

from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIST = "/behov/"


def address(name, need):
    return reverse(f"needs:{name}", args=[need.slug])


def test_needs_are_found_by_every_word_of_a_search():
    first = make_need(title="Fald om natten", description="Plejehjem")
    make_need(title="Fald på trappen")
    client = client_for()
    assert list(client.get(f"{LIST}?q=FALD plejehjem").context["page"]) == [first]
    nothing = client.get(f"{LIST}?q=robot")
    assert "Ingen åbne behov her" in nothing.text
    assert 'value="robot"' in nothing.text


def test_visitors_and_leaders_are_invited_to_describe_a_need_suppliers_are_not():
    people = [None, make_member(post=make_post(), role="leader"), make_member(role="moderator")]
    assert ["/behov/nyt/" in client_for(person).get(LIST).text for person in people] == [True, True, False]


def test_a_leader_without_a_post_is_told_whom_to_ask():
    client = client_for(make_member(make_municipality(), role="leader"))
    page = client.get(reverse("needs:new"))
    assert (page.status_code, "Du har ingen lederpost endnu" in page.text) == (200, True)
    assert client.post(reverse("needs:new"), {"title": "x"}).status_code == 403
    assert Need.objects.count() == 0


def test_the_coordinator_chooses_the_area():
    client = client_for(make_member(make_municipality(), role="coordinator"))
    form = client.get(reverse("needs:new")).context["form"]
    assert (form.initial.get("area"), "declarer" in form.fields) == (None, False)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_offers_change_and_close_to_its_own_and_a_report_to_all(language):
    post = make_post()
    need = make_need(post.municipality, post.area, post=post, is_example=True)
    people = [
        None,
        make_member(post=post, role="leader"),
        make_member(post=make_post(post.municipality), role="leader"),
    ]
    pages = [client_for(person, language).get(address("need", need)).text for person in people]
    assert [address("edit", need) in page for page in pages] == [False, True, False]
    assert [address("close", need) in page for page in pages] == [False, True, False]
    assert [reverse("moderation:report", args=["need", need.slug]) in page for page in pages] == [True, True, True]
    assert ["badge--example" in page for page in pages] == [True, True, True]


def test_the_owner_of_a_hidden_need_is_led_to_the_decision():
    need = make_need(hidden_at=NOW, hidden_reason="Nævner en person")
    report = make_report(need=need, decided_at=NOW, is_upheld=True, decision_reason="Nævner en person")
    standing = make_report(need=need, decided_at=NOW, is_upheld=False, decision_reason="Fint")
    page = client_for(make_member(need.municipality, role="coordinator")).get(address("need", need)).text
    assert [f"/indberetning/sag/{each.pk}/" in page for each in (report, standing)] == [True, False]
    assert reverse("moderation:report", args=["need", need.slug]) not in page
