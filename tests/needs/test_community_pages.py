"""Pages of co-signing, support, answers, joining, and a citizen's need."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member, make_user
from tests.factories.catalogue import make_solution, make_supplier
from tests.factories.directory import make_municipality, make_post
from tests.factories.needs import make_answer, make_cosignature, make_joining, make_need, make_support
from tests.factories.taxonomy import make_area

from lysning.catalogue.queries import product_names
from lysning.core import clock
from lysning.matching.actions import index_need
from lysning.needs.models import CoSignature, Joining, Need, OfficialAnswer, Support
from lysning.notifications.models import Mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORDS = {"title": "Bus om søndagen", "description": "Vi kan ikke komme på besøg om søndagen.", "people_concerned": "40"}


def address(name, need, *more):
    return reverse(f"needs:{name}", args=[need.slug, *more])


def test_a_leader_of_another_municipality_cosigns_changes_and_takes_back():
    need, post = make_need(), make_post()
    client = client_for(make_member(post=post, role="leader"))
    assert address("cosign", need) in client.get(address("need", need)).text
    assert client.post(address("cosign", need), {"words": ""}).status_code == 422
    assert (
        client.post(address("cosign", need), {"words": "60 fald om året", "people_concerned": "60"}).status_code == 303
    )
    row = CoSignature.objects.get()
    assert (row.municipality_id, row.post, row.people_concerned) == (post.municipality_id, post, 60)
    page = client.get(address("need", need)).text
    assert "60 fald om året" in page
    assert f'{address("cosign", need)}"' not in page
    assert client.post(address("cosign", need), {"words": "Igen"}).status_code == 422
    edit = address("edit_cosignature", need, row.pk)
    again = client.get(address("cosign", need))
    assert (again.status_code, again["Location"]) == (302, edit), "who has signed changes what was said"
    colleague = client_for(make_member(post=make_post(post.municipality), role="leader"))
    assert colleague.get(address("cosign", need)).status_code == 200, "and is not led to a page that is closed"
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"words": "70 fald", "revision": "1"}).status_code == 303
    assert client.post(edit, {"words": "80 fald", "revision": "1"}).status_code == 409
    assert client.post(edit, {"words": "80 fald", "revision": "2"}).status_code == 303
    assert client.post(address("withdraw_cosignature", need, row.pk)).status_code == 303
    assert "80 fald" not in client.get(address("need", need)).text
    assert client.get(edit).status_code == 403


def test_ones_own_municipality_is_not_asked_to_cosign():
    post = make_post()
    need, citizens = make_need(post.municipality), make_need(post.municipality, is_citizens=True)
    client = client_for(make_member(post=post, role="leader"))
    assert address("cosign", need) not in client.get(address("need", need)).text
    assert client.post(address("cosign", need), {"words": "x"}).status_code == 403
    assert address("cosign", citizens) in client.get(address("need", citizens)).text


def test_a_cosignature_of_another_need_is_not_found():
    row, other = make_cosignature(), make_need()
    client = client_for(make_member(row.municipality, role="coordinator"))
    assert client.get(address("edit_cosignature", row.need, row.pk)).status_code == 200
    assert client.get(address("edit_cosignature", other, row.pk)).status_code == 404


def test_a_visitor_supports_by_a_link_and_takes_it_back():
    need, client = make_need(), client_for()
    assert client.post(address("support", need), {"email": "ikke en adresse"}).status_code == 422
    assert client.post(address("support", need), {"email": "x@mailinator.com"}).status_code == 422
    sent = client.post(address("support", need), {"email": "Ida@eksempel.dk"}, follow=True)
    assert "Se i din mail" in sent.text
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == ("ida@eksempel.dk", "support")
    link = next(word for word in mail.text.split() if "/behov/stoette/" in word).partition("//")[2].partition("/")[2]
    page = client.get(f"/{link}")
    assert (page.status_code, Support.objects.count()) == (200, 0)
    assert client.head(f"/{link}").status_code == 200
    assert Support.objects.count() == 0
    unsaid = client.post(f"/{link}")
    assert (unsaid.status_code, Support.objects.count()) == (422, 0)
    assert "Vælg ja eller nej" in unsaid.text, "everyone is asked, and nothing is chosen beforehand"
    assert "checked" not in page.text.partition("<main")[2]
    assert "Din støtte tæller" in client.post(f"/{link}", {"wants_news": "no"}, follow=True).text
    assert Support.objects.count() == 1
    assert "Træk min støtte tilbage" in client.get(f"/{link}").text
    assert client.post(f"/{link}", {"take_back": "1"}).status_code == 303
    assert Support.objects.count() == 0
    assert client.get(reverse("needs:confirm_support", args=["findes-ikke"])).status_code == 410
    assert client.post(reverse("needs:confirm_support", args=["findes-ikke"])).status_code == 410


def test_a_supporter_follows_the_need_when_asked_for_alone():
    from lysning.notifications.models import Subscription

    need, client = make_need(), client_for()
    for email, sent in (("ida@eksempel.dk", {"wants_news": "no"}), ("bo@eksempel.dk", {"wants_news": "yes"})):
        client.post(address("support", need), {"email": email})
        text = Mail.objects.get(to=email).text
        client.post("/behov/stoette/" + text.partition("/behov/stoette/")[2].split()[0], sent)
    row = Subscription.objects.get()
    assert (row.email, row.need, row.confirmed_at is not None) == ("bo@eksempel.dk", need, True)


def test_a_person_with_an_account_supports_at_once_and_once():
    need, client = make_need(), client_for(make_user())
    for _again in range(2):
        assert client.post(address("support", need)).status_code == 303
    assert Support.objects.count() == 1
    assert "Du støtter det" in client.get(address("need", need)).text
    assert client.post(address("support", need), {"take_back": "1"}).status_code == 303
    assert Support.objects.count() == 0
    unverified = client_for(make_user(verified=False))
    assert unverified.post(address("support", need)).status_code == 422


@pytest.mark.parametrize(("number", "words"), [(4, "Færre end fem støtter"), (5, "5 personer støtter behovet")])
def test_how_many_support_it_is_said_from_five(number, words):
    need = make_need()
    make_support(need, number)
    assert words in client_for().get(address("need", need)).text


def test_one_address_may_be_written_five_times_an_hour():
    need, client = make_need(), client_for()
    answers = [client.post(address("support", need), {"email": "ida@eksempel.dk"}).status_code for _try in range(6)]
    assert answers == [302] * 5 + [429]


def test_a_leader_of_the_field_answers_and_versions_can_be_read():
    post = make_post()
    need = make_need(post.municipality, post.area, is_citizens=True)
    client = client_for(make_member(post=post, role="leader"))
    elsewhere = client_for(make_member(post=make_post(), role="leader"))
    other_field = client_for(make_member(post=make_post(post.municipality), role="leader"))
    assert [each.get(address("answer", need)).status_code for each in (client, elsewhere)] == [200, 403]
    assert other_field.get(address("answer", need)).status_code == (200 if post.area == make_post().area else 403)
    assert client.post(address("answer", need), {"answer": "", "after": "0"}).status_code == 422
    for _again in range(2):
        assert client.post(address("answer", need), {"answer": "Vi prøver det.", "after": "0"}).status_code == 303
    assert client.post(address("answer", need), {"answer": "Et andet ord", "after": "0"}).status_code == 409
    assert client.post(address("answer", need), {"answer": "Vi prøver det i maj.", "after": "1"}).status_code == 303
    assert OfficialAnswer.objects.count() == 2
    page = client_for().get(address("need", need)).text
    assert "Vi prøver det i maj." in page
    assert "Tidligere udgaver af svaret" in page


def test_the_owner_joins_a_need_into_another_and_takes_them_apart():
    post = make_post()
    need, into = make_need(post.municipality, post.area, post=post), make_need(title="Fald på trappen")
    index_need(into.pk, at=clock.now())
    client = client_for(make_member(post=post, role="leader"))
    page = client.get(f"{address('join', need)}?q=trappen")
    assert [each.slug for each in page.context["found"]] == [into.slug]
    assert "Ingen åbne behov har de ord" in client.get(f"{address('join', need)}?q=robot").text
    assert client.get(f"{address('join', need)}?med={into.slug}").context["found"] == [into]
    assert client.post(address("join", need), {"into": into.slug, "reason": ""}).status_code == 422
    assert client.post(address("join", need), {"into": "findes-ikke", "reason": "x"}).status_code == 422
    assert client.post(address("join", need), {"into": need.slug, "reason": "x"}).status_code == 422
    assert client.post(address("join", need), {"into": into.slug, "reason": "Samme sag"}).status_code == 303
    assert "Lagt sammen med et andet behov" in client_for().get(address("need", need)).text
    assert need.title in client_for().get(address("need", into)).text
    assert client.get(address("separate", need)).status_code == 200
    assert client.post(address("separate", need), {"reason": ""}).status_code == 422
    assert client.post(address("separate", need), {"reason": "To ting"}).status_code == 303
    assert client.post(address("separate", need), {"reason": "Igen"}).status_code == 422
    assert Joining.objects.get().separation_reason == "To ting"


def test_who_cosigned_the_joined_need_finds_own_words_at_the_other():
    row, into = make_cosignature(words="Vores egne ord", people_concerned=12), make_need()
    make_joining(row.need, into)
    client = client_for(make_member(row.municipality, role="coordinator"))
    assert address("cosign", into) in client.get(address("need", row.need)).text
    form = client.get(address("cosign", into)).context["form"]
    assert (form["words"].value(), form["people_concerned"].value()) == ("Vores egne ord", 12)
    assert CoSignature.objects.filter(need=into).count() == 0


def test_a_citizen_writes_a_need_that_a_moderator_lets_through():
    place, area = make_municipality(), make_area()
    user = make_user()
    client, moderator = client_for(user), client_for(make_member(role="moderator"))
    form = WORDS | {"area": area.key, "municipality": place.slug}
    assert client_for().get(reverse("needs:citizen")).status_code == 302
    assert client.post(reverse("needs:citizen"), WORDS).status_code == 422
    sent = client.post(reverse("needs:citizen"), form, follow=True)
    need = Need.objects.get()
    assert sent.redirect_chain == [(address("need", need), 303)]
    assert "En moderator læser det først" in sent.text
    assert client_for().get(address("need", need)).status_code == 404
    assert need.title in client.get(reverse("needs:citizen")).text
    report = need.reports.get()
    assert "Nyt behov fra en borger" in moderator.get(reverse("moderation:queue")).text
    page = moderator.get(reverse("moderation:case", args=[report.pk])).text
    assert "Lad det komme igennem" in page
    decide = reverse("moderation:decide", args=[report.pk])
    assert moderator.post(decide, {"hide": "no", "decision_reason": "Klart og venligt"}).status_code == 303
    assert "Fra en borger" in client_for().get(address("need", need)).text
    assert client.get(address("edit", need)).status_code == 403
    mail = Mail.objects.get(kind="let_through")
    assert (mail.to, "Klart og venligt" in mail.text) == (user.email, True)


def test_a_need_that_is_not_let_through_is_changed_and_appealed_by_its_writer_alone():
    user = make_user()
    need = make_need(is_citizens=True, waiting_since=NOW, created_by=user)
    from lysning.moderation.actions import open_case

    report = open_case(need=need, reason="first_look", text="", at=NOW)
    moderator = client_for(make_member(role="moderator"))
    decide = reverse("moderation:decide", args=[report.pk])
    assert moderator.post(decide, {"hide": "yes", "decision_reason": "Nævner en person"}).status_code == 303
    client, own = client_for(user), client_for(make_member(need.municipality, role="coordinator"))
    case = reverse("moderation:case", args=[report.pk])
    assert [each.get(case).status_code for each in (client, own, client_for())] == [200, 404, 302]
    assert own.get(address("need", need)).status_code == 404
    page = client.get(address("need", need)).text
    assert "Nævner en person" in page
    assert case in page
    assert Mail.objects.get(kind="not_let_through").to == user.email
    assert client.post(f"{case}anke/", {"appeal_text": "Ingen kan genkendes"}).status_code == 303
    second = client_for(make_member(role="moderator"))
    grant = reverse("moderation:decide_appeal", args=[report.pk])
    assert second.post(grant, {"grant": "yes", "appeal_reason": "Enig"}).status_code == 303
    assert client_for().get(address("need", need)).status_code == 200


def test_what_is_written_anew_is_read_anew():
    user = make_user()
    need = make_need(
        is_citizens=True, waiting_since=NOW, created_by=user, hidden_at=NOW, hidden_reason="Nævner en person"
    )
    client = client_for(user)
    form = WORDS | {"area": need.area.key, "revision": "1"}
    assert client.post(address("edit", need), form).status_code == 303
    assert need.reports.get().waits == "report"


def test_a_citizen_takes_a_need_back():
    user = make_user()
    waiting = make_need(is_citizens=True, waiting_since=NOW, created_by=user)
    public = make_need(is_citizens=True, created_by=user)
    client = client_for(user)
    assert client.get(address("take_back", waiting)).status_code == 200
    assert client.post(address("take_back", waiting)).status_code == 303
    assert client.post(address("take_back", public)).status_code == 303
    assert [(row.pk, row.closed_at is None) for row in Need.objects.all()] == [(public.pk, False)]
    assert client.post(address("take_back", public)).status_code == 403


def test_a_name_from_the_catalogue_is_asked_about_and_may_stay():
    make_solution(supplier=make_supplier("Columna A/S"))
    product_names.forget()
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    form = WORDS | {"title": "Columna er langsom", "area": post.area.key}
    answer = client.post(reverse("needs:new"), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["names_are_meant"])
    assert "Columna" in str(answer.context["form"].errors["names_are_meant"])
    assert client.post(reverse("needs:new"), form | {"names_are_meant": "on"}).status_code == 303
    product_names.forget()


def test_looking_a_text_over_saves_nothing_and_complains_of_nothing():
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    page = client.post(reverse("needs:new"), {"title": "Fald", "look": "1"})
    assert (page.status_code, Need.objects.count(), page.context["form"].errors) == (200, 0, {})
    assert 'value="Fald"' in page.text
    assert "mindst tre ord" in page.text


@pytest.mark.parametrize("people", ["nul", "0", "-3", "9" * 30])
def test_an_impossible_number_is_told_at_its_field(people):
    post = make_post()
    client = client_for(make_member(post=post, role="leader"))
    answer = client.post(reverse("needs:new"), WORDS | {"area": post.area.key, "people_concerned": people})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["people_concerned"])
    look = client.post(reverse("needs:new"), WORDS | {"people_concerned": people, "look": "1"})
    assert look.status_code == 200


def test_the_page_of_a_need_asks_the_same_for_one_and_three(django_assert_max_num_queries):
    need, client = make_need(), client_for()
    counts = []
    for number in (1, 3):
        while need.cosignatures.count() < number:
            make_cosignature(need), make_joining(make_need(), need), make_answer(need, number=need.answers.count() + 1)
        client.get(address("need", need))
        with django_assert_max_num_queries(45) as asked:
            client.get(address("need", need))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_map_shows_who_shares_a_need_with_a_list_beside_it():
    need = make_need()
    page = client_for().get(address("need", need))
    assert page.context["map"] is None
    row = make_cosignature(need)
    make_joining(make_need(), need)
    page = client_for().get(address("need", need))
    assert [(entry.state, count) for entry, count in page.context["map"].counts][:3] == [
        ("described", 1),
        ("cosigned", 1),
        ("joined", 1),
    ]
    assert f"{row.municipality.name}: har skrevet under på behovet" in page.text
