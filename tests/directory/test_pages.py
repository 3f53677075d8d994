from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from tests.factories.accounts import client_for, make_member, make_operator
from tests.factories.directory import make_municipality, make_post
from tests.factories.taxonomy import make_area, make_role

from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.directory import actions
from lysning.directory.models import EmailDomain, Import, Municipality, Post

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SETTINGS = {
    "title": "",
    "institution": "Solgården",
    "email": "sol@kommune.dk",
    "weekly_room": "2",
    "interests": "Fald",
    "mail_mode": "weekly",
    "language": "da",
    "revision": "1",
}


def settings_of(post):
    return reverse("directory:post", args=[post.pk])


def test_the_holder_changes_the_settings():
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    assert client.get(settings_of(post)).status_code == 200
    answer = client.post(settings_of(post), SETTINGS, follow=True)
    assert answer.redirect_chain == [(settings_of(post), 303)]
    assert "Indstillingerne er gemt." in answer.text
    post.refresh_from_db()
    assert (post.institution, post.email, post.weekly_room, post.mail_mode) == (
        "Solgården",
        "sol@kommune.dk",
        2,
        "weekly",
    )


def test_who_may_not_change_a_post():
    post = make_post()
    elsewhere = make_member(make_municipality(), role="coordinator")
    colleague = make_member(post=make_post(post.municipality), role="leader")
    for user, status in [(elsewhere, 404), (colleague, 404), (make_operator(), 403)]:
        client = client_for(user)
        assert client.get(settings_of(post)).status_code == status
        assert client.post(settings_of(post), SETTINGS).status_code == status
    holder = client_for(make_member(post=post, role="leader"))
    assert holder.post(reverse("directory:close_post", args=[post.pk])).status_code == 403
    assert Post.objects.get(pk=post.pk).revision == 1


def test_a_wrong_setting_is_told_at_its_field():
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    answer = client.post(settings_of(post), SETTINGS | {"interests": "Ring til 010190-1234"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["interests"]
    assert client.post(settings_of(post), {}).status_code == 422


def test_a_stale_save_shows_both_texts_and_may_be_repeated():
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    Post.objects.update(revision=4, interests="Den andens ord")
    answer = client.post(settings_of(post), SETTINGS | {"interests": "Mine ord"})
    assert answer.status_code == 409
    assert "Den andens ord" in answer.text
    assert "Mine ord" in answer.text
    again = dict(answer.context["form"].data.items())
    assert client.post(settings_of(post), again).status_code == 303
    assert Post.objects.get().interests == "Mine ord"


def test_the_coordinator_finds_adds_and_closes_posts():
    municipality = make_municipality()
    role = make_role(make_area(name_da="Ældre"), title_da="Plejehjemsleder")
    client = client_for(make_member(municipality, role="coordinator"))
    listed = reverse("directory:posts", args=[municipality.slug])
    assert "Ingen poster passer" in client.get(listed).text
    new = reverse("directory:new_post", args=[municipality.slug])
    assert client.get(new).status_code == 200
    assert client.post(new, {"role": "findes-ikke"}).status_code == 422
    form = {"role": role.key, "institution": "Solgården", "title": "", "email": ""}
    assert client.post(new, form).status_code == 303
    again = client.post(new, form)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["institution"])
    assert "Plejehjemsleder, Solgården" in client.get(f"{listed}?q=solgården&area={role.area.key}").text
    post = Post.objects.get()
    close = reverse("directory:close_post", args=[post.pk])
    assert client.get(close).status_code == 200
    assert client.post(close).status_code == 303
    assert client.post(close).status_code == 404
    assert "Posten er lukket" in client.get(settings_of(post)).text


def test_only_the_municipalitys_coordinator_sees_its_list():
    municipality = make_municipality()
    listed = reverse("directory:posts", args=[municipality.slug])
    assert client_for(make_member(make_municipality(), role="coordinator")).get(listed).status_code == 403
    assert client_for(make_member(post=make_post(municipality), role="leader")).get(listed).status_code == 403
    assert client_for(make_operator()).get(reverse("directory:posts", args=["atlantis"])).status_code == 404


def test_the_list_asks_the_same_questions_for_one_and_three(django_assert_num_queries):
    municipality = make_municipality()
    client = client_for(make_member(municipality, role="coordinator"))
    listed = reverse("directory:posts", args=[municipality.slug])
    make_post(municipality)
    client.get(listed)
    with django_assert_num_queries(6):
        client.get(listed)
    make_post(municipality)
    make_post(municipality)
    client.get(listed)
    with django_assert_num_queries(6):
        assert len(client.get(listed).context["page"].object_list) == 3


def test_the_operator_keeps_the_domains(django_assert_num_queries):
    first, address = make_municipality("Aarhus"), reverse("directory:domains")
    make_municipality("Odense")
    client = client_for(make_operator())
    assert "Ingen domæner endnu" in client.get(address).text
    assert client.post(address, {"municipality": "", "domain": "x", "source": ""}).status_code == 422
    form = {"municipality": first.code, "source": "Kommunens brev"}
    assert client.post(address, form | {"domain": "gmail.com"}).status_code == 422
    assert client.post(address, form | {"domain": "aarhus.dk"}).status_code == 303
    with django_assert_num_queries(5):
        client.get(address)
    for name in ("a.dk", "b.dk"):
        EmailDomain.objects.create(municipality=first, domain=name, source="brev")
    with django_assert_num_queries(5):
        assert "Kommunens brev" in client.get(address).text
    assert (
        client.post(reverse("directory:remove_domain"), {"domain": EmailDomain.objects.first().pk}).status_code == 303
    )
    assert EmailDomain.objects.count() == 2


@pytest.mark.parametrize("name", ["directory:domains", "directory:imports"])
def test_the_operators_pages_are_the_operators(name):
    visitor = client_for().get(reverse(name))
    assert (visitor.status_code, visitor.url.partition("?")[0]) == (302, reverse("account_login"))
    assert client_for(make_member(make_municipality(), role="coordinator")).get(reverse(name)).status_code == 403
    assert client_for(make_operator()).get(reverse(name)).status_code == 200


def test_a_list_is_uploaded_tried_and_confirmed():
    make_municipality("Aarhus")
    make_role(title_da="Skoleleder")
    client = client_for(make_operator())
    address = reverse("directory:imports")
    assert client.post(address, {"kind": "posts"}).status_code == 422
    empty = client.post(address, {"kind": "posts", "file": SimpleUploadedFile("tom.csv", b"")})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["file"])
    file = SimpleUploadedFile("poster.csv", b"kommune;rolle\nAarhus;Skoleleder\n")
    answer = client.post(address, {"kind": "posts", "file": file})
    assert answer.status_code == 303
    run = Import.objects.get()
    page = client.get(answer.url)
    assert '<meta http-equiv="refresh"' in page.text
    Import.objects.update(checked_at=NOW, new_count=1, changed_count=0, unchanged_count=0)
    page = client.get(answer.url)
    assert "Ja, skriv listen" in page.text
    assert '<meta http-equiv="refresh"' not in page.text
    assert client.post(reverse("directory:confirm_import", args=[run.pk])).status_code == 303
    assert client.post(reverse("directory:confirm_import", args=[run.pk])).status_code == 422
    assert client.get(reverse("directory:import", args=[run.pk + 1])).status_code == 404
    assert "poster.csv" in client.get(address).text


def test_a_list_can_be_thrown_away():
    client = client_for(make_operator())
    run = Import.objects.create(kind="posts", file_name="x.csv", content=b"x", uploaded_at=NOW, checked_at=NOW)
    assert client.post(reverse("directory:discard_import", args=[run.pk])).status_code == 303
    assert "Kasseret" in client.get(reverse("directory:import", args=[run.pk])).text


def test_mistakes_are_shown_with_line_column_and_words(django_assert_num_queries):
    client = client_for(make_operator())
    run = Import.objects.create(
        kind="posts", file_name="x.csv", content=b"", uploaded_at=NOW, checked_at=NOW, problem_count=3
    )
    facts = {"value": "<b>Atlantis</b>"}
    run.problems.create(line=17, column="Kommune", code="municipality_unknown", facts=facts)
    address = reverse("directory:import", args=[run.pk])
    with django_assert_num_queries(6):
        page = client.get(address).text
    assert "»&lt;b&gt;Atlantis&lt;/b&gt;« er ikke en dansk kommune." in page
    for line in (18, 19):
        run.problems.create(line=line, column="Kommune", code="municipality_unknown", facts=facts)
    with django_assert_num_queries(6):
        assert len(client.get(address).context["rows"]) == 3


def test_a_coordinator_chooses_how_much_comes_in_place_of_leaders():
    municipality = make_municipality()
    client = client_for(make_member(municipality, role="coordinator"))
    address = reverse("directory:stand_in", args=[municipality.slug])
    posts = reverse("directory:posts", args=[municipality.slug])
    assert 'value="10"' in client.get(address).text
    assert "Højst 10 henvendelser om ugen kommer til koordinatoren" in client.get(posts).text
    for wrong in ("51", "-1", "mange", ""):
        assert client.post(address, {"stand_in_room": wrong}).status_code == 422
    for _again in range(2):
        assert client.post(address, {"stand_in_room": "4"}).status_code == 303
    municipality.refresh_from_db()
    assert municipality.stand_in_room == 4
    assert AuditEntry.objects.get(verb="directory.set_stand_in_room").facts == {"room": 4}
    assert "Højst 4 henvendelser om ugen" in client.get(posts).text


@pytest.mark.parametrize("room", [-1, 51])
def test_a_coordinators_room_has_bounds(room):
    with pytest.raises(Refused) as refused:
        actions.set_stand_in_room(municipality=make_municipality(), room=room, by=SYSTEM, at=NOW)
    assert (refused.value.code, refused.value.field) == ("stand_in_room_wrong", "stand_in_room")
    with pytest.raises(IntegrityError):
        Municipality.objects.update(stand_in_room=51)
