"""Who hears of a trial by mail: quietly, once, and only those whose turn it is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.factories.accounts import actor_of, make_member
from tests.factories.directory import make_municipality, make_partner, make_post
from tests.factories.trials import PROTOCOL, make_measure, make_seat, make_site, make_trial
from tests.trials.test_actions import WHOLE

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.notifications.actions.trial_letters import write_protocol, write_seat
from lysning.notifications.models import Mail
from lysning.trials import actions
from lysning.trials.models import Seat, Trial
from lysning.trials.rules import PlannedMeasure

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 7, tzinfo=UTC)


def told():
    return sorted(Mail.objects.values_list("kind", "to"))


def test_a_period_that_is_over_is_asked_for_once():
    trial = make_trial(measures=[make_measure("falls_rate")])
    here = make_municipality()
    person = make_member(here, "coordinator")
    make_site(make_seat(trial, here))
    for _ in range(2):
        actions.remind_of_measurements(at=AT)
    assert told() == [("trial_due", person.email)]
    mail = Mail.objects.get()
    assert "28. februar 2026" in mail.text
    assert f"/afproevninger/{trial.slug}/maalinger/indberet/" in mail.text


def test_who_comes_up_from_the_list_hears_of_it():
    trial = make_trial(seats=1)
    first, second = make_municipality(), make_municipality()
    person = make_member(second, "coordinator", language="en")
    make_member(first, "coordinator")
    make_seat(trial, first), make_seat(trial, second, state="waiting")
    actions.withdraw_seat(trial=trial, municipality=first, by=SYSTEM, at=datetime(2026, 1, 20, tzinfo=UTC))
    assert told() == [("trial_seat", person.email)]
    assert "waiting list" in Mail.objects.get().subject


def test_a_seat_given_back_is_told_to_lead_and_evaluator_each_time():
    """Not to who did it, and a place on the list that is left is nobody's news."""
    lead, first, second, partner = *(make_municipality() for _each in range(3)), make_partner()
    trial = make_trial(lead, evaluator=partner, seats=1)
    own, there = make_member(lead, "coordinator"), make_member(partner, "partner", language="en")
    make_seat(trial, first), make_seat(trial, second, state="waiting")
    day = datetime(2026, 1, 20, tzinfo=UTC)
    give_back = {"trial": trial, "by": SYSTEM, "at": day}
    actions.withdraw_seat(municipality=first, **give_back)
    assert told() == sorted(("trial_seat_back", person.email) for person in (own, there))
    mail = Mail.objects.get(to=own.email)
    assert mail.subject == f"{first.official_name} har givet sin plads tilbage"
    assert "Den første på ventelisten har den nu." in mail.text
    assert "has it now" in Mail.objects.get(to=there.email).html
    actions.withdraw_seat(municipality=second, **give_back | {"by": actor_of(own)})
    assert told().count(("trial_seat_back", there.email)) == 2
    assert told().count(("trial_seat_back", own.email)) == 1, "who has done it knows"
    assert "One seat is free now." in Mail.objects.filter(to=there.email).latest("pk").text
    for _ in range(2):
        actions.apply_for_seat(municipality=first, trial=trial, by=SYSTEM, at=day)
        actions.withdraw_seat(municipality=first, **give_back)
    assert told().count(("trial_seat_back", own.email)) == 3, "asked for and given back again it is told again"
    apply = [actions.apply_for_seat(municipality=each, trial=trial, by=SYSTEM, at=day) for each in (first, second)]
    assert [seat.state for seat in apply] == ["seated", "waiting"]
    before = told()
    actions.withdraw_seat(municipality=second, **give_back)
    assert told() == before


@pytest.mark.parametrize(
    ("state", "move", "party", "to"),
    [
        ("proposed", "return", "evaluator", ("lead",)),
        ("registered", "cancel", "lead", ("evaluator", "seated")),
        ("running", "stop", "evaluator", ("lead", "seated")),
        ("running", "finish", "lead", ()),
    ],
)
def test_those_whose_turn_it_is(state, move, party, to):
    lead, here, partner = make_municipality(), make_municipality(), make_partner()
    people = {
        "lead": make_member(lead, "coordinator"),
        "seated": make_member(here, "coordinator"),
        "evaluator": make_member(partner, "partner"),
    }
    trial = make_trial(lead, evaluator=partner, registered=state != "proposed", state=state)
    if state != "proposed":
        make_seat(trial, here)
    actions.move_trial(
        trial=trial,
        move=move,
        seen=state,
        parties=frozenset({party}),
        reason="Vi venter <b>",
        by=actor_of(people[party]),
        at=AT,
    )
    assert told() == sorted(("trial_moved", people[each].email) for each in to), "and never who has done it"
    assert Trial.objects.get().state != state
    if to:
        assert "Vi venter <b>" in Mail.objects.first().text
        assert "Vi venter &lt;b&gt;" in Mail.objects.first().html


def test_the_leader_who_asked_for_the_seat_hears_of_it_while_there_is_a_role():
    trial, here = make_trial(seats=1), make_municipality()
    first = make_municipality()
    leader, former = (make_member(here, "leader", post=make_post(here)) for _each in range(2))
    coordinator = make_member(here, "coordinator")
    former.memberships.update(ended_at=clock.now())
    make_seat(trial, first)
    seat = make_seat(trial, here, state="waiting", applied_by=leader)
    actions.withdraw_seat(trial=trial, municipality=first, by=SYSTEM, at=datetime(2026, 1, 20, tzinfo=UTC))
    assert told() == sorted(("trial_seat", person.email) for person in (leader, coordinator))
    Mail.objects.all().delete()
    Seat.objects.filter(pk=seat.pk).update(applied_by=former)
    write_seat(seat_id=seat.pk, at=AT)
    assert told() == [("trial_seat", coordinator.email)], "who has left hears nothing more"


def test_a_changed_protocol_is_told_to_all_who_have_a_part_in_it_but_its_writer():
    """With what is new, and the way to both versions; told again it is one mail each."""
    lead, seated, waiting, gone, partner = *(make_municipality() for _each in range(4)), make_partner()
    said = WHOLE | {"measures": (PlannedMeasure(make_measure("falls_rate").key, is_primary=True),), "seats": 1}
    trial = make_trial(lead, evaluator=partner, protocol=replace(PROTOCOL, **said))
    writer, other = make_member(lead, "coordinator"), make_member(lead, "coordinator")
    homes = {"seated": seated, "waiting": waiting, "withdrawn": gone}
    people = {state: make_member(home, "coordinator") for state, home in homes.items()}
    for state, home in homes.items():
        make_seat(trial, home, state=state)
    evaluator = make_member(partner, "partner")
    note = "Tilsynet er nu hver time. Se www.ond.dk <b>"
    changes = {"usual": "Nattilsyn hver time"}
    actions.amend_protocol(trial=trial, number=1, changes=changes, note=note, by=actor_of(writer), at=AT)
    write_protocol(trial_id=trial.pk, number=2, at=AT)
    to = (other, evaluator, people["seated"], people["waiting"])
    assert told() == sorted(("trial_protocol", person.email) for person in to)
    mail = Mail.objects.first()
    for each in (f"/afproevninger/{trial.slug}/protokol/2/", f"/afproevninger/{trial.slug}/protokol/1/"):
        assert each in mail.text
        assert each in mail.html
    assert "Tilsynet er nu hver time" in mail.text
    assert "www.ond.dk" not in mail.text + mail.html
    assert "<b>" not in mail.html


def test_the_evaluator_hears_of_a_protocol_that_waits():
    partner = make_partner()
    person = make_member(partner, "partner")
    trial = make_trial(evaluator=partner, registered=False)
    said = WHOLE | {"measures": (PlannedMeasure(make_measure().key, is_primary=True),)}
    at = datetime(2026, 1, 9, tzinfo=UTC)
    actions.save_protocol(trial=trial, revision=1, changes=said, by=SYSTEM, at=at)
    actions.move_trial(trial=trial, move="propose", seen="draft", parties=frozenset({"lead"}), by=SYSTEM, at=at)
    assert told() == [("trial_moved", person.email)]
