"""The public trace of a need, its Atom, and the advice while a need is written."""

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.core.test_feeds import ATOM, valid
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.community import make_coalition, make_decision
from tests.factories.direction import make_direction, make_placement
from tests.factories.directory import SINCE, make_post, make_supplier
from tests.factories.enquiries import make_enquiry
from tests.factories.findings import make_finding
from tests.factories.needs import make_answer, make_cosignature, make_joining, make_need
from tests.factories.taxonomy import make_topic
from tests.factories.trials import make_trial

from lysning.catalogue.queries import product_names
from lysning.community.actions import hide_coalition
from lysning.core import clock
from lysning.core.actors import SYSTEM, VISITOR
from lysning.direction.actions import edit_placement
from lysning.direction.rules.states import Link
from lysning.evidence.actions import hide_finding
from lysning.evidence.words import VERDICT
from lysning.matching.actions import reindex_everything
from lysning.needs.models import Need
from lysning.trials.actions import hide_trial
from lysning.web.needs.trace import SOURCES, trace

pytestmark = pytest.mark.django_db
FALL = {
    "title": "Sensor mod fald om natten",
    "problem": "Beboere på plejehjem falder om natten, og nattevagten opdager faldet for sent.",
    "audience": "Nattevagter og beboere på plejehjem",
    "description": "En sensor ved sengen melder, når en beboer står op om natten.",
}
NEED = {
    "title": "Fald om natten",
    "description": "Beboere på vores plejehjem falder om natten, og vi opdager det sent.",
}


def fresh():
    reindex_everything(at=clock.now(), progress=lambda *_: None)


def said(need):
    return [step.text for step in trace(need, VISITOR)]


def test_every_step_is_told_in_order_with_who_and_words(client):
    need, other = make_need(**NEED), make_need(title="Fald på trappen")
    days = [SINCE + timedelta(days=number) for number in range(1, 6)]
    row = make_cosignature(need, created_at=days[0], words="Også hos os")
    make_answer(need, created_at=days[1], text="Vi prøver det")
    make_answer(need, number=2, created_at=days[2], text="Vi prøver det i maj")
    make_joining(other, need, joined_at=days[3], separated_at=days[4], separation_reason="To ting")
    name = need.municipality.official_name
    assert said(need) == [
        "Behovet blev beskrevet",
        f"{row.municipality.official_name} skrev under på behovet",
        f"{name} svarede",
        f"{name} rettede sit svar",
        "»Fald på trappen« blev lagt ind under behovet",
        "Skilt ad fra »Fald på trappen«",
    ]
    assert said(other)[1:] == ["Lagt sammen med »Fald om natten«", "Skilt ad fra »Fald om natten«"]
    page = client.get(reverse("needs:need", args=[need.slug])).text
    assert "Også hos os" in page
    entries = valid(ET.fromstring(client.get(reverse("web:need_feed", args=[need.slug])).content)).findall(
        f"{ATOM}entry"
    )
    assert {entry.findtext(f"{ATOM}title") for entry in entries} == set(said(need))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 6


def test_a_closing_and_a_withdrawn_signature():
    need = make_need(closed_at=SINCE + timedelta(days=9), closing_note="Vi købte en måtte.", is_citizens=True)
    make_cosignature(need, withdrawn_at=SINCE)
    assert said(need) == ["En borger beskrev behovet", "Behovet blev lukket"]


def test_answers_to_enquiries_of_those_who_share_the_need_are_told():
    solution, need, elsewhere = make_solution(**FALL), make_need(**NEED), make_post()
    post = make_post(need.municipality)
    make_cosignature(need, elsewhere.municipality)
    answered = {"state": "interested", "version": solution.current_version}
    make_enquiry(post=post, **answered)
    make_enquiry(post=elsewhere, **answered)
    make_enquiry(post=make_post(), **answered)
    fresh()
    told = [text for text in said(need) if "leverandør" in text]
    assert len(told) == 2
    assert all(FALL["title"] in text for text in told)


def test_placements_that_link_to_the_need_are_told_when_they_are_public():
    need = make_need(**NEED)
    direction = make_direction()
    link = (Link("Behovet", f"https://lysning.example{reverse('needs:need', args=[need.slug])}"),)
    make_placement(direction, own_title="Faldmåtter", links=link)
    make_placement(direction, own_title="Kun hos os", links=link, visibility="community")
    make_placement(direction, own_title="Andet")
    told = [text for text in said(need) if "radar" in text]
    assert told == [f"{direction.municipality.official_name} satte »Faldmåtter« på sin radar: Klar"]


def test_what_a_municipality_does_with_a_finding_on_its_radar_is_told_move_by_move():
    need = make_need(**NEED)
    finding = make_finding(need=need)
    direction = make_direction()
    name = direction.municipality.official_name
    link = (Link("Fundet", f"https://lysning.example{reverse('evidence:finding', args=[finding.slug])}"),)
    before = make_placement(direction, own_title="Faldmåtter", ring="afproev")
    kept = make_placement(direction, own_title="Sensorer", ring="klar")
    make_placement(direction, own_title="Nyt", ring="afvent", links=link)
    for row, ring in ((before, "afvent"), (kept, "klar")):
        facts = replace(row.state.facts, ring=ring, links=link)
        edit_placement(placement=row, revision=row.revision, facts=facts, note="", by=SYSTEM, at=clock.now())
    kept.refresh_from_db()
    facts = replace(kept.state.facts, reason="Bedre ord")
    edit_placement(placement=kept, revision=kept.revision, facts=facts, note="", by=SYSTEM, at=clock.now())
    assert sorted(text for text in said(need) if "»" in text and name in text) == sorted(
        [
            f"{name} flyttede »Faldmåtter« på sin radar til »Afvent«",
            f"{name} så på »Sensorer« igen og lod det blive i »Klar«",
            f"{name} satte »Nyt« på sin radar: Afvent",
        ]
    )


def test_what_came_of_one_of_two_joined_needs_came_of_both_until_they_are_taken_apart():
    need, other = make_need(**NEED), make_need(title="Fald på trappen")
    coalition, finding = make_coalition(subject=other), make_finding(need=other)
    joining = make_joining(need, other)
    for each in (need, other):
        told = " ".join(said(each))
        assert coalition.title in told
        assert f"»{finding.title}«" in told
    joining.separated_at, joining.separation_reason = clock.now(), "To ting"
    joining.save()
    assert coalition.title not in " ".join(said(need))
    assert coalition.title in " ".join(said(other))


def test_coalitions_around_the_need_are_told_with_their_public_decisions():
    need = make_need(**NEED)
    coalition = make_coalition(subject=need)
    shown = make_decision(coalition, title="Vi prøver i tre huse", is_public=True)
    make_decision(coalition, title="Kun for os", is_public=False)
    told = said(need)[1:]
    assert sorted(told) == sorted(
        [f"Et fællesskab gik sammen om det: »{coalition.title}«", f"Fællesskabet besluttede: »{shown.title}«"]
    )


@pytest.mark.parametrize("about", [make_topic, make_solution])
def test_a_coalition_around_something_else_is_told_from_the_day_its_trial_took_the_need_up(about):
    need, other = make_need(**NEED), make_need()
    coalition = make_coalition(subject=about(), area=need.area)
    make_coalition(subject=about(), area=need.area)
    taken_up = clock.now() - timedelta(days=3)
    make_trial(coalition=coalition, need=need, registered_at=taken_up)
    make_trial(coalition=coalition, need=other, registered=False)
    make_decision(coalition, title="Længe før", is_public=True, at=taken_up - timedelta(days=9))
    make_decision(coalition, title="Vi tager fald med", is_public=True, at=taken_up + timedelta(days=1))
    steps = [step for step in trace(need, VISITOR) if "ællesskab" in step.text]
    assert [step.text for step in steps] == [
        f"Et fællesskab tog behovet op: »{coalition.title}«",
        "Fællesskabet besluttede: »Vi tager fald med«",
    ]
    assert steps[0].at == taken_up
    assert not any("ællesskab" in text for text in said(other)), "a draft of a trial is nobody's yet"


def test_trials_and_what_they_showed_are_told_good_or_bad():
    need = make_need(**NEED)
    coalition = make_coalition(subject=need)
    began = SINCE + timedelta(days=3)
    trial = make_trial(need=need, state="stopped", started_at=began, state_reason="For få beboere")
    make_trial(coalition=coalition), make_trial(need=need, registered=False), make_trial()
    finding = make_finding(need=need)
    told = said(need)
    assert sum(text.startswith("En afprøvning blev registreret") for text in told) == 3
    assert f"Afprøvningen »{trial.title}« gik i gang" in told
    assert f"Afprøvningen »{trial.title}« blev stoppet" in told
    verdict = VERDICT[finding.current_version.verdict]
    assert [text for text in told if "fund" in text] == [f"Et fund blev udgivet: »{finding.title}«. {verdict}."]


def test_what_a_moderator_has_hidden_leaves_the_trace():
    need = make_need(**NEED)
    finding = make_finding(need=need)
    coalition = make_coalition(subject=need)
    told = " ".join(said(need))
    assert all(words in told for words in ("fund", "fprøvning", coalition.title))
    hidden = {"reason": "Nævner en borger", "by": SYSTEM, "at": clock.now()}
    hide_finding(finding=finding, **hidden)
    assert "fund" not in " ".join(said(need))
    hide_trial(trial=finding.trial, **hidden)
    assert "fprøvning" not in " ".join(said(need))
    hide_coalition(coalition=coalition, **hidden)
    assert said(need) == ["Behovet blev beskrevet"]


def test_the_trace_asks_the_same_for_one_and_three():
    counts = []
    for number in (1, 3):
        need = make_need(**NEED)
        for _each in range(number):
            make_cosignature(need), make_joining(make_need(), need), make_answer(need, number=need.answers.count() + 1)
        fresh()
        with CaptureQueriesContext(connection) as asked:
            assert len(trace(need, VISITOR)) == 1 + 3 * number
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_a_room_above_adds_steps_by_one_function(monkeypatch):
    from lysning.web.needs import trace as module

    def tried(told, _actor):
        yield module.Step("trial:1", SINCE + timedelta(days=99), "Afprøvet", told.need.municipality.official_name)

    monkeypatch.setattr(module, "SOURCES", (*SOURCES, tried))
    assert said(make_need())[-1] == "Afprøvet"


def test_a_need_that_is_not_public_has_no_atom(client):
    for facts in ({"hidden_at": SINCE, "hidden_reason": "x"}, {"is_citizens": True, "waiting_since": SINCE}):
        assert client.get(reverse("web:need_feed", args=[make_need(**facts).slug])).status_code == 404


def advise(client, **sent):
    response = client.post(reverse("web:need_advice"), sent)
    assert response.status_code == 200
    return response.text


def test_while_a_need_is_written_similar_ones_are_shown_and_nothing_is_kept(client):
    near, far = (
        make_need(**NEED),
        make_need(title="Skrald i parken", description="Folk lader pizzaæsker ligge i parken."),
    )
    joined = make_need(**NEED)
    make_joining(joined, near)
    fresh()
    page = advise(client, title="Beboere falder om natten", description="På plejehjem falder beboere om natten.")
    assert near.title in page
    assert "Andre har et behov, der ligner" in page
    assert far.title not in page
    assert reverse("needs:need", args=[joined.slug]) not in page
    assert Need.objects.count() == 3


def test_names_from_the_catalogue_are_noticed_while_writing(client):
    make_solution(supplier=make_supplier("Columna A/S"))
    product_names.forget()
    assert "I nævner Columna" in advise(client, description="Vi har Columna, og det er langsomt.")
    product_names.forget()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"title": "\x00\u202e" * 40},
        {"description": "x" * 50_000, "people_concerned": "9" * 400},
        {"title": "😀" * 3_000, "people_concerned": "٣"},
    ],
)
def test_whatever_is_sent_is_answered(client, sent):
    advise(client, **sent)


def test_the_form_asks_for_advice_and_shows_it_without_javascript_too():
    client = client_for(make_member(post=make_post(), role="leader"))
    page = client.get(reverse("needs:new")).text
    assert f'hx-post="{reverse("web:need_advice")}"' in page
    assert "Er det klart?" in page


def test_joining_offers_the_needs_most_like_it():
    post = make_post()
    need, near = make_need(post.municipality, post=post, **NEED), make_need(**NEED | {"title": "Natlige fald"})
    fresh()
    page = client_for(make_member(post=post, role="leader")).get(reverse("needs:join", args=[need.slug])).text
    assert f"?med={near.slug}" in page


def test_open_data_tells_who_shares_a_need_and_no_small_number(client):
    import json

    from tests.factories.needs import make_support

    need, into = make_need(**NEED), make_need()
    make_cosignature(need), make_cosignature(need, withdrawn_at=SINCE), make_joining(need, into), make_support(need, 4)
    make_support(into, 5)
    rows = json.loads(b"".join(client.get(reverse("web:data_needs")).streaming_content))["needs"]
    assert [(len(row["cosigned_by"]), row["joined_into"], row["supporters"]) for row in rows] == [
        (1, into.slug, None),
        (0, None, 5),
    ]
