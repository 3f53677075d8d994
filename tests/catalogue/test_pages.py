from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import actor_of, client_for, make_member, make_user
from tests.factories.catalogue import (
    TEXTS,
    make_area,
    make_kle,
    make_municipality,
    make_solution,
    make_supplier,
    make_version,
    picture_bytes,
)
from tests.factories.taxonomy import make_topic

from lysning.catalogue import actions
from lysning.catalogue.models import Solution
from lysning.catalogue.queries import (
    cards,
    own_solutions,
    preview_facts,
    solution_history,
    solution_page_facts,
    text_of,
)
from lysning.core import clock
from lysning.core.actors import SYSTEM, VISITOR
from lysning.directory.queries import municipality_places
from lysning.taxonomy.queries import areas, topics

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return make_supplier()


@pytest.fixture
def user(supplier):
    return make_member(supplier, "supplier_editor")


@pytest.fixture
def own(user):
    return client_for(user)


def full(supplier, count):
    """A published solution with `count` of everything that can be several."""
    keys = ["aeldre-sundhed", "boern-unge-skole", "teknik-miljoe"][:count]
    numbers = ["27.36", "29.30", "32.30"][:count]
    towns = [make_municipality(f"09{number}", f"By {number}").code for number in range(10, 10 + count)]
    for number in numbers:
        make_kle(number)
    topics = [make_topic().key for _ in range(count)]
    sets = {"areas": keys, "kle_groups": numbers, "topics": topics, "used_by": towns}
    version = make_version(supplier=supplier, title=f"Løsning {count}", **sets)
    for shade in range(count):
        content = picture_bytes(colour=(shade * 60, 0, 0))
        actions.add_image(version=version, content=content, alt=f"Billede {shade}", by=SYSTEM, at=clock.now())
    return actions.publish_solution(version=version, by=SYSTEM, at=clock.now()).solution


@pytest.fixture(autouse=True)
def _media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def counted(read):
    areas.forget(), topics.forget(), municipality_places.forget()
    read()  # from here on they stay in the process
    with CaptureQueriesContext(connection) as queries:
        result = read()
    return len(queries), result


# --- what a reader sees ----------------------------------------------------------------------------------------------------


def test_the_facts_of_a_page_take_five_queries_whatever_there_is(supplier):
    one, three = full(supplier, 1), full(supplier, 3)
    found = [counted(lambda s=s: solution_page_facts(s.slug, VISITOR)) for s in (one, three)]
    assert [queries for queries, _facts in found] == [5, 5]
    facts = found[1][1]
    rows = (facts.areas, facts.kle_groups, facts.topics, facts.used_by, facts.images)
    assert [len(each) for each in rows] == [3] * 5
    assert [image.alt for image in facts.images] == ["Billede 0", "Billede 1", "Billede 2"]


def test_a_leader_sees_the_price_for_the_own_municipality(supplier):
    solution = full(supplier, 1)
    leader = make_member(make_municipality("0901", "Lilleby", population=20_000), "coordinator")
    queries, facts = counted(lambda: solution_page_facts(solution.slug, actor_of(leader)))
    assert (queries, facts.own_municipality, facts.price.own.yearly) == (7, "Lilleby", 90_000)
    assert solution_page_facts(solution.slug, VISITOR).price.own is None


def test_a_draft_is_previewed_by_its_own_supplier_alone(supplier, user):
    draft = make_version(supplier=supplier, title="Hemmelig")
    slug = draft.solution.slug
    assert (solution_page_facts(slug, VISITOR), solution_page_facts(slug, actor_of(make_user()))) == (None, None)
    assert solution_page_facts(slug, actor_of(user)).title == "Hemmelig"
    assert (preview_facts(draft, actor_of(user)).state, solution_page_facts("findes-ikke", VISITOR)) == ("draft", None)


def test_the_page_shows_the_published_version_while_the_next_is_written(supplier, user):
    solution = make_solution(supplier=supplier)
    make_version(solution, title="Næste")
    for actor in (VISITOR, actor_of(user)):
        assert solution_page_facts(solution.slug, actor).title == TEXTS["title"]


def test_markdown_is_safe_html_and_plain_words_for_search(supplier):
    solution = make_solution(description="**Sål** <script>x</script>\n\n- [en](https://a.dk)", evidence="*Virker*")
    facts = solution_page_facts(solution.slug, VISITOR)
    assert "<script" not in facts.description_html
    assert facts.description_html.startswith("<p><strong>Sål</strong> &lt;script&gt;")
    solution.refresh_from_db()
    text = text_of(solution.current_version)
    assert (text.description, text.other) == ("Sål <script>x</script>\nen", "Virker")
    assert text.whole.split("\n")[0] == TEXTS["title"]


def test_cards_are_the_public_ones_in_the_order_asked_in_two_queries(supplier):
    one, two, three = full(supplier, 1), make_solution(supplier=supplier), full(supplier, 3)
    hidden, draft = make_solution(), make_solution(published=False)
    actions.hide_solution(solution=hidden, reason="Reklame", by=SYSTEM, at=clock.now())
    assert counted(lambda: [card.solution_id for card in cards([one.pk])]) == (2, [one.pk])
    wanted = [three.pk, draft.pk, one.pk, hidden.pk, two.pk, 0]
    queries, found = counted(lambda: cards(wanted))
    assert (queries, [card.solution_id for card in found]) == (2, [three.pk, one.pk, two.pk])
    assert [card.image and card.image.alt for card in found] == ["Billede 0", "Billede 0", None]
    assert cards([]) == []


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({"price_model": "free", "price_amount": None}, "Free of charge"),
        (
            {"price_model": "fixed", "price_amount": 90_000},
            "DKK 90,000 a year for a municipality of 40,000 inhabitants",
        ),
        ({"price_model": "one_off", "price_amount": 5_000}, "DKK 5,000 once for a municipality of 40,000 inhabitants"),
        ({"price_model": "per_inhabitant", "price_amount": 2}, "DKK 2 per inhabitant a year"),
        (
            {"price_model": "per_unit", "price_amount": 9, "price_unit_name": "skole"},
            "DKK 9 a year per skole; 150 among",
        ),
        ({"price_start": 1_000}, "DKK 181,000 the first year"),
    ],
)
def test_a_price_is_written_for_people(supplier, answers, shown):
    draft = make_version(supplier=supplier, **answers)
    english = client_for(make_member(supplier, language="en"))
    page = english.get(reverse("publish:step", args=[draft.solution.slug, 3])).content.decode()
    assert shown in " ".join(page.split())


# --- the supplier's own pages ----------------------------------------------------------------------------------------------


def test_ones_own_list_takes_as_many_queries_for_three_as_for_one(supplier):
    full(supplier, 1)
    make_version(supplier=supplier)
    one = counted(lambda: own_solutions([supplier.pk]))
    for _ in range(2):
        full(supplier, 3)
        make_version(make_solution(supplier=supplier), title="Næste")
    three = counted(lambda: own_solutions([supplier.pk]))
    assert (one[0], len(one[1]), three[0], len(three[1])) == (7, 2, 7, 6)


def test_ones_own_list_says_where_each_solution_stands(supplier, own):
    gone, hidden, published = (make_solution(supplier=supplier, title=title) for title in ("Væk", "Skjult", "Ude"))
    actions.withdraw_solution(solution=gone, reason="Slut", by=SYSTEM, at=clock.now())
    actions.hide_solution(solution=hidden, reason="Reklame for sæbe", by=SYSTEM, at=clock.now())
    make_version(published, title="Ude 2")
    make_version(supplier=supplier, title="Kladde", problem="", audience="")
    make_solution(title="Andres")
    page = own.get(reverse("catalogue:own"))
    rows = [(row.title, row.state, row.draft_number, row.missing) for row in page.context["rows"]]
    assert rows == [
        ("Kladde", "draft", 1, 2),
        ("Ude", "published", 2, 0),
        ("Skjult", "hidden", None, 0),
        ("Væk", "withdrawn", None, 0),
    ]
    assert b"Reklame for s\xc3\xa6be" in page.content


def test_an_empty_list_says_what_to_do_next(own):
    assert reverse("publish:new").encode() in own.get(reverse("catalogue:own")).content


def test_history_tells_what_each_version_changed(supplier, own):
    at = clock.now() - timedelta(days=9)
    solution = make_solution(supplier=supplier, at=at, problem="Ældre falder tit.")
    make_area("teknik-miljoe", "Teknik")
    for number, changes in enumerate(
        [
            {"problem": "Ældre falder sjældent."},
            {"maturity": "in_use", "areas": ["teknik-miljoe"], "price_amount": Decimal("2.5")},
        ]
    ):
        draft = make_version(solution, at=at, change_note=f"Nr. {number}", **changes)
        actions.publish_solution(version=draft, by=SYSTEM, at=at + timedelta(days=number + 1))
    solution.refresh_from_db()
    lines = solution_history(solution)
    assert [(line.number, line.note, line.is_current) for line in lines] == [
        (3, "Nr. 1", True),
        (2, "Nr. 0", False),
        (1, "", False),
    ]
    (text,) = lines[1].changes
    assert [(part.kind, part.text.strip()) for part in text.passages] == [
        ("same", "Ældre falder"),
        ("gone", "tit."),
        ("new", "sjældent."),
    ]
    assert [(c.before, c.after) for c in lines[0].changes if not c.passages][1:] == [
        ("1.200 kr.", "2,50 kr."),
        ("Ældre og pleje", "Teknik"),
    ]
    page = own.get(reverse("catalogue:history", args=[solution.slug]))
    assert (page.status_code, b"<del>tit.</del>" in page.content, b"<ins>sj\xc3\xa6ldent.</ins>" in page.content) == (
        200,
        True,
        True,
    )


def test_history_takes_as_many_queries_for_three_versions_as_for_one(supplier):
    one, three = full(supplier, 1), full(supplier, 1)
    for title in ("To", "Tre"):
        actions.publish_solution(version=make_version(three, title=title), by=SYSTEM, at=clock.now())
    found = [counted(lambda s=s: solution_history(Solution.objects.get(pk=s.pk))) for s in (one, three)]
    assert [(queries, len(lines)) for queries, lines in found] == [(7, 1), (7, 3)]


def test_a_new_version_begins_by_a_button_and_only_once(supplier, own):
    solution = make_solution(supplier=supplier)
    path = reverse("catalogue:new_version", args=[solution.slug])
    assert own.get(path).status_code == 405
    responses = [own.post(path) for _ in range(2)]
    assert {(r.status_code, r["Location"]) for r in responses} == {
        (303, reverse("publish:step", args=[solution.slug, 1]))
    }
    assert solution.versions.count() == 2


def test_withdrawing_takes_a_reason(supplier, own):
    solution = make_solution(supplier=supplier)
    path = reverse("catalogue:withdraw", args=[solution.slug])
    assert own.get(path).status_code == 200
    for reason, status in [("", 422), ("Kunde 010203-1234", 422), ("Vi stopper", 303)]:
        assert own.post(path, {"reason": reason}).status_code == status
    solution.refresh_from_db()
    assert solution.withdrawn_reason == "Vi stopper"
    assert (own.get(path).status_code, own.get(reverse("catalogue:history", args=[solution.slug])).status_code) == (
        403,
        200,
    )


def test_deleting_a_draft_asks_first(supplier, own):
    draft = make_version(supplier=supplier)
    path = reverse("catalogue:discard", args=[draft.solution.slug])
    assert (own.get(path).status_code, Solution.objects.count()) == (200, 1)
    assert (own.post(path).status_code, Solution.objects.count()) == (303, 0)
    solution = make_solution(supplier=supplier)
    assert own.get(reverse("catalogue:discard", args=[solution.slug])).status_code == 404


NAMES = ["history", "new_version", "withdraw", "discard"]


@pytest.mark.parametrize("name", NAMES)
def test_others_pages_do_not_exist(name):
    solution = make_solution()
    make_version(solution)
    path = reverse(f"catalogue:{name}", args=[solution.slug])
    method = "get" if name == "history" else "post"
    users = [make_user(), make_member(make_supplier()), make_member(role="operator")]
    assert [getattr(client_for(user), method)(path).status_code for user in users] == [404] * 3
    assert getattr(client_for(), method)(path).status_code == 302
    moderator = client_for(make_member(role="moderator"))
    assert getattr(moderator, method)(path).status_code == (200 if name == "history" else 404)


def test_a_drafts_history_is_not_for_moderators():
    draft = make_version()
    path = reverse("catalogue:history", args=[draft.solution.slug])
    assert client_for(make_member(role="moderator")).get(path).status_code == 404
    assert client_for(make_member(draft.solution.supplier)).get(path).status_code == 200
