"""Who hears of a trial by mail: quietly, once, and only those whose turn it is."""

from datetime import UTC, datetime

import pytest
from tests.factories.accounts import make_member
from tests.factories.directory import make_municipality, make_partner
from tests.factories.trials import make_measure, make_seat, make_site, make_trial

from lysning.core.actors import SYSTEM
from lysning.notifications.models import Mail
from lysning.trials import actions
from lysning.trials.models import Trial

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


@pytest.mark.parametrize(
    ("state", "move", "party", "to"),
    [
        ("proposed", "return", "evaluator", "lead"),
        ("registered", "cancel", "lead", "seated"),
        ("running", "stop", "evaluator", "seated"),
        ("running", "finish", "lead", None),
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
        trial=trial, move=move, seen=state, parties=frozenset({party}), reason="Vi venter <b>", by=SYSTEM, at=AT
    )
    assert told() == ([("trial_moved", people[to].email)] if to else [])
    assert Trial.objects.get().state != state
    if to:
        assert "Vi venter <b>" in Mail.objects.get().text
        assert "Vi venter &lt;b&gt;" in Mail.objects.get().html


def test_the_evaluator_hears_of_a_protocol_that_waits():
    partner = make_partner()
    person = make_member(partner, "partner")
    trial = make_trial(evaluator=partner, registered=False)
    from tests.trials.test_actions import WHOLE

    from lysning.trials.rules import PlannedMeasure

    said = WHOLE | {"measures": (PlannedMeasure(make_measure().key, is_primary=True),)}
    at = datetime(2026, 1, 9, tzinfo=UTC)
    actions.save_protocol(trial=trial, revision=1, changes=said, by=SYSTEM, at=at)
    actions.move_trial(trial=trial, move="propose", seen="draft", parties=frozenset({"lead"}), by=SYSTEM, at=at)
    assert told() == [("trial_moved", person.email)]
