"""What an example person makes is an example, in every room, and goes with one command; what is real stays."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from tests.factories.accounts import actor_of, make_member
from tests.factories.community import MANDATE, make_coalition, make_decision, make_document, make_post, make_task
from tests.factories.direction import (
    direction_facts,
    make_direction,
    make_placement,
    make_rings,
    placement_facts,
    post_in,
)
from tests.factories.directory import make_municipality, make_supplier
from tests.factories.enquiries import make_enquiry, make_published
from tests.factories.findings import AT, make_case, make_finding, plan
from tests.factories.needs import make_cosignature, make_need
from tests.factories.notifications import make_subscription
from tests.factories.taxonomy import make_area, make_topic
from tests.factories.trials import make_trial

from lysning.accounts.actions import register_supplier
from lysning.community.actions import join, start_coalition
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.refusal import Refused
from lysning.direction.actions import edit_placement, place, publish_direction, start_direction
from lysning.direction.models import Placement, PlacementChange
from lysning.direction.rules import Subject
from lysning.evidence.actions import adopt_finding, keep_case
from lysning.needs.actions import NeedFacts, answer_need, cosign_need, declare_need, join_need
from lysning.needs.models import Need
from lysning.trials.actions import begin_trial
from lysning.trials.models import Trial
from lysning.web.demo import clear_demo
from lysning.web.demo.clearing import clear
from lysning.web.demo.reach import has_field, rows_of

pytestmark = pytest.mark.django_db


def marked():
    """How many rows are marked as examples, by model."""
    models = [model for model in apps.get_models() if has_field(model, "is_example")]
    counts = {model.__name__: rows_of(model).filter(is_example=True).count() for model in models}
    return {name: count for name, count in counts.items() if count}


def test_an_example_is_by_an_example_person_or_around_one():
    real, example = make_need(), make_need(is_example=True)
    assert not as_example(Actor(1), real, None)
    assert as_example(Actor(1, is_example=True))
    assert as_example(Actor(1), real, example)


def test_what_an_example_person_makes_is_marked_in_every_room_and_goes():
    """The same acts by a real person leave nothing that is marked, and stay."""
    make_rings()
    home, area, topic = make_municipality(), make_area(), make_topic()
    real = {"need": make_need(area=area), "into": make_need(area=area), "finding": make_finding()}
    coalition = make_coalition(joining="open")
    before = marked()

    def act(by, place_of_it):
        person = {"by": by, "at": AT}
        post = post_in(place_of_it, area)
        made = [
            start_direction(municipality=place_of_it, area=area, facts=direction_facts(post), **person),
            declare_need(municipality=place_of_it, post=None, facts=NeedFacts(area, "Fald", "Mange falder."), **person),
            cosign_need(
                need=real["need"], municipality=place_of_it, post=None, people_concerned=3, words="Også vi.", **person
            ),
            adopt_finding(
                finding=real["finding"], municipality=place_of_it, reservations="", decided_by="Udvalget", **person
            ),
            begin_trial(key=uuid4(), lead=place_of_it, area=area, title="Lys mod fald", need=real["need"], **person),
            keep_case(
                key=uuid4(),
                municipality=place_of_it,
                finding=None,
                title="Lys",
                assumptions="",
                plan=plan(),
                is_open=True,
                **person,
            ),
            join(coalition=coalition, organisation=place_of_it, mandate=MANDATE, **person),
            start_coalition(
                organisation=place_of_it,
                subject=topic,
                area=area,
                title="Om emnet",
                purpose="At finde ud af det.",
                joining="open",
                next_step="Vi mødes.",
                next_step_on=None,
                mandate=MANDATE,
                **person,
            ),
            make_decision(coalition, **person),
            make_task(coalition, **person),
        ]
        made += [
            make_post(made[6], **person),
            make_document(made[6], f"sted;fald\n{place_of_it.pk};3\n".encode(), **person),
        ]
        made.append(
            place(direction=made[0], subject=Subject(topic.pk), facts=placement_facts(post), publish=True, **person)
        )
        made.append(answer_need(need=made[1], text="Vi prøver det.", post=None, after=0, **person))
        made.append(join_need(need=made[1], into=real["into"], reason="Det samme.", **person))
        publish_direction(direction=made[0], revision=1, drafts={}, **person)
        return made

    stays = act(actor_of(make_member(home, "coordinator")), home)
    assert marked() == before
    elsewhere = make_municipality()
    goes = act(actor_of(make_member(elsewhere, "coordinator", is_example=True)), elsewhere)
    assert all(row.is_example for row in goes), [row for row in goes if not row.is_example]
    counts = clear_demo()
    assert (counts["directions"], counts["needs"], counts["trials"], counts["coalitions"], counts["people"]) == (1,) * 5
    assert marked() == {}
    assert [row for row in (*stays, coalition, *real.values()) if not rows_of(type(row)).filter(pk=row.pk)] == []
    assert [row for row in goes if rows_of(type(row)).filter(pk=row.pk)] == []
    connection.check_constraints()
    assert set(clear_demo().values()) == {0}


def test_what_real_people_hang_on_an_example_goes_with_it_and_nothing_beside():
    """A real placement of an example solution, a real trial from an example need: examples too, from the day they are made."""
    solution = make_published(make_supplier(is_example=True), is_example=True).solution
    need = make_need(is_example=True)
    direction = make_direction()
    placed, own = make_placement(direction, solution=solution), make_placement(direction)
    copy = make_placement(make_direction(), solution=solution)
    Placement.objects.filter(pk=own.pk).update(copied_from=placed)
    person = {"by": actor_of(make_member(direction.municipality, "coordinator")), "at": AT}
    trial = begin_trial(
        key=uuid4(), lead=direction.municipality, area=direction.area, title="Sensor", need=need, **person
    )
    case = make_case(finding=(finding := make_finding(is_example=True)))
    enquiry = make_enquiry(version=solution.current_version)
    signed = cosign_need(
        need=need, municipality=make_municipality(), post=None, people_concerned=None, words="Også vi.", **person
    )
    make_subscription(make_member(direction.municipality, "coordinator"), need=need)
    kept = make_trial(), make_cosignature(), make_case(), make_finding(), make_coalition()
    for row in (placed, copy, trial, case, signed):
        assert row.is_example, row
    clear_demo()
    gone = (solution, need, placed, copy, trial, case, finding, enquiry, signed)
    assert [row for row in gone if rows_of(type(row)).filter(pk=row.pk)] == []
    assert [row for row in (*kept, direction, own) if not rows_of(type(row)).filter(pk=row.pk)] == []
    own.refresh_from_db()
    assert own.copied_from is None
    assert PlacementChange.objects.filter(placement=own).exists()
    connection.check_constraints()


def test_own_words_that_are_real_are_not_led_to_an_example():
    placement = make_placement(own_title="Gulvsensor")
    example, real = make_published(is_example=True).solution, make_published().solution
    change = {"revision": placement.revision, "facts": placement.state.facts, "at": AT, "by": Actor(None)}
    with pytest.raises(Refused) as refusal:
        edit_placement(placement=placement, subject=Subject(solution_id=example.pk), **change)
    assert (refusal.value.code, refusal.value.field) == ("placement_solution_example", "solution")
    assert edit_placement(placement=placement, subject=Subject(solution_id=real.pk), **change).solution_id == real.pk


def test_a_supplier_that_an_example_person_registers_is_one():
    user = make_member(make_municipality(), "coordinator", is_example=True)
    facts = {"name": "Prøve ApS", "cvr": "12345674", "user": user, "at": AT}
    assert register_supplier(by=actor_of(user), **facts).is_example


def test_the_examples_of_one_kind_can_go_alone():
    need = make_need(is_example=True)
    facts = {"lead": make_municipality(), "area": make_area(), "title": "Sensor", "by": Actor(), "at": AT}
    trial, other = begin_trial(key=uuid4(), need=need, **facts), make_trial()
    assert clear(Trial) == 1
    assert list(Trial.objects.all()) == [other]
    assert Need.objects.filter(pk=need.pk).exists()
    assert not rows_of(type(trial)).filter(pk=trial.pk).exists()
