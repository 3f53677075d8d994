"""The pages of directions, as citizens, leaders and other municipalities meet them."""

import html
import json
import math
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import (
    AT,
    DAY,
    REVIEW,
    make_direction,
    make_placement,
    make_removed_placement,
    make_ring,
    make_wording,
    placement_facts,
    post_in,
)
from tests.factories.directory import make_municipality, make_post
from tests.factories.taxonomy import make_area, make_role, make_topic

from lysning.core import clock
from lysning.core.actors import SYSTEM, VISITOR
from lysning.direction import actions, queries
from lysning.direction.models import Direction, Placement, Ring
from lysning.direction.queries import rings
from lysning.taxonomy.actions import merge_topic, separate_topic
from lysning.taxonomy.queries import topics

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]
LATER = AT + timedelta(days=7)


def at(name, row, **query):
    """The address of a page about a direction or a placement."""
    direction = getattr(row, "direction", row)
    args = [direction.municipality.slug, direction.area.key, *([row.slug] if isinstance(row, Placement) else [])]
    return reverse(f"direction:{name}", args=args, query=query)


def leader_of(direction):
    return client_for(make_member(post=direction.owner_post, role="leader"))


def coordinator_of(direction):
    return client_for(make_member(direction.municipality, role="coordinator"))


def move(placement, ring, *, when=LATER, revision=None, **facts):
    return actions.edit_placement(
        placement=placement,
        revision=revision or placement.revision,
        facts=placement_facts(placement.owner_post, ring=ring, **facts),
        by=SYSTEM,
        at=when,
    )


def form_of(placement, **changes):
    """What the edit form of a placement sends."""
    sent = {
        "ring": placement.ring.key,
        "reason": placement.reason,
        "owner_post": placement.owner_post_id,
        "decided_on": placement.decided_on,
        "review_by": placement.review_by,
        "visibility": placement.visibility,
        "links": "",
        "internal_note": placement.internal_note,
        "note": "",
        "revision": placement.revision,
    }
    if placement.own_title:
        sent["own_title"] = placement.own_title
    return {**sent, **changes}


# --- read ---------------------------------------------------------------------------------------------------------------


def test_a_citizen_reads_a_direction_and_its_radar():
    direction = make_direction(aims=("Tryghed om natten",), background="**Vi** bliver flere.")
    topic = make_topic(name_da="Faldsensor")
    make_placement(direction, topic=topic, reason="Det virker.", internal_note="Dyrt")
    page = client_for().get(at("direction", direction))
    assert page.status_code == 200
    for words in ("Tryghed om natten", "<strong>Vi</strong> bliver flere.", "Faldsensor", "Det virker.", "Klar"):
        assert words in page.text
    assert "Dyrt" not in page.text
    assert "Placér noget" not in page.text
    assert "radar__picture" in page.text


def test_an_example_says_so():
    direction = make_direction()
    Direction.objects.update(is_example=True)
    for name in ("direction", "municipality"):
        args = [direction.municipality.slug, *([direction.area.key] if name == "direction" else [])]
        assert "badge--example" in client_for().get(reverse(f"direction:{name}", args=args)).text


def test_what_is_not_there_is_not_found():
    direction = make_direction(published=False)
    placement = make_placement(direction)
    client = client_for()
    addresses = [at("direction", direction), at("placement", placement), "/retning/findes-ikke/", "/retning/land/nej/"]
    addresses += [at("direction", direction).replace(direction.area.key, "findes-ikke")]
    assert [client.get(address).status_code for address in addresses] == [404] * 5


def test_the_number_of_queries_is_the_same_for_one_and_three(django_assert_num_queries):
    direction = make_direction()
    client = client_for()
    address = at("direction", direction, dato=DAY, siden=DAY)

    def count(number, topic, solution):
        make_placement(direction, topic=topic)
        make_placement(direction, solution=solution)
        topics.forget()
        client.get(address)
        with django_assert_num_queries(number):
            assert client.get(address).status_code == 200

    count(11, make_topic(), make_solution())
    count(11, make_topic(), make_solution())
    count(11, make_topic(), make_solution())


def test_a_leader_sees_only_the_own_placements_when_asked():
    direction = make_direction()
    area = direction.area
    own = make_post(direction.municipality, make_role(area))
    make_placement(direction, own_title="Robot", owner_post_id=own.pk)
    make_placement(direction, own_title="Bleer")
    leader = client_for(make_member(post=own, role="leader"))
    elsewhere = leader_of(make_direction(area=area))

    def shown(client, **query):
        page = client.get(at("direction", direction, **query))
        names = [line.named.name for section in page.context["sections"] for line in section.lines]
        return names, 'name="mine"' in page.text

    assert shown(leader) == (["Bleer", "Robot"], True)
    assert shown(leader, mine="1") == (["Robot"], True)
    for client in (client_for(), coordinator_of(direction), elsewhere):
        assert shown(client, mine="1") == (["Bleer", "Robot"], False)


def test_the_list_is_narrowed_by_ring_kind_and_movement():
    direction = make_direction()
    topic = make_placement(direction, topic=make_topic(name_da="Sensor"))
    move(topic, "afproev")
    make_placement(direction, own_title="Robot", at=LATER)
    make_placement(direction, own_title="Bleer")
    client = client_for()

    def shown(**query):
        page = client.get(at("direction", direction, **query))
        return [line.named.name for section in page.context["sections"] for line in section.lines]

    assert shown() == ["Bleer", "Robot", "Sensor"]
    assert shown(ring="klar") == ["Bleer", "Robot"]
    assert shown(slags="topic") == ["Sensor"]
    assert shown(siden=LATER.date(), kun="on") == ["Robot", "Sensor"]
    assert shown(kun="on") == ["Bleer", "Robot", "Sensor"]
    page = client.get(at("direction", direction, siden=LATER.date()))
    assert "Ud fra Klar" in page.text
    assert "moved" in {line.movement for line in page.context["radar"].lines}


def test_an_earlier_day_is_shown_as_it_was_in_the_words_of_that_day():
    direction = make_direction(aims=("Først",))
    placement = make_placement(direction, own_title="Robot", reason="Før.")
    move(placement, "afvent", reason="Efter.")
    make_wording(Ring.objects.get(key="klar"), LATER.date(), "I brug")
    make_placement(direction, own_title="Senere", at=LATER)
    facts = direction.state.facts
    changed = type(facts)(("Siden",), facts.background, facts.owner_post_id, facts.review_by)
    actions.edit_direction(direction=direction, revision=2, facts=changed, by=SYSTEM, at=LATER)
    page = client_for().get(at("direction", direction, dato=DAY))
    assert page.context["radar"].state.facts.aims == ("Først",)
    lines = page.context["radar"].lines
    assert [(line.named.name, line.ring.name, line.reason) for line in lines] == [("Robot", "Klar", "Før.")]
    assert "Sådan så den ud" in page.text
    now = client_for().get(at("direction", direction))
    assert {section.ring.name for section in now.context["radar"].sections} == {
        "I brug",
        "Afprøv",
        "Hold øje",
        "Afvent",
    }
    assert client_for().get(at("direction", direction, dato=DAY - timedelta(days=1))).context["radar"] is None


def test_a_day_that_cannot_be_is_told():
    address = at("direction", make_direction())
    for query in ("?dato=i+morgen", f"?dato={clock.today() + timedelta(days=1)}", "?siden=31-31-2026"):
        assert client_for().get(address + query).status_code == 422


def test_what_was_made_less_visible_is_gone_from_the_past_for_others():
    direction = make_direction()
    placement = make_placement(direction, own_title="Hemmelig")
    move(placement, "klar", visibility="own", reason="Kun os.")
    for query in ({}, {"dato": DAY}):
        assert "Hemmelig" not in client_for().get(at("direction", direction, **query)).text
        assert "Hemmelig" in leader_of(direction).get(at("direction", direction, **query)).text if not query else True
    assert client_for().get(at("placement", placement)).status_code == 404


def test_the_page_of_a_placement_tells_its_history():
    placement = make_placement(own_title="Robot", internal_note="Pas på prisen")
    move(placement, "afproev", reason="Vi prøver igen.", internal_note="Pas på prisen")
    page = client_for().get(at("placement", placement))
    assert [moment.kind for moment in page.context["page"].moments] == ["moved", "placed"]
    assert "fra Klar til Afprøv" in page.text
    assert "Pas på prisen" not in page.text
    assert "Pas på prisen" in coordinator_of(placement.direction).get(at("placement", placement)).text


def test_the_history_of_a_draft_begins_for_others_when_it_is_published():
    direction = make_direction(published=False)
    draft = make_placement(direction, reason="Første udkast.")
    draft = move(draft, "klar", reason="Andet udkast.")
    actions.publish_direction(direction=direction, revision=1, drafts={draft.pk: 2}, by=SYSTEM, at=LATER)
    page = client_for().get(at("placement", draft))
    assert [moment.kind for moment in page.context["page"].moments] == ["published"]
    assert "Første udkast." not in page.text
    own = coordinator_of(direction).get(at("placement", draft))
    assert [moment.kind for moment in own.context["page"].moments] == ["published", "edited", "placed"]


def test_who_did_what_is_told_to_the_own_municipality_alone():
    direction = make_direction()
    user = make_member(post=direction.owner_post, role="leader", name="Eksempel Leder")
    client = client_for(user)
    placement = make_placement(direction)
    client.post(at("edit_placement", placement), form_of(placement, reason="Nye ord."))
    assert "Eksempel Leder" in client.get(at("placement", placement)).text
    assert "Eksempel Leder" not in client_for().get(at("placement", placement)).text


def test_a_municipality_without_a_direction_says_so_and_its_leader_may_begin():
    post = make_post()
    address = reverse("direction:municipality", args=[post.municipality.slug])
    assert "Ingen retning er udgivet endnu" in client_for().get(address).text
    own = client_for(make_member(post=post, role="leader")).get(address)
    assert [line.area for line in own.context["areas"] if line.may_begin] == [post.area]


# --- write --------------------------------------------------------------------------------------------------------------


def test_from_an_empty_start_to_a_published_direction():
    post = make_post()
    topic = make_topic(areas=[post.area], name_da="Faldsensor")
    client = client_for(make_member(post=post, role="leader"))
    new = reverse("direction:new", args=[post.municipality.slug, post.area.key])
    page = client.get(new)
    assert page.context["form"]["owner_post"].value() == str(post.pk)
    sent = {
        "aims": "Tryghed\r\n\r\nFærre ture",
        "background": "Fordi.",
        "owner_post": post.pk,
        "review_by": clock.today() + timedelta(days=200),
    }
    assert client.post(new, sent).status_code == 303
    direction = Direction.objects.get()
    assert direction.aims == ["Tryghed", "Færre ture"]
    empty = client.get(at("direction", direction))
    assert f"?emne={topic.key}&amp;ring=klar" in empty.text
    placing = at("place", direction, emne=topic.key, ring="klar")
    form = client.get(placing).context["form"]
    assert form["ring"].value() == "klar"
    sent = {name: form[name].value() for name in ("ring", "owner_post", "decided_on", "review_by", "visibility")}
    assert client.post(placing, sent).status_code == 422
    assert client.post(placing, sent | {"reason": "Det virker."}).status_code == 303
    publishing = at("publish", direction)
    page = client.get(publishing)
    sent = {"revision": 1, "drafts": page.context["form"]["drafts"].value()}
    assert client_for().get(at("direction", direction)).status_code == 404
    assert client.post(publishing, sent).status_code == 303
    public = client_for().get(at("direction", direction))
    assert "Faldsensor" in public.text
    assert client.get(new).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"aims": "\n".join("x" * 8)}, "aims"),
        ({"review_by": "2020-01-01", "decided_on": "2026-01-01"}, "review_by"),
        ({"review_by": ""}, "review_by"),
        ({"owner_post": "0"}, "owner_post"),
        ({"background": "Ring til 010190-1234"}, "background"),
        ({"decided_on": "aldrig"}, "decided_on"),
    ],
)
def test_a_wrong_direction_is_told_at_its_field(wrong, field):
    direction = make_direction()
    client = leader_of(direction)
    sent = {"aims": "", "background": "", "owner_post": direction.owner_post_id, "review_by": REVIEW, "revision": 2}
    answer = client.post(at("edit", direction), sent | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Direction.objects.get().revision == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ring": "findes-ikke"}, "ring"),
        ({"reason": ""}, "reason"),
        ({"links": "KL | http://kl.dk"}, "links"),
        ({"links": "KL | "}, "links"),
        ({"visibility": "venner"}, "visibility"),
        ({"review_by": "1990-01-01"}, "review_by"),
        ({"internal_note": "Ring til 010190-1234"}, "internal_note"),
        ({"own_title": " "}, "own_title"),
    ],
)
def test_a_wrong_placement_is_told_at_its_field(wrong, field):
    placement = make_placement()
    answer = leader_of(placement.direction).post(at("edit_placement", placement), form_of(placement, **wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Placement.objects.get().revision == 1


def test_placing_in_own_words_a_solution_and_as_a_draft():
    direction = make_direction()
    client = leader_of(direction)
    facts = {"ring": "afproev", "reason": "Derfor.", "owner_post": direction.owner_post_id, "visibility": "community"}
    facts |= {"decided_on": DAY, "review_by": REVIEW, "links": "KL | https://kl.dk/radar"}
    solution = make_solution()
    for query, more in (({"eget": "Robot"}, {"own_title": "Robot"}), ({"loesning": solution.slug}, {"way": "draft"})):
        assert client.post(at("place", direction, **query), facts | more).status_code == 303
    own, ours = Placement.objects.order_by("pk")
    assert (own.own_title, own.published_at is not None, own.links) == (
        "Robot",
        True,
        [{"label": "KL", "address": "https://kl.dk/radar"}],
    )
    assert (ours.solution, ours.published_at) == (solution, None)
    again = client.post(at("place", direction, eget="Robot"), facts | {"own_title": "robot"})
    assert (again.status_code, "Det står allerede på radaren" in again.text) == (422, True)


def test_finding_something_to_place():
    direction = make_direction()
    make_topic(name_da="Faldsensor")
    placed = make_topic(name_da="Faldmåtte")
    make_placement(direction, topic=placed)
    make_solution(title="Faldalarm")
    page = leader_of(direction).get(at("place", direction, q="fald"))
    assert [named.name.split(" (")[0] for named in page.context["searched"].found] == ["Faldsensor", "Faldalarm"]
    assert "Placér »fald« med jeres egne ord" in page.text


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("fald", ["Faldsensor", "Faldalarm"]),  # and nothing on waste: "affald" only holds the letters
        ("vælter", ["Faldsensor", "Faldalarm"]),  # a layman's word
        ("låg", ["Lågebeslag", "Låget på spanden"]),  # half a word, as somebody types it
        ("(.*", []),
        ("\\m", []),
        ("a" * 20_000, []),
        ("-fald", []),
    ],
)
def test_what_is_placed_is_found_by_what_is_meant(typed, names):
    direction = make_direction()
    for name in ("Faldsensor", "Affaldsspand", "Lågebeslag"):
        make_topic(name_da=name, areas=[direction.area])
    make_solution(title="Faldalarm")
    make_solution(
        title="Låget på spanden", problem="Affald hentes for sent.", audience="Gården.", description="Om affald."
    )
    page = leader_of(direction).get(at("place", direction, q=typed))
    assert page.status_code == 200
    assert [named.name.split(" (")[0] for named in page.context["searched"].found] == names


def test_what_is_called_so_stands_before_topics_that_share_a_word():
    direction = make_direction()
    make_topic(name_da="Sensorgulv", explanation_da="Et gulv, der kalder på hjælp.", areas=[direction.area])
    make_solution(title="Gulvet, der kalder")
    page = leader_of(direction).get(at("place", direction, q="gulvet, der kalder"))
    assert [named.name.split(" (")[0] for named in page.context["searched"].found] == [
        "Gulvet, der kalder",
        "Sensorgulv",
    ]


def test_a_topic_of_another_area_that_only_says_the_word_stands_behind():
    direction = make_direction()
    elsewhere = make_area()
    make_topic(name_da="Varsel om vandspild", explanation_da="Loftet falder ned.", areas=[elsewhere])
    make_topic(name_da="Faldmåtte", areas=[elsewhere])
    make_topic(name_da="Nattevagt", explanation_da="Nogen falder.", areas=[direction.area])
    make_solution(title="Alarm")
    page = leader_of(direction).get(at("place", direction, q="fald"))
    names = [named.name.split(" (")[0] for named in page.context["searched"].found]
    assert set(names[:2]) == {"Faldmåtte", "Nattevagt"}
    assert names[2:] == ["Alarm", "Varsel om vandspild"]


def test_who_looks_for_what_is_placed_already_is_led_there(django_assert_max_num_queries):
    """It used to be left out in silence, and what shares a word stood first."""
    direction = make_direction()
    client, names = leader_of(direction), ("Talebot", "Telefonen, der svarer", "Telefontid")
    placed = [
        make_placement(
            direction, topic=make_topic(name_da=names[0], explanation_da="Svarer i telefonen."), ring="afvent"
        ),
        make_placement(direction, solution=make_solution(title=names[1])),
        make_placement(direction, own_title=names[2], published=False),
    ]
    make_placement(direction, own_title="Gulv"), make_placement(make_direction(), own_title="Telefontid")
    page = client.get(at("place", direction, q="telefon"))
    standing = [line.slug for line in page.context["searched"].standing]
    assert set(standing) == {row.slug for row in placed}
    assert standing[0] != placed[0].slug, "what is called so stands first"
    for row in placed:
        assert f'<a href="{at("placement", row)}">' in page.text
    page = client.get(at("place", direction, q="talebot"))
    assert "Står på jeres radar allerede" in page.text
    assert "Afvent" in page.text[page.text.index("Talebot</a>") :][:80]
    assert "Står på jeres radar allerede" not in client.get(at("place", direction, q="lys")).text
    with django_assert_max_num_queries(30):
        client.get(at("place", direction, q="telefon"))


def test_where_there_is_nothing_to_read_the_page_says_so_alike_for_drafts_and_nothing():
    draft, none, area = make_direction(published=False), make_municipality(), make_area()
    reader, own = client_for(), coordinator_of(draft)
    page = reader.get(at("direction", draft))
    other = reader.get(reverse("direction:direction", args=[none.slug, area.key]))
    for answer, name in ((page, draft.municipality), (other, none)):
        assert answer.status_code == 404
        assert "Der er ingen retning at læse her" in answer.text
        assert f"/retning/{name.slug}/" in answer.text
        assert "Sæt en retning" not in answer.text
    begins = own.get(reverse("direction:direction", args=[draft.municipality.slug, area.key]))
    assert begins.status_code == 404
    assert reverse("direction:new", args=[draft.municipality.slug, area.key]) in begins.text
    assert own.get(begins.context["request"].path.replace(area.key, "findes-ikke")).templates[0].name == "404.html"


def test_what_cannot_be_seen_cannot_be_placed():
    direction = make_direction()
    hidden = make_placement(visibility="own")
    client = leader_of(direction)
    drafts = [{"emne": make_topic(accept=False).key}, {"loesning": make_solution(published=False).slug}]
    for query in [*drafts, {"fra": hidden.slug}, {"emne": "findes-ikke"}]:
        assert client.get(at("place", direction, **query)).status_code == 404


def test_another_municipality_takes_a_placement_over_with_credit():
    original = make_placement(topic=make_topic(name_da="Faldsensor"), reason="Vores grund.", internal_note="Hemmeligt")
    direction = make_direction(area=original.direction.area)
    client = leader_of(direction)
    assert "Læg den på jeres radar" not in client_for().get(at("placement", original)).text
    page = client.get(at("placement", original))
    assert page.context["homes"] == (direction,)
    copying = at("place", direction, fra=original.slug)
    form = client.get(copying).context["form"]
    assert form["reason"].value() == "Vores grund."
    assert "Hemmeligt" not in client.get(copying).text
    sent = {name: form[name].value() for name in ("ring", "owner_post", "decided_on", "review_by", "visibility")}
    said = {"reason": "Vi gør som dem.", "way": "draft"}
    assert client.post(copying, sent | said).status_code == 303
    copy = Placement.objects.get(copied_from=original)
    assert "Overtaget af" not in client.get(at("placement", original)).text, "a draft of others is nobody's to tell"
    actions.publish_direction(
        direction=direction, revision=direction.revision, drafts={copy.pk: copy.revision}, by=SYSTEM, at=LATER
    )
    name = original.direction.municipality.name
    assert f"Overtaget fra {name}" in client_for().get(at("placement", copy)).text
    told = client_for().get(at("placement", original)).text.partition("Overtaget af")[2]
    assert f'<a href="{at("placement", copy)}">{direction.municipality.name}</a>' in told


def test_a_direction_begun_for_a_placement_of_others_leads_on_to_it():
    original = make_placement(topic=make_topic(name_da="Faldsensor"))
    post = make_post(make_municipality())
    client = client_for(make_member(post.municipality, role="coordinator"))
    begin = at("new", original.direction).replace(original.direction.municipality.slug, post.municipality.slug)
    begin += f"?fra={original.slug}"
    assert begin in html.unescape(client.get(at("placement", original)).text)
    sent = {"aims": "Tryghed", "owner_post": post.pk, "review_by": REVIEW}
    after = client.post(begin, sent, follow=True)
    assert after.context["original"] == original
    assert "Retningen er begyndt" in after.text


def test_what_was_placed_as_a_topic_that_became_another_says_so():
    direction, new, old = make_direction(), make_topic(name_da="Maaling"), make_topic(name_da="Saarbilleder")
    moved = make_placement(direction, topic=old)
    assert "placeret som" not in client_for().get(at("direction", direction)).text
    merge_topic(topic=old, into=new, revision=old.revision, by=SYSTEM, at=LATER)
    page = client_for().get(at("direction", direction)).text
    assert page.count("placeret som »Saarbilleder«") == 1
    assert "Placeret som »Saarbilleder«" in client_for().get(at("placement", moved)).text


@pytest.fixture
def joined():
    """A radar on which two topics have become one, the older decision, the later, and when they were joined."""
    direction, new, old = make_direction(), make_topic(name_da="Maaling"), make_topic(name_da="Saarbilleder")
    early = make_placement(direction, topic=new, ring="klar", reason="Vi så det først.", decided_on=DAY - timedelta(9))
    late = make_placement(direction, topic=old, ring="afvent", reason="Vi venter nu.", decided_on=DAY)
    merge_topic(topic=old, into=new, revision=old.revision, by=SYSTEM, at=LATER)
    return direction, early, late


def test_topics_that_became_one_are_one_dot_with_both_reasons_within_reach(joined):
    direction, early, late = joined
    for client in (client_for(), leader_of(direction)):
        page = client.get(at("direction", direction))
        [line] = page.context["radar"].lines
        assert (line.slug, line.ring.key, [each.slug for each in line.earlier]) == (late.slug, "afvent", [early.slug])
        assert len(page.context["picture"].dots) == 1
        assert "Også placeret som" in page.text
        assert "Vi så det først." in client.get(at("placement", early)).text
        assert "det er den, der gælder" in client.get(at("placement", early)).text
        page = client.get(at("placement", late)).text
        assert ("det er den, der gælder" in page, "Det er den, du ser her, der gælder" in page) == (False, True)
    home = client_for().get(reverse("direction:municipality", args=[direction.municipality.slug])).text
    assert ("Afvent: 1" in home, "Klar:" in home) == (True, False)
    memo = client_for().get(at("memo", direction)).text
    assert memo.count("Vi så det først.") == memo.count("Vi venter nu.") == 1
    [placement] = client_for().get(f"{at('direction', direction)}radar.json").json()["placements"]
    assert (placement["id"], [each["reason"] for each in placement["earlier"]]) == (late.slug, ["Vi så det først."])


def test_before_they_were_joined_both_stand_and_nothing_is_told_as_gone(joined):
    direction, early, late = joined
    then, now = ((LATER - timedelta(days=1)).date(), LATER.date())
    read = {"actor": VISITOR, "today": now}
    lines = queries.radar_of(direction, day=then, **read).lines
    assert {line.slug: line.named.name for line in lines} == {early.slug: "Maaling", late.slug: "Saarbilleder"}
    for day in (now, None):
        radar = queries.radar_of(direction, day=day, since=DAY, **read)
        assert ([line.slug for line in radar.lines], radar.gone) == ([late.slug], ())


def test_an_undone_merge_is_still_seen_on_the_days_between(joined):
    direction, early, late = joined
    topic = late.topic
    topic.refresh_from_db()
    again = LATER + timedelta(days=3)
    separate_topic(topic=topic, revision=topic.revision, by=SYSTEM, at=again)
    address = at("direction", direction)

    def shown(day=None):
        query = {"dato": day} if day else {}
        page = client_for().get(address, query)
        names = {line.slug: (line.named.name, line.named.formerly) for line in page.context["radar"].lines}
        document = client_for().get(f"{address}radar.json", query).json()["placements"]
        assert names.keys() == {each["id"] for each in document}
        return names

    apart = {early.slug: ("Maaling", ""), late.slug: ("Saarbilleder", "")}
    one = {late.slug: ("Maaling", "Saarbilleder")}
    assert shown((LATER - timedelta(days=1)).date()) == apart
    assert shown(LATER.date()) == shown((again - timedelta(days=1)).date()) == one
    assert shown(again.date()) == shown() == apart


def test_the_own_municipality_is_told_and_can_take_one_of_them_off(joined):
    direction, early, late = joined
    heading = "Nogle af jeres emner er blevet til ét"
    assert heading not in client_for().get(at("direction", direction)).text
    leader = leader_of(direction)
    page = leader.get(at("direction", direction)).text
    assert heading in page
    assert at("remove", early) in page
    assert "Det, der gælder, er »Saarbilleder« i Afvent fra 2. november 2026" in page
    actions.remove_placement(placement=early, revision=1, note="Samlet.", by=SYSTEM, at=LATER)
    page = leader.get(at("direction", direction)).text
    assert (heading in page, "Også placeret som" in page) == (False, False)
    assert "står her to gange" not in client_for().get(at("placement", late)).text


def test_what_others_may_not_see_neither_counts_for_them_nor_is_told(joined):
    direction, early, late = joined
    Placement.objects.filter(pk=late.pk).update(visibility="own")
    [line] = client_for().get(at("direction", direction)).context["radar"].lines
    assert (line.slug, line.earlier) == (early.slug, ())
    assert "Saarbilleder" not in client_for().get(at("placement", early)).text
    Placement.objects.filter(pk=late.pk).update(visibility="public", hidden_at=LATER, hidden_reason="Regler")
    shown = leader_of(direction).get(at("direction", direction)).context["radar"].lines
    assert {line.slug for line in shown} == {early.slug, late.slug}


def test_taking_off_and_putting_back():
    placement = make_placement()
    client = leader_of(placement.direction)
    assert client.get(at("remove", placement)).status_code == 200
    assert client.post(at("remove", placement), {"note": "", "revision": 1}).status_code == 422
    assert client.post(at("remove", placement), {"note": "Væk", "revision": 7}).status_code == 409
    assert client.post(at("remove", placement), {"note": "Vi bruger den ikke.", "revision": 1}).status_code == 303
    gone = client_for().get(at("placement", placement))
    assert "Taget af radaren" in gone.text
    assert "Vi bruger den ikke." in gone.text
    assert client.post(at("restore", placement), {"revision": "2"}).status_code == 303
    assert Placement.objects.get().removed_at is None


def test_what_has_left_is_told_since_a_day():
    direction = make_direction()
    make_removed_placement(direction, own_title="Robot", at=AT)
    assert "Ikke længere på radaren" not in client_for().get(at("direction", direction)).text
    kept = make_placement(direction, own_title="Drone")
    actions.remove_placement(placement=kept, revision=1, note="Væk", by=SYSTEM, at=LATER)
    page = client_for().get(at("direction", direction, siden=LATER.date()))
    assert [line.named.name for line in page.context["radar"].gone] == ["Drone"]


def test_an_ended_ring_is_asked_about_at_the_next_edit():
    placement = make_placement(ring="afvent")
    Ring.objects.filter(key="afvent").update(valid_to_date=DAY)
    rings.forget()
    client = leader_of(placement.direction)
    assert "Afvent" in client_for().get(at("direction", placement.direction)).text
    page = client.get(at("edit_placement", placement))
    assert "Ringen, den står i, gælder ikke mere" in page.text
    assert client.post(at("edit_placement", placement), form_of(placement)).status_code == 422
    assert client.post(at("edit_placement", placement), form_of(placement, ring="klar")).status_code == 303


# --- two at once --------------------------------------------------------------------------------------------------------


def hidden_fields(text):
    """Everything the merge page would send as it stands: hidden fields, chosen radios and texts."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", text.partition('class="stack stack--wide merge"')[2]):
        kind, name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("type", "name", "value"))
        if name and (kind.group(1) == "hidden" or "checked" in tag):
            sent[name.group(1)] = (value.group(1) if value else "").replace("&#x27;", "'")
    sent |= dict(re.findall(r'<textarea[^>]*name="(both-[^"]*)"[^>]*>([^<]*)</textarea>', text))
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def test_nothing_is_called_published_when_no_draft_was_chosen():
    direction = make_direction()
    leader, address = coordinator_of(direction), at("publish", direction)
    assert "Ingen kladde venter" in leader.get(address).text
    bare = make_placement(direction, own_title="Robot", published=False)
    Placement.objects.filter(pk=bare.pk).update(reason="")
    page = leader.get(address).text
    assert ("Ingen kladde er klar" in page, at("edit_placement", bare) in page, "button-sun" in page) == (
        True,
        True,
        False,
    )
    assert f'href="{at("direction", direction)}">Tilbage til radaren' in page
    assert leader.post(address, {"revision": "2"}).status_code == 409
    assert not Placement.objects.filter(published_at__isnull=False).exists()
    make_placement(direction, own_title="Lampe", published=False)
    answer = leader.post(address, hidden_fields(leader.get(address).text))
    assert (answer.status_code, "Vælg mindst én" in answer.text) == (422, True)
    assert not Placement.objects.filter(published_at__isnull=False).exists()


def test_two_edits_meet_field_by_field_and_nothing_is_lost():
    placement = make_placement(reason="Det virker godt.")
    client = leader_of(placement.direction)
    mine = form_of(placement, reason="Det virker rigtig godt.", ring="afproev", review_by="2027-02-01")
    move(placement, "hold-oeje", reason="Det virker godt nok.", decided_on=clock.today())
    answer = client.post(at("edit_placement", placement), mine)
    assert answer.status_code == 409
    clashes = {clash.name: clash for clash in answer.context["meeting"].clashes}
    assert clashes.keys() == {"reason", "ring", "review_by"}
    assert (clashes["reason"].choice, clashes["ring"].choice, clashes["review_by"].choice) == ("both", "", "mine")
    assert (clashes["ring"].mine.split()[0], clashes["ring"].theirs.split()[0]) == ("Afprøv:", "Hold")
    assert Placement.objects.get().reason == "Det virker godt nok."

    sent = hidden_fields(answer.text)
    unsettled = client.post(at("edit_placement", placement), sent)
    assert (unsettled.status_code, "Vælg en af dem" in unsettled.text) == (409, True)
    assert Placement.objects.get().revision == 2
    sent |= {"choice-ring": "theirs"}
    assert client.post(at("edit_placement", placement), sent).status_code == 303
    row = Placement.objects.select_related("ring").get()
    assert (row.ring.key, row.review_by, row.revision) == ("hold-oeje", date(2027, 2, 1), 3)
    assert {"rigtig", "nok."} <= set(row.reason.split())


def test_what_only_one_has_changed_is_proposed_and_the_rest_is_not_asked_about():
    placement = make_placement(reason="Første.\nAnden.")
    client = leader_of(placement.direction)
    mine = form_of(placement, reason="Første.\r\nAnden.", note="Jeg var her", internal_note="Min note")
    move(placement, "afvent", reason="Første.\nAnden.")
    answer = client.post(at("edit_placement", placement), mine)
    assert {clash.name: clash.choice for clash in answer.context["meeting"].clashes} == {
        "ring": "theirs",
        "internal_note": "mine",
    }
    assert client.post(at("edit_placement", placement), hidden_fields(answer.text)).status_code == 303
    row = Placement.objects.select_related("ring").get()
    assert (row.ring.key, row.internal_note) == ("afvent", "Min note")
    assert row.changes.get(number=3).note == "Jeg var her"


def test_two_who_move_it_on_one_day_are_not_asked_about_days_they_did_not_choose():
    placement = make_placement(ring="klar", review_by=datetime.now(UTC).date() + timedelta(days=3))
    client = leader_of(placement.direction)
    mine, theirs = form_of(placement, ring="afvent"), form_of(placement, ring="hold-oeje")
    assert client.post(at("edit_placement", placement), theirs).status_code == 303
    answer = client.post(at("edit_placement", placement), mine)
    assert [(clash.name, clash.choice) for clash in answer.context["meeting"].clashes] == [("ring", "")]
    sent = hidden_fields(answer.text) | {"choice-ring": "mine"}
    assert client.post(at("edit_placement", placement), sent).status_code == 303
    row = Placement.objects.select_related("ring").get()
    assert (row.ring.key, row.decided_on) == ("afvent", clock.today())
    assert row.review_by > clock.today() + timedelta(days=150)


def test_a_third_who_saves_while_two_are_merged_is_met_too():
    placement = make_placement(reason="Nul.")
    client = leader_of(placement.direction)
    mine = form_of(placement, reason="Min.")
    move(placement, "klar", reason="Din.")
    first = client.post(at("edit_placement", placement), mine)
    move(Placement.objects.get(), "klar", reason="Tredje.")
    second = client.post(at("edit_placement", placement), hidden_fields(first.text) | {"choice-reason": "mine"})
    assert second.status_code == 409
    assert [(clash.mine, clash.theirs) for clash in second.context["meeting"].clashes] == [("Min.", "Tredje.")]
    assert (
        client.post(
            at("edit_placement", placement), hidden_fields(second.text) | {"choice-reason": "theirs"}
        ).status_code
        == 303
    )
    assert Placement.objects.get().reason == "Tredje."


def test_the_directions_own_words_meet_too():
    direction = make_direction(aims=("Et", "To"))
    client = leader_of(direction)
    post = direction.owner_post
    sent = {"aims": "Et\r\nTo\r\nTre", "background": direction.background, "owner_post": post.pk, "review_by": REVIEW}
    facts = direction.state.facts
    changed = type(facts)(("Et", "To"), "Ny baggrund.", facts.owner_post_id, facts.review_by)
    actions.edit_direction(direction=direction, revision=2, facts=changed, by=SYSTEM, at=LATER)
    answer = client.post(at("edit", direction), sent | {"revision": "2"})
    assert answer.status_code == 409
    assert {clash.name: clash.choice for clash in answer.context["meeting"].clashes} == {
        "aims": "mine",
        "background": "theirs",
    }
    assert client.post(at("edit", direction), hidden_fields(answer.text)).status_code == 303
    row = Direction.objects.get()
    assert (row.aims, row.background, row.revision) == (["Et", "To", "Tre"], "Ny baggrund.", 4)


@pytest.mark.parametrize("revision", ["", "nej", "-1", "9" * 40, "٣"])
def test_a_revision_that_is_none_loses_nothing(revision):
    placement = make_placement()
    client = leader_of(placement.direction)
    answer = client.post(at("edit_placement", placement), form_of(placement, reason="Ny.", revision=revision))
    assert answer.status_code in {409, 422}
    assert "Ny." in answer.text
    assert Placement.objects.get().revision == 1


# --- files --------------------------------------------------------------------------------------------------------------


def test_the_radar_leaves_as_picture_table_and_open_format():
    direction = make_direction(aims=("Tryghed",))
    topic = make_topic(name_da="Faldsensor")
    make_placement(direction, topic=topic, internal_note="Dyrt")
    make_placement(direction, own_title="=Robot", visibility="community")
    make_placement(direction, own_title="+Drone", ring="afvent")
    client, leader = client_for(), leader_of(direction)
    address = at("direction", direction)
    document = json.loads(client.get(f"{address}radar.json").text)
    assert (document["format"], document["version"], document["licence"]) == ("lysning-radar", 1, "CC BY 4.0")
    assert document["municipality"]["code"] == direction.municipality.code
    assert [(each["name"], each["ring"], each["topic"]) for each in document["placements"]] == [
        ("Faldsensor", "klar", topic.key),
        ("+Drone", "afvent", None),
    ]
    table = client.get(f"{address}radar.csv").text
    assert table.startswith("\ufeffnavn;ring;begrundelse")
    assert "\r\nDrone;Afvent;" in table
    picture = client.get(f"{address}radar.svg")
    assert picture["Content-Type"].startswith("image/svg+xml")
    assert "Faldsensor" in picture.text
    for kind in ("json", "csv", "svg"):
        for reader in (client, leader):
            text = reader.get(f"{address}radar.{kind}").text
            assert not {"Dyrt", "Robot"} & set(re.findall(r"\w+", text))


def test_files_of_what_is_not_public_or_of_no_day_are_not_given():
    draft, direction = make_direction(published=False), make_direction()
    assert leader_of(draft).get(f"{at('direction', draft)}radar.json").status_code == 404
    address = at("direction", direction)
    assert client_for().get(f"{address}radar.exe").status_code == 404
    assert client_for().get(f"{address}radar.json?dato=nej").status_code == 400
    assert client_for().get(f"{address}radar.json?dato=2020-01-01").status_code == 404
    assert json.loads(client_for().get(f"{address}radar.json?dato={DAY}").text)["date"] == str(DAY)


def test_each_kind_keeps_its_sector_whatever_else_comes_or_goes():
    topic = make_placement(topic=make_topic())
    direction = topic.direction

    def sectors():
        picture = client_for().get(at("direction", direction)).context["picture"]
        spots = {spot.mark.key: spot for spot in picture.layout.spots}
        return [sector.name for sector in picture.layout.sectors], spots

    alone = sectors()
    assert alone[0] == ["Emner", "Løsninger", "Egne ord"]
    assert alone[1][topic.slug].y < 0
    solution, own = make_placement(direction, solution=make_solution()), make_placement(direction, own_title="Robot")
    names, spots = sectors()
    assert names == alone[0]
    assert spots[topic.slug] == alone[1][topic.slug]
    assert (spots[solution.slug].x > 0, spots[solution.slug].y > 0) == (True, True)
    assert (spots[own.slug].x < 0, spots[own.slug].y > 0) == (True, True)
    narrowed = client_for().get(at("direction", direction, slags="solution")).context["picture"]
    assert list(narrowed.layout.spots) == [spots[solution.slug]]


def test_a_radar_in_own_words_alone_has_the_whole_circle_for_them():
    own = make_placement(own_title="Robot")
    for number in range(3):
        make_placement(own.direction, own_title=f"Robot nummer {number}")
    address = at("direction", own.direction)

    def picture():
        return client_for().get(address).context["picture"].layout

    alone = picture()
    assert [(sector.name, sector.end - sector.start) for sector in alone.sectors] == [("", pytest.approx(math.tau))]
    narrowed = client_for().get(at("direction", own.direction, slags="own")).context["picture"]
    assert narrowed.layout.spots == alone.spots
    make_placement(own.direction, topic=make_topic())
    assert [sector.name for sector in picture().sectors] == ["Emner", "Løsninger", "Egne ord"]


def test_a_picture_that_is_opened_by_itself_may_wear_its_own_colours_and_nothing_else():
    answer = client_for().get(at("direction", make_placement().direction) + "radar.svg")
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_decisions_are_told_as_atom_the_latest_first_and_only_what_everyone_may_see():
    first = make_placement(own_title="Robot", reason="Den virker.")
    direction = first.direction
    move(make_placement(direction, own_title="Lås", ring="afvent"), "hold-oeje")
    make_placement(direction, own_title="Hemmelig", visibility="own")
    make_placement(direction, own_title="Delt", visibility="community")
    make_placement(direction, own_title="Kladde", published=False)
    elsewhere = make_placement(own_title="Drone", at=AT - timedelta(days=1))
    own, place = leader_of(direction), direction.municipality.name
    told = {
        reverse("direction:country_feed"): [f"{place}: Lås, Hold øje", f"{place}: Robot, Klar", "Drone"],
        reverse("direction:area_feed", args=[direction.area.key]): [f"{place}: Lås, Hold øje", f"{place}: Robot, Klar"],
        reverse("direction:municipality_feed", args=[direction.municipality.slug]): ["Lås", "Robot"],
        at("feed", direction): ["Lås", "Robot"],
        at("feed", elsewhere.direction): ["Drone"],
    }
    for address, titles in told.items():
        found = re.findall(r"<entry>.*?<title>([^<]*)</title>", own.get(address).text, re.DOTALL)
        assert len(found) == len(titles), address
        assert all(words in title for words, title in zip(titles, found, strict=True)), found
    assert "Den virker." in own.get(at("feed", direction)).text
    assert client_for().get(at("feed", make_direction(published=False))).status_code == 404
    assert at("feed", direction) in client_for().get(at("direction", direction)).text


# --- the country --------------------------------------------------------------------------------------------------------


def test_the_country_counts_public_placements_of_three_municipalities_on():
    area, topic, few = make_area(), make_topic(name_da="Faldsensor"), make_topic(name_da="Robot")
    old = make_topic(merged_into=topic)
    for ring in ("klar", "klar", "afvent"):
        make_placement(make_direction(area=area), topic=topic, ring=ring)
    for facts in ({"visibility": "community"}, {"published": False}):
        make_placement(make_direction(area=area), topic=topic, **facts)
    make_placement(make_direction(area=area, published=False), topic=topic)
    make_removed_placement(make_direction(area=area), topic=topic)
    make_placement(make_direction(area=area), topic=few)
    page = client_for().get(reverse("direction:country_area", args=[area.key]))
    shown = {line.topic.name: line.spread for line in page.context["shown"]}
    assert {name: spread.counts for name, spread in shown.items()} == {"Faldsensor": (2, 0, 0, 1)}
    assert [line.topic.name for line in page.context["few"]] == ["Robot"]
    assert "67" in page.text
    assert old.current == topic


def test_the_country_tells_what_moved_since_and_what_is_disputed():
    area, topic, other = make_area(), make_topic(), make_topic()
    for ring in ("klar", "afproev", "afvent"):
        direction = make_direction(area=area)
        move(make_placement(direction, topic=topic, ring="hold-oeje"), ring)
        make_placement(direction, topic=other)
    address = reverse("direction:country_area", args=[area.key])
    page = client_for().get(f"{address}?siden={LATER.date()}&orden=uenighed")
    assert [(line.topic, line.inwards, line.outwards) for line in page.context["shown"]] == [
        (topic, 2, 1),
        (other, 0, 0),
    ]


def test_the_country_tells_no_movement_from_what_was_not_public_then():
    area, topic = make_area(), make_topic()
    for visibility in ("public", "public", "community", "own"):
        placement = make_placement(make_direction(area=area), topic=topic, ring="hold-oeje", visibility=visibility)
        move(placement, "klar", visibility="public")
    line = queries.country_radar(area, today=LATER.date(), since=LATER.date()).lines[0]
    assert (line.total, line.inwards, line.outwards) == (4, 2, 0)


def test_of_two_topics_that_became_one_the_later_decision_counts_once(django_assert_num_queries):
    area, new, old = make_area(), make_topic(key="ny"), make_topic(key="gammel")
    both = make_direction(area=area)
    move(make_placement(both, topic=old, ring="afvent"), "klar", decided_on=DAY - timedelta(days=1))
    make_placement(both, topic=new, ring="afproev", decided_on=DAY)
    for topic in (old, new):
        move(make_placement(make_direction(area=area), topic=topic, ring="afvent"), "hold-oeje")
    merge_topic(topic=old, into=new, revision=old.revision, by=SYSTEM, at=LATER)
    topics(), rings()
    with django_assert_num_queries(7):
        radar = queries.country_radar(area, today=LATER.date(), since=LATER.date())
    [line] = radar.lines
    assert (line.topic, radar.municipalities, line.total) == (new, 3, 3)
    assert line.spread.counts == (0, 1, 2, 0)
    assert (line.inwards, line.outwards) == (2, 0)


def test_the_country_is_drawn_and_leaves_in_every_form():
    area, close, far, few = make_area(), make_topic(name_da="Lås"), make_topic(name_da="Briller"), make_topic()
    for ring in ("klar", "klar", "afvent"):
        direction = make_direction(area=area)
        make_placement(direction, topic=close, ring=ring)
        move(make_placement(direction, topic=far, ring="hold-oeje"), "afvent")
    make_placement(direction, topic=few)
    make_placement(make_direction(area=area), topic=close, visibility="community")
    page = client_for().get(reverse("direction:country_area", args=[area.key]), {"siden": LATER.date()})
    picture = page.context["picture"]
    assert [(dot.key, dot.number, dot.movement) for dot in picture.dots] == [
        (close.key, 1, "same"),
        (far.key, 2, "out"),
    ]
    assert {spot.mark.key: spot.mark.ring for spot in picture.layout.spots} == {close.key: 0, far.key: 3}
    addresses = {
        kind: reverse("direction:country_file", args=[area.key, kind]) + f"?siden={LATER.date()}"
        for kind in ("svg", "png", "pdf", "csv", "json")
    }
    assert all(address in page.text for address in addresses.values())
    document = client_for().get(addresses["json"]).json()
    assert (document["municipalities"], document["least"], document["placed_by_few"]) == (3, 3, [few.key])
    assert document["topics"][0] == {
        "topic": far.key,
        "name": "Briller",
        "municipalities": 3,
        "rings": {"klar": 0, "afproev": 0, "hold-oeje": 0, "afvent": 3},
        "leading": "afvent",
        "consensus": 1.0,
        "inwards": 0,
        "outwards": 3,
    }
    rows = client_for().get(addresses["csv"]).text.lstrip("\ufeff").splitlines()
    assert rows[0] == "emne;navn;kommuner;Klar;Afprøv;Hold øje;Afvent;enighed;flyttet ind;flyttet ud"
    assert len(rows) == 3
    for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert client_for().get(addresses[kind]).content.startswith(begins), kind
    assert few.name not in client_for().get(addresses["svg"]).text


def test_files_of_the_country_of_no_kind_or_day_are_not_given():
    address = reverse("direction:country_area", args=[make_area().key])
    assert client_for().get(f"{address}radar.exe").status_code == 404
    assert client_for().get(f"{address}radar.json?siden=nej").status_code == 400
    assert client_for().get(f"{address}radar.json").json()["topics"] == []
    assert client_for().get("/retning/land/findes-ikke/radar.json").status_code == 404


def test_what_is_taken_along_is_of_the_days_that_are_shown():
    direction = make_placement().direction
    page = client_for().get(at("direction", direction, dato=DAY, siden=DAY))
    assert f"radar.svg?dato={DAY}&amp;siden={DAY}" in page.text
    assert 'radar.svg"' in client_for().get(at("direction", direction)).text


def test_the_front_of_the_country_finds_a_municipality_and_counts():
    direction = make_direction()
    make_direction(published=False)
    address = reverse("direction:country")
    page = client_for().get(address)
    assert page.context["total"] == 1
    found = client_for().get(f"{address}?kommune={direction.municipality.slug}")
    assert found["Location"] == reverse("direction:municipality", args=[direction.municipality.slug])
    assert client_for().get(f"{address}?kommune=findes-ikke").status_code == 200
    home = reverse("direction:municipality", args=[direction.municipality.slug])
    assert f'href="{home}">Retningen for' in leader_of(direction).get(address).text
    assert "Retningen for" not in page.text


def test_a_new_ring_shows_from_its_first_day():
    direction = make_direction()
    make_ring("forlad", position=5, begins=datetime.now(UTC).date() + timedelta(days=1))
    page = client_for().get(at("direction", direction))
    assert "Forlad" not in page.text


def test_posts_of_the_area_come_first_among_owners():
    direction = make_direction()
    other = make_post(direction.municipality, title="Anden")
    form = leader_of(direction).get(at("edit", direction)).context["form"]
    assert [key for key, _words in form.fields["owner_post"].choices] == [
        "",
        str(direction.owner_post_id),
        str(other.pk),
    ]
    assert post_in(direction.municipality, direction.area) == direction.owner_post
    assert make_municipality().posts.count() == 0


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_picture_leaves_as_a_file_for_whoever_asks(kind, begins, client):
    placement = make_placement(own_title="Natlys")
    answer = client.get(at("direction", placement.direction) + f"radar.{kind}")
    assert (answer.status_code, answer.content[:4]) == (200, begins)


def test_another_site_shows_the_radar_by_one_line(client):
    placement = make_placement(own_title="Natlys")
    page = html.unescape(client.get(at("direction", placement.direction)).content.decode())
    address = f"{at('direction', placement.direction)}radar.svg?sprog=da"
    assert f'<img src="http://testserver{address}" width="100%" alt="Radar' in page
    picture = client.get(address, headers={"accept-language": "en"})
    assert "Cross-Origin-Resource-Policy" not in picture
    assert ">Klar<" in picture.content.decode(), "in the language of the page it stands on, whoever looks"
    other = client.get(address.replace("=da", "=en"), headers={"accept-language": "da"})
    assert ">Ready<" in other.content.decode()
    assert "prefers-color-scheme" not in picture.content.decode(), "nor is it dark on a light page"
    assert "prefers-color-scheme" in client.get(address.partition("?")[0]).content.decode()
    assert client.get(address.replace("=da", "=xx"), headers={"accept-language": "da"}).status_code == 200


def test_every_page_of_an_editor_lies_as_deep_as_the_page_one_reads():
    placement = make_placement()
    direction, leader = placement.direction, coordinator_of(placement.direction)
    place = direction.municipality.slug
    home, radar = f"/retning/{place}/", at("direction", direction)
    for name, row in (
        ("direction", direction),
        ("edit", direction),
        ("place", direction),
        ("bring", direction),
        ("publish", direction),
        ("placement", placement),
        ("edit_placement", placement),
        ("remove", placement),
    ):
        page = leader.get(at(name, row)).text
        crumbs = re.findall(r'href="([^"]+)"', page.partition('class="breadcrumb')[2].partition("</nav>")[0])
        wanted = ["/retning/", home, *([radar] if name != "direction" else [])]
        assert crumbs[-len(wanted) :] == wanted or crumbs[1:4] == wanted, (name, crumbs)
