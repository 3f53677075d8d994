"""The pages of coalitions, as everyone, members and stewards meet them."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.community import (
    AT,
    ask,
    enter,
    make_coalition,
    make_decision,
    make_document,
    make_post,
    make_task,
    participant_of,
    person_of,
    steward_of,
)
from tests.factories.directory import make_municipality, make_partner
from tests.factories.needs import make_need
from tests.factories.pdfs import scanned
from tests.factories.taxonomy import make_area, make_topic

from lysning.community import actions
from lysning.community.models import Coalition, Decision, Document, Member, Post, Task
from lysning.core.actors import SYSTEM

pytestmark = pytest.mark.django_db
LIST = "/faellesskaber/"
WORDS = {
    "title": "Fald om natten",
    "purpose": "Vi vil se, om fald kan undgås.",
    "joining": "request",
    "next_step": "Vi mødes.",
    "next_step_on": "2026-12-20",
    "mandate_by": "Sundhedsudvalget",
    "mandate_on": "2026-10-20",
}


def at(name, coalition, *args, **query):
    return reverse(f"community:{name}", args=[coalition.slug, *args], query=query)


def steward_client(coalition):
    return client_for(person_of(steward_of(coalition).organisation, name="Tove Tovholder"))


def member_client(coalition, organisation=None):
    member = enter(coalition, organisation)
    return client_for(person_of(member.organisation, name="Mette Medlem")), member


def test_the_list_is_public_filtered_and_asks_the_same_for_one_and_three(django_assert_num_queries):
    client, area = client_for(), make_area("skoler", name_da="Dagtilbud og skole")
    aarhus = make_municipality("Aarhus", slug="aarhus")
    assert "Intet fællesskab endnu" in client.get(LIST).text
    make_coalition(aarhus, area=area, title="Børn på vej", joining="open")
    client.get(LIST)
    with django_assert_num_queries(6):
        assert "1 fællesskab i gang" in client.get(LIST).text
    enter(make_coalition(), aarhus)
    closed = make_coalition(title="Det var det")
    actions.close_coalition(coalition=closed, note="Det virkede ikke.", by=SYSTEM, at=AT)
    make_coalition()
    client.get(LIST)
    with django_assert_num_queries(6):
        assert len(client.get(LIST).context["page"].object_list) == 3
    for query, count in [("area=skoler", 1), ("kommune=aarhus", 2), ("vis=aabne", 1), ("vis=afsluttede", 1)]:
        assert len(client.get(f"{LIST}?{query}").context["page"].object_list) == count
    assert "Det virkede ikke." in client.get(f"{LIST}?vis=afsluttede").text
    assert "Intet fællesskab her" in client.get(f"{LIST}?area=findes-ikke").text


def test_everyone_sees_the_outside_and_nothing_of_the_inside():
    coalition = make_coalition(make_municipality("Vejle"))
    member = enter(coalition, make_partner("Professionshøjskolen Syd"))
    make_decision(coalition, title="Vi prøver i foråret", is_public=True)
    make_decision(coalition, title="Kanarie i en beslutning")
    make_task(coalition, title="Kanarie i en opgave")
    make_post(member, "Kanarie i samtalen")
    make_document(member, title="Kanarie i et dokument")
    page = client_for().get(at("coalition", coalition)).text
    for seen in (coalition.title, coalition.purpose, coalition.next_step, "Vejle", "Syd", "Vi prøver i foråret"):
        assert seen in page
    for client in (client_for(), client_for(person_of(make_municipality()))):
        text = client.get(at("coalition", coalition)).text
        assert "Kanarie" not in text
        assert "Sundhedsudvalget" not in text
        assert client.get(at("discussion", coalition)).status_code in {302, 403}
    inside, _member = member_client(coalition)
    text = inside.get(at("coalition", coalition)).text
    assert text.count("Kanarie") == 2 + text.count("Kanarie i en opgave") - 1
    assert "Sundhedsudvalget" in text
    assert "Kanarie i samtalen" in inside.get(at("discussion", coalition)).text
    assert coalition.next_step in inside.get(at("discussion", coalition)).text
    assert "Kanarie i et dokument" in inside.get(at("documents", coalition)).text


def test_the_word_to_the_others_is_read_by_those_who_stay_until_it_comes_back():
    coalition = make_coalition()
    steward, (client, member) = steward_client(coalition), member_client(coalition)
    page = client.get(at("leave", coalition))
    assert "Et ord til de andre" in page.text
    client.post(at("leave", coalition), {"member": member.pk, "leaving_note": "Tak for nu. Vi måler videre selv."})
    told = steward.get(at("coalition", coalition)).text
    assert "Har forladt fællesskabet" in told
    assert "Tak for nu. Vi måler videre selv." in told
    for outside in (client, client_for()):
        assert "Tak for nu" not in outside.get(at("coalition", coalition)).text
    enter(coalition, member.organisation)
    assert "Tak for nu" not in steward.get(at("coalition", coalition)).text


def test_the_page_costs_the_same_for_one_member_and_for_three(django_assert_max_num_queries):
    coalition = make_coalition()
    client = steward_client(coalition)
    owner = participant_of(steward_of(coalition))

    def cost():
        client.get(at("coalition", coalition))
        with django_assert_max_num_queries(40) as counted:
            client.get(at("coalition", coalition))
        return len(counted.captured_queries)

    make_task(coalition, owner)
    make_decision(coalition)
    ask(coalition)
    first = cost()
    for _number in range(2):
        enter(coalition)
        make_task(coalition, owner)
        make_decision(coalition)
        ask(coalition)
    assert cost() == first <= 16


@pytest.mark.parametrize("name", ["discussion", "documents"])
def test_the_inner_pages_cost_the_same_for_one_and_for_three(name, django_assert_max_num_queries):
    coalition = make_coalition()
    client, member = steward_client(coalition), steward_of(coalition)
    counts = []
    for each in range(3):
        other = enter(coalition)
        make_post(member, mentioned=[participant_of(other)])
        make_document(member, f"{each}".encode(), name="x.txt")
        client.get(at(name, coalition))
        with django_assert_max_num_queries(40) as counted:
            client.get(at(name, coalition))
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[2] <= 16


def test_a_coalition_starts_from_a_need_a_topic_or_a_solution():
    here = make_municipality("Vejle")
    need = make_need(here)
    topic, solution = make_topic(areas=[need.area]), make_solution(published=True)
    client = client_for(person_of(here))
    assert need.title in client.get(f"{LIST}nyt/").text
    for query in (f"behov={need.slug}", f"emne={topic.key}", f"loesning={solution.slug}"):
        page = client.get(f"{LIST}nyt/?{query}")
        assert page.status_code == 200
        answer = client.post(f"{LIST}nyt/?{query}", {**WORDS, "area": need.area.key})
        assert answer.status_code == 303
    made = Coalition.objects.order_by("pk")
    assert [(row.need, row.topic, row.solution) for row in made] == [
        (need, None, None),
        (None, topic, None),
        (None, None, solution),
    ]
    assert client.get(f"{LIST}nyt/?behov=findes-ikke").status_code == 404
    assert f"behov={need.slug}" in client.get(reverse("needs:need", args=[need.slug])).text
    assert made[0].title in client.get(reverse("needs:need", args=[need.slug])).text
    assert made[1].title in client_for().get(reverse("web:topic", args=[topic.key])).text
    assert made[2].title in client_for().get(reverse("web:solution", args=[solution.slug])).text


def test_bad_words_are_refused_at_their_field_and_nothing_is_saved():
    need = make_need()
    client = client_for(person_of(need.municipality))
    for field, value in [("title", ""), ("purpose", "010190-1234"), ("mandate_on", "2030-01-01"), ("area", "intet")]:
        sent = {**WORDS, "area": need.area.key, field: value}
        answer = client.post(f"{LIST}nyt/?behov={need.slug}", sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Coalition.objects.count() == 0


def test_a_request_is_sent_seen_and_answered():
    coalition, here = make_coalition(), make_municipality("Aarhus")
    client = client_for(person_of(here))
    assert "Bed om at være med" in client.get(at("coalition", coalition)).text
    sent = {"mandate_by": "Byrådet", "mandate_on": "2026-11-01", "message": "Vi har tal."}
    assert client.post(at("join", coalition), sent).status_code == 303
    member = Member.objects.get(organisation=here)
    assert "Jeres anmodning venter på svar" in client.get(at("coalition", coalition)).text
    assert client.get(at("answer", coalition, member.pk)).status_code == 403
    stranger = client_for(person_of(make_municipality()))
    assert stranger.get(at("answer", coalition, member.pk)).status_code == 404
    steward = steward_client(coalition)
    assert "Aarhus" in steward.get(at("coalition", coalition)).text
    page = steward.get(at("answer", coalition, member.pk)).text
    assert "Byrådet" in page
    assert "Vi har tal." in page
    assert steward.post(at("answer", coalition, member.pk), {"answer": "no"}).status_code == 422
    assert steward.post(at("answer", coalition, member.pk), {"answer": "yes"}).status_code == 303
    assert steward.post(at("answer", coalition, member.pk), {"answer": "yes"}).status_code == 409
    assert client.post(at("withdraw", coalition, member.pk)).status_code == 409
    assert client.get(at("discussion", coalition)).status_code == 200


def test_a9_who_acts_for_two_says_for_whom():
    coalition = make_coalition(joining="open")
    first, second = make_municipality("Vejle"), make_municipality("Aarhus")
    person = person_of(first)
    make_member(organisation=second, role="coordinator", user=person)
    client = client_for(person)
    sent = {"mandate_by": "Byrådet", "mandate_on": "2026-11-01"}
    assert client.post(at("join", coalition), sent).status_code == 422
    assert client.post(at("join", coalition), {**sent, "organisation": second.pk}).status_code == 303
    assert client.post(at("join", coalition), {**sent, "organisation": make_municipality().pk}).status_code == 303
    assert list(
        Member.objects.filter(coalition=coalition, is_steward=False).values_list("organisation__name", flat=True)
    ) == [
        "Aarhus",
        "Vejle",
    ]
    post = {"text": "Hej", "key": str(uuid4())}
    assert client.post(at("discussion", coalition), post).status_code == 422
    assert client.post(at("discussion", coalition), {**post, "organisation": first.pk}).status_code == 303
    assert Post.objects.get().member.organisation_id == first.pk
    assert "Hvem går ud?" in client.get(at("leave", coalition)).text


def test_a8_what_belongs_to_another_coalition_is_not_found_here():
    coalition, elsewhere = make_coalition(), make_coalition()
    client = steward_client(coalition)
    member = steward_of(elsewhere)
    task, post, document, waiting = make_task(elsewhere), make_post(member), make_document(member), ask(elsewhere)
    make_decision(elsewhere, is_public=True)
    for address in (
        at("edit_task", coalition, task.pk),
        at("document", coalition, document.pk),
        at("answer", coalition, waiting.pk),
        at("decision", coalition, 1),
    ):
        assert client.get(address).status_code == 404
    for name, row in (
        ("settle_task", task),
        ("remove_post", post),
        ("remove_document", document),
        ("withdraw", waiting),
    ):
        assert client.post(at(name, coalition, row.pk)).status_code == 404
        assert client.post(at(name, elsewhere, row.pk)).status_code in {403, 404}
    foreign = participant_of(member).pk
    sent = {"title": "Opgave", "owner": foreign, "key": str(uuid4())}
    assert client.post(at("add_task", coalition), sent).status_code == 422
    assert (
        client.post(at("discussion", coalition), {"text": "x", "mentioned": foreign, "key": str(uuid4())}).status_code
        == 422
    )
    assert (Task.objects.filter(coalition=coalition).count(), Post.objects.filter(coalition=coalition).count()) == (
        0,
        0,
    )


def test_a11_everything_inside_is_shut_at_once():
    coalition = make_coalition()
    client, member = member_client(coalition)
    document = make_document(member)
    decision = make_decision(coalition)
    inner = [at("discussion", coalition), at("documents", coalition), at("document", coalition, document.pk)]
    assert [client.get(address).status_code for address in inner] == [200, 200, 200]
    assert client.get(at("leave", coalition)).status_code == 200
    assert client.post(at("leave", coalition), {"member": steward_of(coalition).pk}).status_code == 404
    assert client.post(at("leave", coalition), {"leaving_note": "Tak for nu."}).status_code == 303
    assert [client.get(address).status_code for address in inner] == [403, 403, 404]
    assert client.get(at("decision", coalition, decision.number)).status_code == 404
    assert (
        client.post(at("discussion", coalition), {"text": "Jeg er her endnu", "key": str(uuid4())}).status_code == 403
    )


def test_leaving_shows_what_happens_and_the_last_steward_names_another():
    coalition = make_coalition()
    mine = steward_of(coalition)
    make_task(coalition, participant_of(mine))
    client = client_for(person_of(mine.organisation))
    assert "Ingen kan tage over efter jer" in client.get(at("leave", coalition)).text
    assert client.post(at("leave", coalition)).status_code == 422
    other = enter(coalition, make_municipality("Aarhus"))
    page = client.get(at("leave", coalition)).text
    assert "1 af jeres opgaver står uden en ejer." in page
    assert "I er den sidste tovholder" in page
    assert client.post(at("leave", coalition), {}).status_code == 422
    assert client.post(at("leave", coalition), {"successor": other.pk}).status_code == 303
    other.refresh_from_db()
    assert other.is_steward


def test_a_steward_works_and_a_member_may_not():
    coalition = make_coalition()
    steward, (member, _row) = steward_client(coalition), member_client(coalition)
    decision = {"title": "Vi begynder", "text": "I marts.", "decided_on": "2026-11-20", "key": str(uuid4())}
    for name in ("edit", "next_step", "hand_over", "close", "decide"):
        assert member.get(at(name, coalition)).status_code == 403
        assert steward.get(at(name, coalition)).status_code == 200
    assert [steward.post(at("decide", coalition), decision).status_code for _twice in range(2)] == [303, 303]
    assert Decision.objects.count() == 1
    new = {"title": "Vi begynder", "text": "I april.", "decided_on": "2026-11-20", "note": "Ferie.", "is_public": "on"}
    assert steward.post(at("revise", coalition, 1), {**new, "revision": 1}).status_code == 303
    assert steward.post(at("revise", coalition, 1), {**new, "text": "I maj.", "revision": 1}).status_code == 409
    page = member.get(at("decision", coalition, 1)).text
    assert "I marts." in page
    assert "Ferie." in page
    assert "I marts." not in client_for().get(at("decision", coalition, 1)).text
    assert steward.post(at("close", coalition), {"closing_note": "Det virkede."}).status_code == 303
    assert "Det virkede." in client_for().get(at("coalition", coalition)).text
    assert steward.get(at("decide", coalition)).status_code == 403


def test_two_who_set_the_next_step_get_one_winner_and_a_409_that_loses_no_word():
    coalition = make_coalition()
    client = steward_client(coalition)
    first = {"revision": 1, "next_step": "Vi ringes ved.", "next_step_on": "2026-12-24"}
    assert client.post(at("next_step", coalition), first).status_code == 303
    late = client.post(at("next_step", coalition), {**first, "next_step": "Vi skriver."})
    assert late.status_code == 409
    assert "Vi ringes ved." in late.text
    assert "Vi skriver." in late.text
    again = {**first, "next_step": "Vi skriver.", "revision": late.context["form"]["revision"].value()}
    assert client.post(at("next_step", coalition), again).status_code == 303
    coalition.refresh_from_db()
    assert (coalition.next_step, coalition.next_step_on) == ("Vi skriver.", date(2026, 12, 24))


def test_tasks_are_made_given_and_done():
    coalition = make_coalition()
    client, member = member_client(coalition)
    sent = {"title": "Send jeres tal", "owner": participant_of(member).pk, "due_on": "2026-12-10", "key": str(uuid4())}
    assert [client.post(at("add_task", coalition), sent).status_code for _twice in range(2)] == [303, 303]
    task = Task.objects.get()
    assert "Send jeres tal" in client.get(at("coalition", coalition)).text
    assert client.get(at("edit_task", coalition, task.pk)).status_code == 200
    changed = {"title": "Send alle tal", "owner": "", "revision": 1}
    assert client.post(at("edit_task", coalition, task.pk), changed).status_code == 303
    assert client.post(at("edit_task", coalition, task.pk), changed).status_code == 409
    assert client.post(at("settle_task", coalition, task.pk)).status_code == 303
    assert "Hvad der er gjort" in client.get(at("coalition", coalition)).text
    assert client.post(at("settle_task", coalition, task.pk), {"way": "igen"}).status_code == 303
    assert client.post(at("take_part", coalition), {}).status_code == 303
    assert client.post(at("take_part", coalition), {"way": "ud"}).status_code == 303


def test_the_discussion_says_who_and_lets_one_take_ones_words_back():
    coalition = make_coalition()
    client, member = member_client(coalition)
    other = participant_of(steward_of(coalition))
    sent = {"text": "<b>Fald</b>\n\nom natten", "mentioned": other.pk, "key": str(uuid4())}
    assert [client.post(at("discussion", coalition), sent).status_code for _twice in range(2)] == [303, 303]
    page = client.get(at("discussion", coalition)).text
    assert "&lt;b&gt;Fald&lt;/b&gt;" in page
    assert f"Mette Medlem, {member.organisation.name}" in page
    post = Post.objects.get()
    assert steward_client(coalition).post(at("remove_post", coalition, post.pk)).status_code == 403
    assert client.post(at("remove_post", coalition, post.pk)).status_code == 303
    assert "Trukket tilbage af den, der skrev det." in client.get(at("discussion", coalition)).text
    assert client.post(at("discussion", coalition), {"text": "", "key": str(uuid4())}).status_code == 422


def test_a_document_is_a_download_that_nobody_else_keeps():
    coalition = make_coalition()
    client, _member = member_client(coalition)
    file = SimpleUploadedFile("../tal.csv", b"dag;fald\n1;3\n", "text/html")
    sent = {"title": "Tal fra <Ærø>", "file": file, "key": str(uuid4())}
    assert client.post(at("documents", coalition), sent).status_code == 303
    row = Document.objects.get()
    answer = client.get(at("document", coalition, row.pk))
    assert answer.content == b"dag;fald\n1;3\n"
    assert answer["Content-Disposition"] == 'attachment; filename="tal-fra-aeroe.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    bad = SimpleUploadedFile("rapport.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    answer = client.post(at("documents", coalition), {"title": "x", "file": bad, "key": str(uuid4())})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    photo = {"title": "Opslag", "file": SimpleUploadedFile("scannet.pdf", scanned()), "key": str(uuid4())}
    answer = client.post(at("documents", coalition), photo)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["is_looked_through"])
    photo |= {"file": SimpleUploadedFile("scannet.pdf", scanned()), "is_looked_through": "on"}
    assert client.post(at("documents", coalition), photo).status_code == 303
    other, _row = member_client(coalition)
    assert other.post(at("remove_document", coalition, row.pk)).status_code == 403
    restore = at("restore_document", coalition, row.pk)
    assert client.post(restore).status_code == 404, "it is not away"
    page = client.post(at("remove_document", coalition, row.pk), follow=True)
    assert f'action="{restore}"' in page.text, "the words of the act have a button that undoes it"
    assert client.get(at("document", coalition, row.pk)).status_code == 404
    assert other.post(restore).status_code == 404
    assert "Filen er delt" in client.post(restore, follow=True).text
    assert client.get(at("document", coalition, row.pk)).content == b"dag;fald\n1;3\n"


def test_a_hidden_coalition_is_gone_for_everyone_but_its_members():
    coalition = make_coalition()
    actions.hide_coalition(coalition=coalition, reason="Nævner en borger.", by=SYSTEM, at=AT)
    assert client_for().get(at("coalition", coalition)).status_code == 404
    assert coalition.title not in client_for().get(LIST).text
    assert "Nævner en borger." in steward_client(coalition).get(at("coalition", coalition)).text
    assert steward_client(coalition).get(at("decide", coalition)).status_code == 403


def test_the_feeds_hold_public_decisions_alone():
    coalition = make_coalition()
    make_decision(coalition, title="Åben <beslutning>", is_public=True)
    make_decision(coalition, title="Kun for os")
    area = coalition.area.key
    for address in (at("decisions_feed", coalition), f"{LIST}atom.xml", f"{LIST}atom.xml?area={area}"):
        answer = client_for().get(address)
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert "Åben &lt;beslutning&gt;" in answer.text
        assert "Kun for os" not in answer.text
    assert "Åben" not in client_for().get(f"{LIST}atom.xml?area=andet").text


def test_the_map_counts_coalitions_and_tells_who_looks_after_one():
    vejle, aarhus = make_municipality("Vejle"), make_municipality("Aarhus")
    coalition = make_coalition(vejle)
    enter(coalition, aarhus)
    for _number in range(2):
        enter(make_coalition(), aarhus)
    states = {
        group.entry.state: [tile.label for tile in group.tiles]
        for group in client_for().get(LIST).context["map"].groups
    }
    assert states["many"] == ["Aarhus"]
    assert "Vejle" in states["some"]
    own = client_for().get(at("coalition", coalition)).context["map"].groups
    states = {group.entry.state: [tile.label for tile in group.tiles] for group in own}
    assert (states["steward"], states["member"]) == (["Vejle"], ["Aarhus"])


def test_a_day_is_said_in_words():
    coalition = make_coalition(next_step_on=date(2027, 3, 3))
    assert "3. marts 2027" in client_for().get(at("coalition", coalition)).text
