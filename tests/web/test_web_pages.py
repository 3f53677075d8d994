import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality, make_partner, make_post, make_supplier
from tests.factories.enquiries import make_enquiry
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_role

from lysning.accounts.models import Membership, User
from lysning.accounts.queries import actor_for
from lysning.catalogue.models import Solution
from lysning.community.models import Coalition, Member, Task
from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.models import AuditEntry
from lysning.core.permissions import verb
from lysning.direction.actions import seed_rings
from lysning.direction.models import Direction, DirectionChange, Placement, PlacementChange
from lysning.directory.actions import seed_directory
from lysning.directory.models import Post, Supplier
from lysning.enquiries.models import Enquiry
from lysning.enquiries.queries import promises
from lysning.evidence.models import Adoption, BusinessCase, EarlierProject, Finding
from lysning.matching.actions import index_reference
from lysning.needs.models import Need
from lysning.notifications.models import Mail
from lysning.taxonomy.actions import seed_reference
from lysning.trials.actions import seed_measures
from lysning.trials.models import Trial
from lysning.trials.queries.measures import measures
from lysning.web.demo import clear_demo, load_demo
from lysning.web.figures import forget_figures
from lysning.web.needs.trace import trace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_figures():
    forget_figures()
    yield
    forget_figures()


@pytest.mark.parametrize("name", ["front", "explore", "areas", "municipalities", "projects", "promises", "open_data"])
def test_every_public_page_stands_with_an_empty_database(client, name):
    assert client.get(reverse(f"web:{name}")).status_code == 200


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", ["about", "privacy", "accessibility", "help"])
def test_our_own_texts_come_in_both_languages(client, name, language):
    page = client.get(reverse(f"web:{name}"), headers={"accept-language": language}).content.decode()
    assert page.count("<h1>") == 1
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("language", ["da", "en"])
def test_lists_in_an_order_lead_to_the_words_about_it(client, language):
    headers = {"accept-language": language}
    assert "/hjaelp/#why" not in client.get(reverse("web:explore"), headers=headers).content.decode()
    make_solution()
    assert "/hjaelp/#why" in client.get(reverse("web:explore"), headers=headers).content.decode()
    assert '<h2 id="why">' in client.get(reverse("web:help"), headers=headers).content.decode()


def explore(client, **asked):
    return client.get(reverse("web:explore"), asked)


def test_explore_finds_by_word_and_says_which_word_met(client):
    found = make_solution(title="Sål mod fald", problem="Ældre falder om natten.")
    make_solution(title="Læsetræning", problem="Elever læser usikkert.", audience="Elever", description="Læs højt.")
    response = explore(client, q="fald")
    assert [hit.card.solution_id for hit in response.context["hits"]] == [found.pk]
    assert [hit.shares for hit in response.context["hits"]] == [(("fald", 100),)]


def test_a_draft_influences_no_count_and_no_hit(client):
    make_solution(title="Hemmelig zebrasensor", published=False)
    assert explore(client, q="zebrasensor").context["total"] == 0
    assert explore(client).context["total"] == 0


def test_explore_takes_any_words(client):
    for words in ("'; DROP TABLE --", "😀😀", "(((", "a" * 1900, "%s %(x)s", "\u202etxet", "  "):
        assert explore(client, q=words).status_code == 200
    assert explore(client, q="x" * 2001).status_code == 422
    assert explore(client, page="99999999999").status_code == 200


@pytest.mark.parametrize("sent", ["loesninger/?q=fald%00natten", "loesninger/?%00=1", "fald%00/", "soeg/ord/?q=%00"])
def test_what_no_database_can_take_is_answered_by_a_page_in_the_readers_language(client, sent):
    answer = client.get(f"/{sent}")
    assert answer.status_code == 400
    assert "Skriv ordene igen" in answer.content.decode()
    assert "Write your words again" in client.get(f"/{sent}", headers={"accept-language": "en"}).content.decode()
    for broken in ("%ed%a0%bd", "%ff%fe"):
        assert client.get(f"/{sent.replace('%00', broken)}").status_code < 500


@pytest.mark.parametrize("address", ["explore", "areas", "front"])
def test_lists_ask_the_same_number_of_questions_for_one_and_three(client, address):
    def queries():
        client.get(reverse(f"web:{address}"))
        forget_figures()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"web:{address}")).status_code == 200
        return len(captured)

    make_solution()
    make_need()
    one = queries()
    for _ in range(2):
        make_solution()
        make_need()
    assert queries() == one


def test_a_municipality_shows_answers_to_public_solutions_only(client):
    post = make_post(make_municipality("Testby"), make_role())
    enquiry = make_enquiry("together", post=post)
    page = client.get(reverse("web:municipality", args=[post.municipality.slug])).content.decode()
    assert enquiry.version.title in page
    Solution.objects.filter(pk=enquiry.version.solution_id).update(hidden_at=enquiry.offered_at, hidden_reason="x")
    page = client.get(reverse("web:municipality", args=[post.municipality.slug])).content.decode()
    assert enquiry.version.title not in page


def test_a_solution_is_seen_by_those_who_may(client):
    supplier = make_supplier()
    draft = make_solution(supplier=supplier, published=False)
    own = client_for(make_member(supplier, "supplier_owner"))
    assert client.get(reverse("web:solution", args=[draft.slug])).status_code == 404
    assert own.get(reverse("web:solution", args=[draft.slug])).status_code == 302


def test_only_who_may_declare_a_need_is_asked_for_one(client):
    solution = make_solution()
    rival, leader = (
        make_member(make_supplier(slug="rival"), "supplier_owner"),
        make_member(post=make_post(), role="leader"),
    )
    for person, is_asked in ((client, True), (client_for(rival), False), (client_for(leader), True)):
        page = person.get(reverse("web:solution", args=[solution.slug])).content.decode()
        assert (reverse("needs:new") in page) == is_asked


def test_open_data_hold_what_is_public_and_nothing_else(client):
    make_solution(title="Åben")
    make_solution(title="Kladde", published=False)
    body = b"".join(client.get(reverse("web:data_solutions")).streaming_content)
    assert [row["title"] for row in json.loads(body)["solutions"]] == ["Åben"]


def test_each_role_is_sent_to_its_own_start():
    municipality, supplier = make_municipality(), make_supplier()
    post = make_post(municipality, make_role())
    starts = {
        "leader": (make_member(municipality, "leader", post=post), reverse("enquiries:today")),
        "coordinator": (
            make_member(municipality, "coordinator"),
            reverse("enquiries:municipality", args=[municipality.slug]),
        ),
        "supplier": (make_member(supplier, "supplier_owner"), reverse("enquiries:supplier", args=[supplier.slug])),
        "partner": (make_member(make_partner(), "partner"), reverse("web:partner")),
        "operator": (make_member(None, "operator"), reverse("web:operator")),
        "moderator": (make_member(None, "moderator"), reverse("moderation:queue")),
    }
    assert {role: client_for(user).get(reverse("web:home")).url for role, (user, _start) in starts.items()} == {
        role: start for role, (_user, start) in starts.items()
    }


def test_only_who_decides_about_reports_is_led_to_them_from_the_operators_page():
    both = make_member(None, "operator")
    make_member(None, "moderator", user=both)
    told = [client_for(each).get(reverse("web:operator")) for each in (make_member(None, "operator"), both)]
    assert [answer.context["moderation"] for answer in told] == ["", reverse("moderation:queue")]
    shown = [answer.content.decode().partition("<main")[2] for answer in told]
    assert [reverse("moderation:queue") in text for text in shown] == [False, True]


def test_the_menu_marks_where_the_day_begins_and_says_nothing_twice():
    municipality = make_municipality()
    coordinator, operator = (
        client_for(make_member(municipality, "coordinator")),
        client_for(make_member(None, "operator")),
    )
    marked = [
        (entry["label"], entry["current"]) for entry in coordinator.get("/hjem/", follow=True).context["user_nav"]
    ]
    assert marked[0] == ("Min start", True)
    assert tuple(coordinator.get("/").context["user_nav"][0][key] for key in ("label", "current")) == (
        "Min start",
        False,
    )
    labels = [(entry["label"], entry["current"]) for entry in operator.get("/hjem/", follow=True).context["user_nav"]]
    assert labels[0] == ("Drift", True)


def test_whoever_has_several_roles_finds_the_start_of_each():
    municipality, supplier = make_municipality(), make_supplier()
    user = make_member(municipality, "leader", post=make_post(municipality, make_role()))
    for organisation, role in ((municipality, "coordinator"), (supplier, "supplier_owner")):
        make_member(organisation, role, user=user)
    client = client_for(user)
    menu = client.get("/").context["user_nav"]
    assert [entry["label"] for entry in menu][:3] == ["I dag", "Kommunens overblik", "Svar til os"]
    assert [client.get(entry["url"]).url for entry in menu[:3]] == [
        reverse("enquiries:today"),
        reverse("enquiries:municipality", args=[municipality.slug]),
        reverse("enquiries:supplier", args=[supplier.slug]),
    ]
    assert client.get(reverse("web:home"), {"start": "web:operator"}).url == reverse("enquiries:today")
    here = client.get(menu[2]["url"], follow=True).context["user_nav"]
    assert [entry["current"] for entry in here][:3] == [False, False, True]


EXAMPLES = (
    Solution,
    Need,
    Enquiry,
    Supplier,
    User,
    Direction,
    DirectionChange,
    Placement,
    PlacementChange,
    EarlierProject,
    Coalition,
    Task,
    Trial,
    Finding,
    BusinessCase,
)


def the_example_has_something_to_do_for_everybody():
    """Whoever enters meets a day as it is: something new, something that waits, nothing forgotten for months."""
    now, people = clock.now(), list(User.objects.filter(is_example=True))
    entered = {person.email.split("@")[0]: client_for(person) for person in people}
    for leader in ("leder", "leder-andet-sted"):
        inbox = entered[leader].get("/i-dag/").context["inbox"]
        assert len(inbox.cards) >= 2
        assert all(card.line.enquiry.offered_at > now - timedelta(weeks=2) for card in inbox.cards)
    assert "intet nyt" not in entered["leverandoer"].get("/hjem/", follow=True).content.decode()
    assert Enquiry.objects.filter(answered_at__gt=now - timedelta(days=7)).exists()
    assert not Enquiry.objects.filter(escalated_at__lt=now - timedelta(days=61), answered_at__isnull=True).exists()
    assert not Enquiry.objects.filter(Q(seen_at__gt=now) | Q(answered_at__gt=now)).exists()
    assert "Svar til borgere" in entered["moderator"].get("/indberetning/").content.decode()
    reach = {figure.key: figure for figure in promises(now)}["reach"]
    assert (reach.value, reach.now_value) in {(1.0, 1.0), (1.0, None)}
    assert len({person.name for person in people}) == 8


def what_one_municipality_does_the_other_can_meet():
    """The second municipality of the example can take up what the first has begun, in the same area."""
    leaders = Membership.objects.in_force().filter(user__is_example=True, role="leader").order_by("pk")
    home, other = (row.post for row in leaders)
    assert home.area_id == other.area_id
    own = actor_for(leaders[1].user)
    standing = Placement.objects.public().filter(direction__area=home.area)
    here = standing.filter(direction__municipality=other.municipality).values("topic_id")
    copied = standing.filter(direction__municipality=home.municipality, topic__isnull=False).exclude(topic_id__in=here)
    assert copied.count() >= 3
    assert Direction.objects.filter(verb("direction.edit_direction").rows(own), area=home.area).exists()
    needs = Need.objects.filter(verb("needs.cosign_need").rows(own)).exclude(municipality=other.municipality)
    assert needs.exclude(cosignatures__municipality=other.municipality).filter(area=home.area).exists()
    joined = Member.objects.in_force().filter(organisation=other.municipality).values("coalition_id")
    assert Coalition.objects.filter(verb("community.join").rows(own)).exclude(pk__in=joined).count() >= 2
    adopted = Adoption.objects.filter(municipality=other.municipality).values("finding_id")
    assert Finding.objects.public().exclude(pk__in=adopted).exists()


def the_example_tells_a_whole_story():
    """One need of the example has come all the way to what municipalities decide, in the order in which it can happen."""
    kinds = [step.key.partition(":")[0] for step in trace(Need.objects.get(slug="eksempel-1"), VISITOR)]
    assert {"decision", "adoption", "cosignature", "answer"} <= set(kinds)
    story = ["described", "coalition", "trial", "trial-started", "trial-ended", "finding", "placement"]
    assert [kinds.index(kind) for kind in story] == sorted(kinds.index(kind) for kind in story)
    assert (kinds.count("trial"), kinds.count("finding"), kinds.count("placement")) == (2, 2, 2), "one good, one bad"


def test_the_example_comes_is_marked_and_goes_without_a_trace():
    seed_reference()
    seed_directory()
    seed_rings()
    index_reference()
    measures.forget()
    seed_measures()
    load_demo()
    shown = Finding.objects.public().values_list("current_version__verdict", flat=True)
    assert set(shown) == {"worked", "did_not", "unknown"}
    assert Direction.objects.filter(is_example=True).count() == 11
    assert Placement.objects.public().count() > 60
    assert Coalition.objects.filter(is_example=True).count() == 3
    counts = [model.objects.count() for model in EXAMPLES]
    load_demo()
    assert [model.objects.count() for model in EXAMPLES] == counts
    assert counts[0] >= 25
    the_example_has_something_to_do_for_everybody()
    the_example_tells_a_whole_story()
    what_one_municipality_does_the_other_can_meet()
    assert not Solution.objects.filter(is_example=False).exists()
    assert not Enquiry.objects.filter(is_example=False).exists()
    assert not EarlierProject.objects.filter(is_example=False).exists()
    call_command("check")
    clear_demo()
    assert [model.objects.count() for model in (*EXAMPLES, Mail)] == [0] * (len(EXAMPLES) + 1)
    assert not Post.objects.exclude(email="", interests="").exists()
    assert set(clear_demo().values()) == {0}
    assert AuditEntry.objects.filter(verb="web.clear_demo").count() == 1
    measures.forget()


def test_a_page_that_is_not_there_offers_the_search_it_speaks_of(client):
    page = client.get("/findes-ikke/")
    assert page.status_code == 404
    assert 'role="search" method="get" action="/loesninger/"' in page.content.decode()


def test_a_browser_that_asks_for_an_icon_gets_no_new_form_token(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, dict(response.cookies)) == (302, {})


def test_an_address_that_only_takes_forms_says_so_in_words(client):
    solution = make_solution()
    own = client_for(make_member(solution.supplier, "supplier_owner"))
    opened = own.get(reverse("catalogue:new_version", args=[solution.slug]))
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "Gå tilbage" in opened.content.decode()
    assert client.put(reverse("web:front")).content == b""
