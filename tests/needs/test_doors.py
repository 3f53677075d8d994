"""What a need's page offers whom, and how needs are found by their words."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_municipality, make_post
from tests.factories.moderation import make_report
from tests.factories.needs import make_need

from lysning.matching.actions import index_need
from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIST = "/behov/"


def address(name, need):
    return reverse(f"needs:{name}", args=[need.slug])


def indexed(**facts):
    need = make_need(**facts)
    index_need(need.pk, at=NOW)
    return need


def test_needs_are_found_by_what_is_meant_best_first():
    far = indexed(title="Mad på plejehjem", description="Maden er kold, og en beboer kan falde over vognen.")
    first = indexed(title="Fald om natten", description="Beboere på plejehjem falder, når de står op.")
    indexed(title="Affald i skoven", description="Skraldet ligger der for længe.")
    client = client_for()
    page = client.get(f"{LIST}?q=VÆLTER om natten")
    assert next(iter(page.context["page"])) == first
    assert "står først" in page.text
    assert "Affald i skoven" not in client.get(f"{LIST}?q=fald").text
    assert [each.title for each in client.get(f"{LIST}?q=plejehjem").context["page"]] == [far.title, first.title]
    assert first.title in client.get(f"{LIST}atom.xml?q=fald").text
    nothing = client.get(f"{LIST}?q=robot")
    assert "Ingen åbne behov her" in nothing.text
    assert 'value="robot"' in nothing.text


def test_a_search_tells_nobody_of_a_need_they_may_not_see():
    waiting = indexed(title="Fald om natten", is_citizens=True, waiting_since=NOW)
    assert waiting.title not in client_for().get(f"{LIST}?q=fald").text


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
