import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import client_for, make_member, make_user
from tests.factories.catalogue import (
    TEXTS,
    make_area,
    make_kle,
    make_municipality,
    make_solution,
    make_supplier,
    make_version,
)

from lysning.catalogue import actions
from lysning.catalogue.models import Solution, SolutionVersion
from lysning.catalogue.queries import answers_of
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.formats import percent
from lysning.directory.queries import municipality_places
from lysning.matching.actions import fold_where_needed, index_reference
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import areas

pytestmark = pytest.mark.django_db

PROBLEM = {name: TEXTS[name] for name in ("title", "problem", "audience", "description")}
FACTS = {
    "maturity": "tested",
    "price_model": "per_user",
    "price_amount": "1.200,50",
    "price_units": "150",
    "personal_data": "sensitive",
    "ai_use": "assists",
    "medical_device": "class_i",
}


@pytest.fixture(autouse=True)
def _fresh_reference():
    areas.forget()
    municipality_places.forget()
    make_area("aeldre-sundhed")
    make_area("boern-unge-skole", "Skole")
    yield
    areas.forget()
    municipality_places.forget()


@pytest.fixture
def supplier():
    return make_supplier()


@pytest.fixture
def own(supplier):
    return client_for(make_member(supplier, "supplier_editor"))


def address(version, step=1, name="step"):
    return reverse(f"publish:{name}", args=[version.solution.slug, step])


def hidden(response, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return found[1].replace("&quot;", '"')


def opened(client, version, step=1):
    """What the browser would send back unchanged: the hidden fields of the page."""
    page = client.get(address(version, step))
    return {"revision": hidden(page, "revision"), "seen": hidden(page, "seen")}


def send(client, version, step=1, name="step", **answers):
    return client.post(address(version, step, name), {**opened(client, version, step), **answers})


def fresh(version):
    return SolutionVersion.objects.get(pk=version.pk)


# --- the way through, without JavaScript -------------------------------------------------------------------------------


def test_from_nothing_to_a_published_solution_in_three_steps(own, supplier):
    assert own.get(reverse("publish:new")).status_code == 200
    begun = own.post(reverse("publish:new"), {"supplier": supplier.pk})
    version = SolutionVersion.objects.get()
    assert (begun.status_code, begun["Location"]) == (303, address(version))
    first = send(own, version, **PROBLEM, areas=["aeldre-sundhed"])
    assert (first.status_code, first["Location"]) == (303, address(version, 2))
    second = send(own, version, 2, **FACTS)
    assert (second.status_code, second["Location"]) == (303, address(version, 3))
    review = own.get(address(version, 3))
    assert (review.context["missing"], review.context["solution"].title) == ([], TEXTS["title"])
    done = own.post(reverse("publish:publish", args=[version.solution.slug]), {"revision": hidden(review, "revision")})
    solution = Solution.objects.get()
    assert (done.status_code, done["Location"]) == (303, reverse("web:solution", args=[solution.slug]))
    assert (solution.is_public, solution.current_version.price_amount) == (True, Decimal("1200.50"))


def test_a_second_press_and_a_step_back_lead_to_what_was_published(own, supplier):
    own.post(reverse("publish:new"), {"supplier": supplier.pk})
    version = SolutionVersion.objects.get()
    send(own, version, **PROBLEM, areas=["aeldre-sundhed"])
    send(own, version, 2, **FACTS)
    press = reverse("publish:publish", args=[version.solution.slug])
    sent = {"revision": hidden(own.get(address(version, 3)), "revision")}
    first, second = own.post(press, sent), own.post(press, sent)
    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert own.get(address(version, 3))["Location"] == first["Location"]
    assert SolutionVersion.objects.count() == 1


def test_at_most_twelve_questions_bear_a_star():
    version = make_version(empty=True)
    client = client_for(make_member(version.solution.supplier))
    stars = sum(client.get(address(version, step)).content.decode().count("form-required") for step in (1, 2))
    assert 9 <= stars <= 12


def test_going_on_asks_for_what_is_missing_at_its_place_and_loses_nothing(own, supplier):
    version = make_version(supplier=supplier, empty=True)
    response = send(own, version, title="Sål", description="En <b>sål</b>")
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, ["problem", "audience", "areas"])
    assert (form["title"].value(), form["description"].value()) == ("Sål", "En <b>sål</b>")
    assert b"En &lt;b&gt;s" in response.content
    assert fresh(version).title == ""


@pytest.mark.parametrize(("way", "name"), [("later", "catalogue:own"), ("pictures", "publish:pictures")])
def test_an_unfinished_step_can_be_saved_for_another_day(own, supplier, way, name):
    version = make_version(supplier=supplier, empty=True)
    response = send(own, version, 2, way=way, maturity="idea")
    args = [version.solution.slug] if name == "publish:pictures" else []
    assert (response.status_code, response["Location"]) == (303, reverse(name, args=args))
    assert fresh(version).maturity == "idea"


@pytest.mark.parametrize(
    ("step", "way", "place"), [(1, "suggest", "#omraader"), (2, "reckon", "#pris"), (2, "back", ""), (1, "strange", "")]
)
def test_each_button_leads_somewhere(own, supplier, step, way, place):
    version = make_version(supplier=supplier)
    there = {"back": 1, "strange": 2}.get(way, step)
    assert send(own, version, step, way=way, **PROBLEM)["Location"] == address(version, there) + place


def test_the_price_is_asked_for_when_the_model_has_one(own, supplier):
    version = make_version(supplier=supplier, empty=True)
    errors = send(own, version, 2, **{**FACTS, "price_amount": "", "price_units": ""}).context["form"].errors
    assert list(errors) == ["price_amount", "price_units"]
    assert (
        send(own, version, 2, **{**FACTS, "price_model": "free", "price_amount": "", "price_units": ""}).status_code
        == 303
    )


@pytest.mark.parametrize(
    ("step", "answers", "field"),
    [
        (1, {"title": "x" * 121}, "title"),
        (1, {"problem": "Cpr 010203-1234"}, "problem"),
        (1, {"areas": ["astronomi"]}, "areas"),
        (1, {"kle_groups": ["99.99"]}, "kle_groups"),
        (1, {"kle_groups": ["<b>"]}, "kle_groups"),
        (1, {"kle_more": "27.36 abc"}, "kle_more"),
        (2, {"price_amount": "meget"}, "price_amount"),
        (2, {"price_amount": "200.000.000"}, "price_amount"),
        (2, {"price_units": "0"}, "price_units"),
        (2, {"maturity": "moden"}, "maturity"),
        (2, {"contact_email": "ingen"}, "contact_email"),
        (2, {"website": "javascript:alert(1)"}, "website"),
        (2, {"used_by": ["9999"]}, "used_by"),
    ],
)
def test_what_is_not_allowed_is_said_at_its_field(own, supplier, step, answers, field):
    version = make_version(supplier=supplier)
    for name in ("step", "autosave"):
        response = send(own, version, step, name, way="later", **answers)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("2,50", "2.50"),
        ("1.250", "1250"),
        ("1 250,5", "1250.5"),
        ("2.5 kr.", "2.5"),
        ("0", "0"),
        ("125.000,-", "125000"),
    ],
)
def test_amounts_are_read_as_people_write_them(own, supplier, written, amount):
    version = make_version(supplier=supplier)
    send(own, version, 2, way="later", price_amount=written)
    assert fresh(version).price_amount == Decimal(amount)
    shown = own.get(address(version, 2)).context["form"]["price_amount"].value()
    send(own, version, 2, way="later", price_amount=shown)
    assert fresh(version).price_amount == Decimal(amount)


def test_kle_numbers_written_by_hand_join_those_ticked(own, supplier):
    version = make_version(supplier=supplier)
    for number in ("27.36", "29.30"):
        make_kle(number)
    send(own, version, way="later", kle_groups=["27.36"], kle_more="29.30, 27.36")
    assert answers_of(fresh(version))["kle_groups"] == ("27.36", "29.30")


def test_only_answers_of_the_step_are_written(own, supplier):
    version = make_version(supplier=supplier, empty=True)
    other = make_version()
    send(
        own,
        version,
        way="later",
        title="Sål",
        maturity="idea",
        frozen_at="2026-01-01",
        solution=other.solution_id,
        number=9,
    )
    saved = fresh(version)
    assert (saved.title, saved.maturity, saved.frozen_at, saved.solution_id, saved.number) == (
        "Sål",
        "",
        None,
        version.solution_id,
        1,
    )


# --- saved as one goes -------------------------------------------------------------------------------------------------


def test_saving_as_one_goes_keeps_what_is_right_and_names_what_is_not(own, supplier):
    version = make_version(supplier=supplier, empty=True)
    response = send(own, version, 1, "autosave", title="Sål", problem="x" * 1_501)
    assert (response.status_code, fresh(version).title, fresh(version).problem) == (422, "Sål", "")


def test_two_saves_from_one_page_never_stand_in_each_others_way(own, supplier):
    version = make_version(supplier=supplier, empty=True)
    page = opened(own, version)
    saves = [{"title": "Sål"}, {"title": "Sål", "problem": "Fald"}]
    assert [own.post(address(version, 1, "autosave"), {**page, **save}).status_code for save in saves] == [200, 200]
    assert (fresh(version).title, fresh(version).problem) == ("Sål", "Fald")


def test_what_another_wrote_meanwhile_is_not_overwritten_by_a_page_that_never_showed_it(own, supplier):
    version = make_version(supplier=supplier)
    page = opened(own, version)
    actions.save_draft(version=version, revision=2, changes={"audience": "Den anden"}, by=SYSTEM, at=clock.now())
    mine = {**PROBLEM, "areas": ["aeldre-sundhed"], "title": "Ny titel"}
    saved = own.post(address(version, 1, "autosave"), {**page, **mine})
    page = {name: hidden(saved, name) for name in ("revision", "seen")}
    assert saved.status_code == 200
    own.post(address(version, 1, "autosave"), {**page, **mine, "title": "Nyere titel"})
    assert (fresh(version).title, fresh(version).audience) == ("Nyere titel", "Den anden")


def test_the_same_answer_changed_by_two_shows_both_and_loses_no_word(own, supplier):
    version = make_version(supplier=supplier)
    page = opened(own, version)
    answers = {**PROBLEM, "areas": ["aeldre-sundhed"]}
    theirs = {"problem": "Ældre falder tit om natten.", "audience": "Pårørende"}
    actions.save_draft(version=version, revision=2, changes=theirs, by=SYSTEM, at=clock.now())
    mine = {**answers, "problem": "Ældre falder sjældent om dagen.", "areas": ["aeldre-sundhed", "boern-unge-skole"]}
    quiet = own.post(address(version, 1, "autosave"), {**page, **mine})
    assert (quiet.status_code, hidden(quiet, "seen"), hidden(quiet, "revision")) == (
        409,
        page["seen"],
        page["revision"],
    )
    met = own.post(address(version), {**page, **mine, "way": "later"})
    assert met.status_code == 409
    ((field, clash),) = met.context["clashes"]
    assert (field.name, clash.saved, clash.mine) == ("problem", theirs["problem"], mine["problem"])
    words = field.value().split()
    assert set(theirs["problem"].split()) | set(mine["problem"].split()) == set(words)
    proposed = {other.name: other.value() for other in met.context["others"] if other.value()}
    assert (proposed["audience"], proposed["areas"]) == ("Pårørende", ("aeldre-sundhed", "boern-unge-skole"))
    merged = {**proposed, "problem": field.value(), "revision": hidden(met, "revision"), "seen": hidden(met, "seen")}
    assert own.post(address(version), {**merged, "way": "later"}).status_code == 303
    assert answers_of(fresh(version))["areas"] == ("aeldre-sundhed", "boern-unge-skole")
    assert (fresh(version).problem, fresh(version).audience) == (field.value(), "Pårørende")


def test_a_choice_changed_by_two_is_shown_in_words(own, supplier):
    version = make_version(supplier=supplier)
    page = opened(own, version, 2)
    actions.save_draft(version=version, revision=2, changes={"maturity": "idea"}, by=SYSTEM, at=clock.now())
    met = own.post(address(version, 2), {**page, **FACTS, "maturity": "in_use", "way": "later"})
    ((field, clash),) = met.context["clashes"]
    words = dict(field.field.choices)
    assert (met.status_code, clash.saved, clash.mine) == (409, str(words["idea"]), str(words["in_use"]))


@pytest.mark.parametrize("seen", ["", "[]", "null", "{", '{"title": 1}', "[" * 20_000])
@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 30, "²"])
def test_a_forged_state_of_the_page_is_only_a_conflict(own, supplier, seen, revision):
    version = make_version(supplier=supplier)
    response = own.post(address(version), {"seen": seen, "revision": revision, "way": "later", "title": "Anden"})
    assert (response.status_code, fresh(version).title) == (409, TEXTS["title"])


# --- advice --------------------------------------------------------------------------------------------------------------


def test_while_writing_areas_are_suggested_with_the_words_that_led_there(own, supplier):
    version = make_version(supplier=supplier, empty=True)
    response = send(own, version, 1, "autosave", **PROBLEM)
    advice = response.context["advice"]
    suggested = {area.key: area.words for area in advice.areas if area.words}
    assert list(suggested) == ["aeldre-sundhed"]
    assert "plejehjem" in " ".join(suggested["aeldre-sundhed"])
    assert 0 < advice.lix < 60
    assert all(len(word) > 6 for word in advice.long_words)


def test_while_writing_kle_subjects_are_suggested_with_the_share_of_each_word(own, supplier):
    care = ServiceArea.objects.get(key="aeldre-sundhed")
    care.kle_groups.add(make_kle("27.42", "Plejeboliger og plejehjem"))
    make_kle("05.13", "Trafiksikkerhed")
    areas.forget()
    index_reference()
    version = make_version(supplier=supplier, empty=True)
    response = send(own, version, 1, "autosave", **PROBLEM)
    (kle,) = response.context["advice"].kle_groups
    assert (kle.number, kle.title, kle.is_chosen) == ("27.42", "Plejeboliger og plejehjem", False)
    assert "plejehjem" in {each.word for each in kle.words}
    shown = response.content.decode()
    assert f"»{kle.words[0].word}« ({percent(kle.words[0].share, 'da')})" in shown
    assert ("Passer sandsynligvis." in shown) == kle.is_likely
    assert "27.42 Plejeboliger og plejehjem" in shown


def test_an_empty_page_has_no_advice_but_says_so(own, supplier):
    page = own.get(address(make_version(supplier=supplier, empty=True)))
    advice = page.context["advice"]
    assert (advice.word_count, advice.duplicates, [area for area in advice.areas if area.words]) == (0, (), [])


def test_the_price_for_40000_inhabitants_is_reckoned_while_writing(own, supplier):
    version = make_version(supplier=supplier, empty=True)
    response = send(own, version, 2, "autosave", price_model="per_inhabitant", price_amount="2,50")
    assert response.context["price"].typical.yearly == 100_000


# --- who may -------------------------------------------------------------------------------------------------------------

PAGES = [("step", [1]), ("step", [2]), ("step", [3]), ("pictures", [])]
POSTS = [*PAGES, ("autosave", [1]), ("publish", []), ("remove_picture", [1])]


@pytest.mark.parametrize(("name", "rest"), POSTS)
@pytest.mark.parametrize("published", [False, True])
def test_a_competitors_draft_does_not_exist(name, rest, published):
    solution = make_solution(published=published)
    if published:
        make_version(solution)
    path = reverse(f"publish:{name}", args=[solution.slug, *rest])
    strangers = [make_member(make_supplier()), make_member(role="moderator"), make_member(role="operator"), make_user()]
    clients = [client_for(user) for user in strangers]
    assert {client.post(path).status_code for client in clients} == {404}
    if (name, rest) in PAGES:
        assert {client.get(path).status_code for client in clients} == {404}
    login = client_for().post(path)
    assert (login.status_code, login["Location"].partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize(("name", "rest"), POSTS)
def test_a_withdrawn_solution_is_not_written_on(own, supplier, name, rest):
    solution = make_solution(supplier=supplier)
    make_version(solution)
    actions.withdraw_solution(solution=solution, reason="Slut", by=SYSTEM, at=clock.now())
    assert own.post(reverse(f"publish:{name}", args=[solution.slug, *rest])).status_code == 403


def test_without_a_draft_there_is_nothing_to_write_on(own, supplier):
    solution = make_solution(supplier=supplier)
    assert own.get(reverse("publish:step", args=[solution.slug, 1])).status_code == 404
    draft = make_version(solution)
    assert [own.get(address(draft, step)).status_code for step in (0, 1, 4)] == [404, 200, 404]


def test_a_right_that_ended_counts_no_more(supplier):
    user = make_member(supplier)
    client, version = client_for(user), make_version(supplier=supplier)
    assert client.get(address(version)).status_code == 200
    user.memberships.update(ended_at=clock.now())
    assert client.get(address(version)).status_code == 404


def test_beginning_is_for_ones_own_company(own, supplier):
    nobody = client_for(make_user())
    assert nobody.get(reverse("publish:new")).status_code == 200
    for client, wanted in [(own, make_supplier().pk), (own, "x"), (own, "9" * 12), (own, ""), (nobody, supplier.pk)]:
        assert client.post(reverse("publish:new"), {"supplier": wanted}).status_code == 404
    assert client_for().get(reverse("publish:new")).status_code == 302
    assert not Solution.objects.exists()


def test_a_forged_request_is_refused(supplier):
    user, version = make_member(supplier), make_version(supplier=supplier)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    paths = [
        address(version),
        address(version, 1, "autosave"),
        reverse("publish:pictures", args=[version.solution.slug]),
    ]
    assert [client.post(path, {"title": "x"}).status_code for path in paths] == [403] * 3


# --- the last step ---------------------------------------------------------------------------------------------------------


def test_the_last_step_shows_what_is_missing_and_what_it_costs(own, supplier):
    version = make_version(supplier=supplier, problem="", evidence="")
    page = own.get(address(version, 3))
    assert [answer.answer for answer in page.context["missing"]] == ["problem"]
    assert [answer.answer for answer in page.context["advised"]] == ["kle_groups", "topics", "evidence", "images"]
    tried = own.post(reverse("publish:publish", args=[version.solution.slug]), {"revision": version.revision})
    assert (tried.status_code, fresh(version).frozen_at) == (422, None)


def test_what_was_changed_after_the_preview_is_looked_at_again(own, supplier):
    version = make_version(supplier=supplier)
    path = reverse("publish:publish", args=[version.solution.slug])
    actions.save_draft(version=version, revision=2, changes={"title": "Ny"}, by=SYSTEM, at=clock.now())
    stale = own.post(path, {"revision": 2})
    assert (stale.status_code, stale.context["solution"].title, fresh(version).frozen_at) == (409, "Ny", None)
    assert own.post(path, {"revision": 3}).status_code == 303


def test_a_new_version_tells_what_is_new(own, supplier):
    solution = make_solution(supplier=supplier, at=clock.now() - timedelta(days=3))
    own.post(reverse("catalogue:new_version", args=[solution.slug]))
    draft = solution.versions.get(frozen_at=None)
    path = reverse("publish:publish", args=[solution.slug])
    assert own.post(path, {"revision": draft.revision, "change_note": "x"}).status_code == 422
    draft = actions.save_draft(version=draft, revision=1, changes={"title": "Ny sål"}, by=SYSTEM, at=clock.now())
    cpr = own.post(path, {"revision": draft.revision, "change_note": "010203-1234"})
    assert (cpr.status_code, list(cpr.context["form"].errors)) == (422, ["change_note"])
    assert own.post(path, {"revision": draft.revision, "change_note": "Ny titel"}).status_code == 303
    solution.refresh_from_db()
    assert (solution.current_version.title, solution.current_version.change_note) == ("Ny sål", "Ny titel")


# --- costs -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_page_asks_as_often_for_three_of_each_as_for_one(own, supplier, step):
    for number in ("27.36", "29.30", "32.30"):
        make_kle(number)
    towns = [make_municipality(f"09{number}", f"By {number}").code for number in range(10, 13)]
    one = make_version(supplier=supplier, kle_groups=["27.36"], used_by=towns[:1])
    three = make_version(
        supplier=supplier,
        areas=("aeldre-sundhed", "boern-unge-skole"),
        kle_groups=["27.36", "29.30", "32.30"],
        used_by=towns,
    )
    own.get(address(one, step))
    statements = []
    for path in (address(one, step), address(three, step)):
        with CaptureQueriesContext(connection) as queries:
            assert own.get(path).status_code == 200
        statements.append([query["sql"][:16] for query in queries])
    assert statements[0] == statements[1]


def test_seen_holds_the_answers_of_the_step_only(own, supplier):
    seen = json.loads(opened(own, make_version(supplier=supplier))["seen"])
    assert set(seen) == {"title", "problem", "audience", "description", "areas", "kle_groups", "topics"}


def begun_by(supplier, role="supplier_editor"):
    """A draft of the supplier's that waits for its third step, and the browser of one who writes it."""
    client = client_for(make_member(supplier, role))
    client.post(reverse("publish:new"), {"supplier": supplier.pk})
    version = SolutionVersion.objects.order_by("pk").last()
    send(client, version, **PROBLEM, areas=["aeldre-sundhed"])
    send(client, version, 2, **FACTS)
    return client, fresh(version)


def test_one_whose_solution_is_like_anothers_is_told_what_can_be_done_about_it(supplier):
    author, first = begun_by(supplier, "supplier_owner")
    page = author.get(address(first, 3))
    author.post(reverse("publish:publish", args=[first.solution.slug]), {"revision": hidden(page, "revision")})
    fold_where_needed(at=clock.now())
    said = {"own": "Så udgiv hellere en ny version", "other": "Skriv, hvad der gør din anderledes"}
    for whose, told in ((supplier, "own"), (make_supplier(), "other")):
        client, version = begun_by(whose)
        shown = client.get(address(version, 3)).content.decode()
        assert TEXTS["title"] in shown
        assert {key for key, words in said.items() if words in shown} == {told}


def test_a_text_that_names_no_kind_of_technology_is_not_asked_for_a_text(own, supplier):
    own.post(reverse("publish:new"), {"supplier": supplier.pk})
    version = SolutionVersion.objects.get()
    empty = own.get(address(version)).content.decode()
    assert empty.count("Vi foreslår nogle, så snart der er en tekst at læse") == 2
    send(
        own, version, **{**PROBLEM, "problem": "Det er svært.", "audience": "Alle.", "description": "Godt."}, way="stay"
    )
    written = own.get(address(fresh(version))).content.decode()
    assert "Vi genkender ingen i din tekst" in written
