from datetime import timedelta
from uuid import uuid4

import pytest
from tests.factories.accounts import client_for, make_member, make_operator, make_user
from tests.factories.directory import make_post, make_supplier
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, make_allocation, make_enquiry, make_published
from tests.factories.taxonomy import make_area, make_role

from lysning.core import clock
from lysning.enquiries.models import Allocation, Enquiry

pytestmark = pytest.mark.django_db
NOW = OFFERED_AT + 3 * ONE_DAY


@pytest.fixture(autouse=True)
def _moved_clock(settings):
    settings.CLOCK_OFFSET = NOW - clock.now()


@pytest.fixture
def leader():
    post = make_post(email="leder@kommune.dk")
    return make_member(role="leader", post=post), post


def page_of(enquiry, *rest):
    return "/".join(["/henvendelser", str(enquiry.key), *rest, ""])


def test_the_leader_answers_in_two_clicks(leader):
    user, post = leader
    enquiry = make_enquiry(post=post)
    client = client_for(user)
    inbox = client.get("/i-dag/")
    link = f"/henvendelser/{enquiry.key}/svar/ikke-relevant/"
    assert (inbox.status_code, link in inbox.content.decode()) == (200, True)
    form = client.get(link)
    assert (form.status_code, "too_expensive" in form.content.decode()) == (200, True)
    assert client.post(link, {"text": ""}).status_code == 422
    done = client.post(link, {"reason": "too_expensive", "text": "Desværre"})
    assert (done.status_code, done["Location"]) == (303, page_of(enquiry))
    enquiry.refresh_from_db()
    assert (enquiry.answer_kind, enquiry.answer_reason, enquiry.answered_by) == ("not_relevant", "too_expensive", user)
    again = client.post(f"/henvendelser/{enquiry.key}/svar/sammen/", {"text": ""})
    assert again.status_code == 409
    change = client.get(f"/henvendelser/{enquiry.key}/svar/sammen/")
    assert 'name="revision" value="0"' in change.content.decode()
    assert client.post(f"/henvendelser/{enquiry.key}/svar/sammen/", {"text": "", "revision": "0"}).status_code == 303
    assert client.post(f"/henvendelser/{enquiry.key}/svar/sammen/", {"text": "", "revision": "0"}).status_code == 409
    shown = client.get(page_of(enquiry)).content.decode()
    assert ("Tidligere svar" in shown, "Desværre" in shown) == (True, True)


@pytest.mark.parametrize(
    "ending", [{}, {"hidden_at": NOW, "hidden_reason": "x"}, {"withdrawn_at": NOW, "withdrawn_reason": "x"}]
)
def test_what_was_answered_leads_to_the_solution_while_there_is_a_page(leader, ending):
    user, post = leader
    enquiry = make_enquiry(post=post)
    client = client_for(user)
    assert client.post(page_of(enquiry, "svar", "sammen"), {"text": ""}).status_code == 303
    solution = enquiry.version.solution
    type(solution).objects.filter(pk=solution.pk).update(**ending)
    said = client.get(page_of(enquiry)).content.decode()
    assert (f"/loesninger/{solution.slug}/" in said, "ikke længere offentlig" in said) == (not ending, bool(ending))
    assert client.get(f"/loesninger/{solution.slug}/").status_code == (404 if ending else 200)


@pytest.mark.parametrize("word", ["interesseret", "sammen", "senere", "har-det", "ikke-relevant"])
def test_every_answer_has_its_second_step(leader, word):
    user, post = leader
    enquiry = make_enquiry(post=post)
    assert client_for(user).get(page_of(enquiry, "svar", word)).status_code == 200


def test_opening_is_seeing_for_the_leader_alone(leader):
    user, post = leader
    enquiry = make_enquiry(post=post)
    supplier = make_member(enquiry.version.solution.supplier, "supplier_editor")
    assert client_for(supplier).get(page_of(enquiry)).status_code == 200
    client_for(user).head(page_of(enquiry))
    client_for(user).get(page_of(enquiry), headers={"sec-purpose": "prefetch"})
    enquiry.refresh_from_db()
    assert enquiry.seen_at is None
    client_for(user).get(page_of(enquiry))
    enquiry.refresh_from_db()
    assert enquiry.seen_at is not None


def test_a_question_goes_to_the_supplier_and_back(leader):
    user, post = leader
    enquiry = make_enquiry(post=post)
    supplier = client_for(make_member(enquiry.version.solution.supplier, "supplier_editor"))
    assert client_for(user).post(page_of(enquiry, "spoerg"), {"text": " "}).status_code == 422
    assert client_for(user).post(page_of(enquiry, "spoerg"), {"text": "Kan den vaskes?"}).status_code == 303
    assert client_for(user).post(page_of(enquiry, "spoerg"), {"text": "Kan den vaskes?"}).status_code == 409
    question = enquiry.questions.get()
    home = supplier.get(f"/leverandoer/{enquiry.version.solution.supplier.slug}/").content.decode()
    assert "Kan den vaskes?" in home
    reply = page_of(enquiry, "spoergsmaal", str(question.pk), "svar")
    name = f"q{question.pk}-text"
    assert supplier.post(reply, {name: ""}).status_code == 422
    assert client_for(user).post(reply, {name: "Ja"}).status_code == 403
    assert supplier.post(reply, {name: "Ja, ved 60 grader"}).status_code == 303
    assert supplier.post(reply, {name: "Nej"}).status_code == 409
    other = make_enquiry("question")
    foreign = page_of(enquiry, "spoergsmaal", str(other.questions.get().pk), "svar")
    assert supplier.post(foreign, {f"q{other.questions.get().pk}-text": "Ja"}).status_code == 404
    assert "Ja, ved 60 grader" in client_for(user).get(page_of(enquiry)).content.decode()


@pytest.mark.parametrize(("days", "stands_still"), [(3, True), (60, False)])
def test_a_clock_that_has_run_out_is_not_said_to_stand_still(leader, settings, days, stands_still):
    enquiry = make_enquiry(post=leader[1])
    settings.CLOCK_OFFSET += (days - 3) * ONE_DAY
    asked = client_for(leader[0]).post(page_of(enquiry, "spoerg"), {"text": "Kan den vaskes?"}, follow=True)
    said = " ".join(str(message) for message in asked.context["messages"])
    assert ("sendt" in said, "står stille" in said) == (True, stands_still)


def test_who_reads_for_another_is_told_why_it_came_to_that_post(leader):
    enquiry = make_enquiry(post=leader[1])
    coordinator = make_member(leader[1].municipality, "coordinator")
    for user, heading, other in (
        (leader[0], "Hvorfor dig", "Hvorfor denne post"),
        (coordinator, "Hvorfor denne post", "Hvorfor dig"),
    ):
        page = client_for(user).get(page_of(enquiry)).content.decode()
        assert (heading in page, other in page) == (True, False)


def test_an_enquiry_is_handed_to_a_colleague(leader):
    user, post = leader
    enquiry = make_enquiry(post=post)
    colleague, silent = make_post(post.municipality, email="c@kommune.dk"), make_post(post.municipality)
    address = page_of(enquiry, "send-videre")
    assert colleague.name in client_for(user).get(address).content.decode()
    assert client_for(user).post(address, {"post": silent.pk}).status_code == 422
    assert client_for(user).post(address, {"post": make_post(email="x@y.dk").pk}).status_code == 422
    handed = client_for(user).post(address, {"post": colleague.pk, "note": "Til dig"})
    assert (handed.status_code, handed["Location"]) == (303, "/i-dag/")
    assert client_for(user).post(address, {"post": colleague.pk}).status_code == 409
    assert Enquiry.objects.standing().get().post == colleague
    assert client_for(user).get(address).status_code == 302


def test_a_coordinator_who_hands_over_comes_back_to_the_overview(leader):
    municipality = leader[1].municipality
    enquiry, colleague = make_enquiry(post=leader[1]), make_post(municipality, email="c@kommune.dk")
    coordinator = client_for(make_member(municipality, "coordinator"))
    overview = f"/kommune/{municipality.slug}/overblik/"
    assert f'href="{overview}"' in coordinator.get(page_of(enquiry)).content.decode()
    handed = coordinator.post(page_of(enquiry, "send-videre"), {"post": colleague.pk, "note": ""})
    assert (handed.status_code, handed["Location"]) == (303, overview)


@pytest.mark.parametrize("rest", [(), ("svar", "sammen"), ("send-videre",)])
def test_an_enquiry_is_not_there_for_strangers(leader, rest):
    enquiry = make_enquiry(post=leader[1])
    strangers = [
        make_user(),
        make_operator(),
        make_member(role="leader", post=make_post()),
        make_member(make_supplier()),
    ]
    for user in strangers:
        assert client_for(user).get(page_of(enquiry, *rest)).status_code == 404
    assert client_for(leader[0]).get(f"/henvendelser/{uuid4()}/").status_code == 404


def test_the_supplier_sees_but_does_not_answer(leader):
    enquiry = make_enquiry(post=leader[1])
    supplier = client_for(make_member(enquiry.version.solution.supplier, "supplier_owner"))
    assert supplier.get(page_of(enquiry)).status_code == 200
    for rest in (("svar", "sammen"), ("send-videre",), ("spoerg",)):
        assert supplier.post(page_of(enquiry, *rest), {"text": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("answer", "may_write"), [("interested", True), ("together", True), ("later", False), ("not_relevant", False)]
)
def test_the_supplier_may_write_to_those_who_want_to_hear_more(leader, answer, may_write):
    enquiry = make_enquiry(answer, post=leader[1])
    supplier = client_for(make_member(enquiry.version.solution.supplier, "supplier_owner"))
    for client, is_told in ((supplier, may_write), (client_for(leader[0]), False)):
        shown = client.get(page_of(enquiry)).content.decode()
        assert (f"mailto:{enquiry.offered_to_email}" in shown) == is_told


def test_the_coordinator_sees_what_waits_but_cannot_answer_it_yet():
    enquiry = make_enquiry("no_contact")
    client = client_for(make_member(enquiry.municipality, "coordinator"))
    assert client.get(page_of(enquiry)).status_code == 200
    assert client.post(page_of(enquiry, "svar", "sammen"), {"text": ""}).status_code == 403


def test_the_supplier_reads_every_municipality(leader):
    version = make_published()
    states = ["offered", "seen", "question", "interested", "together", "later", "has_it", "not_relevant", "no_contact"]
    enquiries = [make_enquiry(state, version=version) for state in [*states, "escalated", "withdrawn"]]
    solution = version.solution
    client = client_for(make_member(solution.supplier, "supplier_editor"))
    address = f"/leverandoer/{solution.supplier.slug}/{solution.slug}/svar/"
    shown = client.get(address).content.decode()
    for enquiry in enquiries:
        assert enquiry.municipality.name in shown
    narrowed = client.get(address, {"status": "later"}).content.decode()
    assert narrowed.count("<tr id=") == 1
    assert client.get(address, {"status": "nonsense"}).status_code == 200
    assert "for dyr" in shown.lower() or "dyrt" in shown.lower()
    assert client_for(leader[0]).get(address).status_code == 404
    assert client_for(leader[0]).get(f"/leverandoer/{solution.supplier.slug}/").status_code == 404
    assert client.get(f"/leverandoer/{solution.supplier.slug}/").status_code == 200


@pytest.mark.parametrize("view", ["", "aabne", "for-sent", "venter", "besvaret", "andet"])
def test_the_coordinator_has_the_overview(view):
    post = make_post(email="a@b.dk")
    for state in ("offered", "escalated", "interested", "no_contact"):
        make_enquiry(state, post=post)
    client = client_for(make_member(post.municipality, "coordinator"))
    address = f"/kommune/{post.municipality.slug}/overblik/"
    assert client.get(address, {"vis": view}).status_code == 200
    assert client_for(make_user()).get(address).status_code == 404
    assert client_for().get(address).status_code == 302


@pytest.mark.parametrize(("language", "name"), [("da", "Ældre og omsorg"), ("en", "Elderly care")])
def test_the_overview_names_the_fields_in_the_readers_language(language, name):
    area = make_area(name_da="Ældre og omsorg", name_en="Elderly care")
    post = make_post(role=make_role(area=area), email="a@b.dk")
    make_enquiry(post=post)
    client = client_for(make_member(post.municipality, "coordinator", language=language), language)
    shown = client.get(f"/kommune/{post.municipality.slug}/overblik/").context["overview"]
    assert [row[0] for row in shown.areas] == [name]


def test_the_operator_reads_runs_and_asks_for_one(leader):
    client = client_for(make_operator())
    run = make_allocation(versions=[make_published()])
    assert client.get("/drift/fordeling/").status_code == 200
    page = client.get(f"/drift/fordeling/{run.run_date}/1/").content.decode()
    assert "Løsning" in page
    assert client.get("/drift/fordeling/2026-03-02/9/").status_code == 404
    assert client.get("/drift/fordeling/koer/").status_code == 405
    first = client.post("/drift/fordeling/koer/")
    again = client.post("/drift/fordeling/koer/")
    assert (first.status_code, first["Location"]) == (303, again["Location"])
    asked = Allocation.objects.get(finished_at=None)
    progress = client.get(first["Location"]).content.decode()
    assert (asked.number, 'http-equiv="refresh"' in progress) == (2, True)
    make_enquiry("no_contact")
    assert client.get("/drift/uden-kontakt/").status_code == 200
    for address in ("/drift/fordeling/", "/drift/uden-kontakt/", f"/drift/fordeling/{run.run_date}/1/"):
        assert client_for(leader[0]).get(address).status_code == 403
    assert client_for(leader[0]).post("/drift/fordeling/koer/").status_code == 403


def test_who_holds_no_post_is_told_what_to_do():
    post = make_post()
    coordinator = make_member(post.municipality, "coordinator")
    assert f"/kommune/{post.municipality.slug}/overblik/" in client_for(coordinator).get("/i-dag/").content.decode()
    assert client_for(make_user()).get("/i-dag/").status_code == 200
    assert client_for().get("/i-dag/").status_code == 302


def queries_of(count, client, address, make):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(count):
        make()
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_lists_ask_the_database_the_same_however_long_they_are(leader):
    user, post = leader
    version = make_published()
    solution, town = version.solution, post.municipality
    supplier = client_for(make_member(solution.supplier, "supplier_owner"))
    coordinator, operator = client_for(make_member(town, "coordinator")), client_for(make_operator())
    day = iter(range(1, 20))
    lists = [
        (client_for(user), "/i-dag/", lambda: make_enquiry("offered", post=post)),
        (client_for(user), "/i-dag/", lambda: make_enquiry("interested", post=post, offered_at=NOW - 2 * ONE_DAY)),
        (
            supplier,
            f"/leverandoer/{solution.supplier.slug}/{solution.slug}/svar/",
            lambda: make_enquiry(version=version),
        ),
        (supplier, f"/leverandoer/{solution.supplier.slug}/", lambda: make_enquiry("question", version=version)),
        (supplier, f"/leverandoer/{solution.supplier.slug}/", lambda: make_published(solution.supplier)),
        (coordinator, f"/kommune/{town.slug}/overblik/", lambda: make_enquiry(post=make_post(town))),
        (operator, "/drift/fordeling/", lambda: make_allocation(OFFERED_AT.date() + timedelta(days=next(day)))),
        (operator, "/drift/uden-kontakt/", lambda: make_enquiry("no_contact")),
    ]
    counts = [(queries_of(1, *each), queries_of(2, *each)) for each in lists]
    assert [one for one, _ in counts] == [three for _, three in counts]
