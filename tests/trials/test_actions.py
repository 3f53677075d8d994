"""What is done with trials, through the actions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality, make_partner
from tests.factories.taxonomy import make_area
from tests.factories.trials import (
    PROTOCOL,
    REGISTERED,
    make_measure,
    make_measurement,
    make_seat,
    make_site,
    make_trial,
)

from lysning.core.actors import SYSTEM, Actor
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.trials import actions
from lysning.trials.models import Measurement, MeasurementChange, OutcomeMeasure, Seat, Trial
from lysning.trials.queries import measures, plan_of
from lysning.trials.rules import DUTIES, QUESTIONS, Duty, PlannedMeasure, Value

AT = datetime(2026, 1, 8, 9, tzinfo=UTC)
LEAD, EVALUATOR = frozenset({"lead"}), frozenset({"evaluator"})
WHOLE = {
    **{name: getattr(PROTOCOL, name) for name in vars(PROTOCOL) if name != "title"},
    "apply_until": date(2026, 1, 31),
    "needed": 400,
    "duties": tuple(Duty(key, "Kommunen") for key in DUTIES),
    "legal_basis": "none",
    "screening": tuple((key, "no") for key in QUESTIONS),
}


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


def begin(**values):
    facts = {"key": uuid4(), "title": "Færre fald om natten", "by": SYSTEM, "at": AT}
    return actions.begin_trial(**{"lead": make_municipality(), "area": make_area(), **facts, **values})


def save(trial, **changes):
    version = trial.versions.get()
    return actions.save_protocol(trial=trial, revision=version.revision, changes=changes, by=SYSTEM, at=AT)


def whole(**values):
    measure = make_measure()
    trial = begin(**values)
    save(trial, **WHOLE | {"measures": (PlannedMeasure(measure.key, is_primary=True),)})
    return trial


def move(trial, key, *, parties=LEAD, seen=None, at=AT, reason=""):
    return actions.move_trial(
        trial=trial, move=key, seen=seen or trial.state, parties=parties, reason=reason, by=SYSTEM, at=at
    )


def registered(**values):
    return move(whole(**values), "register")


def apply(trial, municipality=None, at=AT):
    return actions.apply_for_seat(trial=trial, municipality=municipality or make_municipality(), by=SYSTEM, at=at)


@pytest.mark.django_db
class TestProtocol:
    def test_begun_twice_by_the_same_form_it_is_begun_once(self):
        """G8: the answer was lost, the form is sent again."""
        key, lead, area = uuid4(), make_municipality(), make_area()
        one, two = (begin(key=key, lead=lead, area=area) for _ in range(2))
        assert one == two
        assert (Trial.objects.count(), one.versions.count()) == (1, 1)
        assert AuditEntry.objects.filter(verb="trials.begin_trial").count() == 1

    def test_parts_are_saved_one_after_the_other_and_nobody_loses_a_word(self):
        trial = begin()
        save(trial, question="Falder beboere sjældnere?", seats=4)
        assert refusal(
            lambda: actions.save_protocol(trial=trial, revision=1, changes={"question": "?"}, by=SYSTEM, at=AT)
        ) == ("stale", None)
        trial.refresh_from_db()
        assert (trial.seats, trial.versions.get().protocol.question) == (4, "Falder beboere sjældnere?")

    @pytest.mark.parametrize(
        ("changes", "answer"),
        [
            ({"question": "Ring 010190-1234"}, ("trial_text_has_cpr", "question")),
            ({"measures": (PlannedMeasure("ukendt"),)}, ("protocol_unknown_choice", "measures")),
            ({"total_cost": 5}, ("protocol_costs_add_up", "costs")),
            ({"title": " "}, ("trial_text_missing", "title")),
        ],
    )
    def test_what_cannot_be_saved(self, changes, answer):
        trial = begin()
        assert refusal(lambda: save(trial, **changes)) == answer

    def test_sums_that_do_not_add_up_are_told_as_people_write_them(self):
        with pytest.raises(Refused) as refused, translation.override("da"):
            save(begin(), total_cost=310_000)
        with translation.override("da"):
            assert "0 kr., men det hele er 310.000 kr." in str(refused.value)

    def test_a_protocol_that_lacks_something_is_not_registered(self):
        trial = whole()
        save(trial, stop_criteria=())
        assert refusal(lambda: move(trial, "register")) == ("protocol_lacks", "stop_criteria")
        save(trial, stop_criteria=("Flere fald",), duties=())
        with pytest.raises(Refused, match="Svarer på spørgsmål"):
            move(trial, "register")

    def test_registration_freezes_protocol_and_solution(self):
        """B6: the supplier edits after registration; the trial keeps the version it was registered with."""
        solution = make_solution(published=True)
        trial = registered(solution=solution)
        frozen = solution.current_version_id
        assert (trial.registered_at, trial.solution_version_id) == (AT, frozen)
        assert trial.versions.get().frozen_at == AT
        newer = solution.current_version
        newer.pk, newer.number, newer.content_hash = None, 2, "y"
        newer.save()
        solution.current_version = newer
        solution.save()
        actions.amend_protocol(
            trial=trial, number=1, changes={"seats": 12}, note="Flere vil være med", by=SYSTEM, at=AT
        )
        trial.refresh_from_db()
        assert trial.solution_version_id == frozen != solution.current_version_id

    def test_a_change_after_registration_is_a_version_with_a_note(self, announced):
        trial = registered()
        say = {"trial": trial, "number": 1, "changes": {"seats": 3}, "by": SYSTEM, "at": AT}
        assert refusal(lambda: actions.amend_protocol(**say, note=" ")) == ("trial_text_missing", "note")
        version = actions.amend_protocol(**say, note="Der er færre målere")
        assert (version.number, version.note, version.protocol.seats) == (2, "Der er færre målere", 3)
        assert refusal(lambda: actions.amend_protocol(**say, note="igen")) == ("stale", None)
        nothing = say | {"number": 2}
        assert refusal(lambda: actions.amend_protocol(**nothing, note="igen")) == ("protocol_nothing_new", None)
        assert ("ProtocolChanged", trial.pk, 2) in announced

    def test_what_has_been_measured_with_stays(self):
        trial = registered()
        measure = OutcomeMeasure.objects.get()
        seat = apply(trial)
        report(trial, seat.sites.get(), measure, at=datetime(2026, 3, 3, tzinfo=UTC))
        other = make_measure()

        def amend(**changes):
            actions.amend_protocol(trial=trial, number=1, changes=changes, note="x", by=SYSTEM, at=AT)

        assert refusal(lambda: amend(comparison="parallel")) == ("protocol_fixed", "comparison")
        assert refusal(lambda: amend(measures=(PlannedMeasure(other.key, is_primary=True),))) == (
            "protocol_fixed",
            "measures",
        )
        amend(measures=(PlannedMeasure(measure.key, is_primary=True), PlannedMeasure(other.key)))


@pytest.mark.django_db
class TestMoving:
    def test_with_an_evaluator_the_evaluator_says_yes(self, announced):
        trial = whole(evaluator=make_partner())
        assert refusal(lambda: move(trial, "register")) == ("trial_move_closed", None)
        move(trial, "propose")
        assert refusal(lambda: move(trial, "approve", seen="proposed")) == ("not_allowed", None)
        done = move(trial, "approve", seen="proposed", parties=EVALUATOR)
        assert (done.state, done.registered_at) == ("registered", AT)
        assert [event[:3] for event in announced if event[0] == "TrialMoved"] == [
            ("TrialMoved", trial.pk, "propose"),
            ("TrialMoved", trial.pk, "approve"),
        ]

    def test_made_twice_it_is_made_once(self):
        """G5, G8."""
        trial = whole()
        first = move(trial, "register")
        again = move(trial, "register", seen="draft", at=AT + timedelta(minutes=5))
        assert (again.registered_at, again.revision) == (first.registered_at, first.revision)
        assert AuditEntry.objects.filter(verb="trials.move_trial").count() == 1

    def test_a_reason_where_one_is_due(self):
        trial = registered()
        assert refusal(lambda: move(trial, "cancel")) == ("trial_text_missing", "reason")
        assert refusal(lambda: move(trial, "cancel", reason="Ring 0101901234")) == ("trial_text_has_cpr", "reason")
        assert move(trial, "cancel", reason="Udstyret kom ikke").state_reason == "Udstyret kom ikke"

    def test_nothing_starts_without_anybody(self):
        trial = registered()
        assert refusal(lambda: move(trial, "start")) == ("trial_no_seats", None)
        apply(trial)
        assert move(trial, "start").started_at == AT

    def test_hidden_and_shown(self, announced):
        trial = registered()
        actions.hide_trial(trial=trial, reason="Navngiver en person", by=SYSTEM, at=AT)
        assert Trial.objects.public().count() == 0
        actions.show_trial(trial=trial, by=SYSTEM, at=AT)
        actions.show_trial(trial=trial, by=SYSTEM, at=AT)
        assert Trial.objects.public().count() == 1
        assert [event[0] for event in announced].count("TrialSeen") == 2


def together(*acts):
    """Runs each act in a thread with a connection of its own, all at once; returns what each gave or refused."""
    gate, answers = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        gate.wait()
        try:
            answers[place] = act()
        except Refused as refused:
            answers[place] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_cancelled_and_approved_at_the_same_moment_one_wins():
    """G5."""
    for _ in range(5):
        trial = whole(evaluator=make_partner())
        trial = move(trial, "propose")
        answers = together(
            lambda trial=trial: move(trial, "approve", parties=EVALUATOR).state,
            lambda trial=trial: move(trial, "cancel", reason="Vi må vente").state,
        )
        trial.refresh_from_db()
        assert sorted(answers) in (["registered", "stale"], ["cancelled", "stale"])
        assert trial.state in answers
        assert (trial.registered_at is None) == (trial.state == "cancelled")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sixty_municipalities_and_ten_seats():
    """G1: sixty ask at once, in threads, each with a connection of its own: exactly ten get a seat, fifty wait in one order."""
    trial = registered()
    places = [make_municipality() for _ in range(60)]
    answers = together(*(lambda place=place: apply(trial, place).state for place in places))
    trial.refresh_from_db()
    assert (answers.count("seated"), answers.count("waiting"), trial.seats_taken) == (10, 50, 10)
    rows = list(trial.seat_rows.order_by("queue"))
    assert [row.queue for row in rows] == list(range(1, 61))
    assert [row.state for row in rows] == ["seated"] * 10 + ["waiting"] * 50
    leaving = [row.municipality for row in rows[:5]]
    together(*(lambda m=m: actions.withdraw_seat(trial=trial, municipality=m, by=SYSTEM, at=AT).state for m in leaving))
    trial.refresh_from_db()
    states = list(trial.seat_rows.order_by("queue").values_list("state", flat=True))
    assert states == ["withdrawn"] * 5 + ["seated"] * 10 + ["waiting"] * 45
    assert trial.seats_taken == 10


@pytest.mark.django_db
class TestSeats:
    def test_asked_twice_it_has_asked_once(self):
        trial, here = registered(), make_municipality()
        assert apply(trial, here) == apply(trial, here)
        trial.refresh_from_db()
        assert (trial.seats_taken, trial.seat_rows.count()) == (1, 1)

    def test_who_leaves_makes_room_and_comes_back_last(self, announced):
        trial = registered()
        actions.amend_protocol(trial=trial, number=1, changes={"seats": 1}, note="x", by=SYSTEM, at=AT)
        first, second = apply(trial), apply(trial)
        third = apply(trial)
        announced.clear()
        actions.withdraw_seat(trial=trial, municipality=first.municipality, by=SYSTEM, at=AT)
        second.refresh_from_db()
        told = [("SeatGiven", second.pk, True), ("SeatGivenBack", first.pk, first.queue, None)]
        assert (second.state, announced) == ("seated", told)
        assert second.sites.get().name == second.municipality.name
        again = apply(trial, first.municipality)
        assert (again.pk, again.state, again.queue > third.queue) == (first.pk, "waiting", True)
        stranger = {"trial": trial, "municipality": make_municipality(), "by": SYSTEM, "at": AT}
        assert refusal(lambda: actions.withdraw_seat(**stranger)) == ("seat_none", None)

    def test_more_seats_move_the_list_up(self):
        trial = registered()
        for number, seats in ((1, 1), (2, 3)):
            actions.amend_protocol(trial=trial, number=number, changes={"seats": seats}, note="x", by=SYSTEM, at=AT)
            if number == 1:
                for _ in range(4):
                    apply(trial)
        assert list(trial.seat_rows.values_list("state", flat=True)) == ["seated"] * 3 + ["waiting"]
        less = {"trial": trial, "number": 3, "changes": {"seats": 2}, "note": "x", "by": SYSTEM, "at": AT}
        assert refusal(lambda: actions.amend_protocol(**less)) == ("protocol_seats_taken", "seats")

    @pytest.mark.parametrize(
        ("late_until", "day", "answer"),
        [
            (None, date(2026, 1, 31), False),
            (None, date(2026, 2, 1), "seat_too_late"),
            (date(2026, 5, 1), date(2026, 3, 1), False),
            (date(2026, 5, 1), date(2026, 5, 1), True),
            (date(2026, 5, 1), date(2026, 5, 2), "seat_too_late"),
        ],
    )
    def test_late_joiners(self, late_until, day, answer):
        trial = whole()
        save(trial, late_until=late_until)
        trial = move(trial, "register")
        at = datetime.combine(day, AT.time(), UTC)
        if isinstance(answer, str):
            assert refusal(lambda: apply(trial, at=at)) == (answer, None)
        else:
            assert apply(trial, at=at).is_late is answer

    def test_a_new_last_day_to_join_late_is_not_over(self):
        trial = whole()
        save(trial, late_until=date(2026, 2, 20))
        trial = move(trial, "register")
        late = datetime(2026, 3, 1, 9, tzinfo=UTC)
        change = {"trial": trial, "number": 1, "note": "x", "by": SYSTEM, "at": late}
        gone = {"late_until": date(2026, 2, 28)}
        assert refusal(lambda: actions.amend_protocol(changes=gone, **change)) == ("protocol_apply_past", "late_until")
        assert actions.amend_protocol(changes={"seats": 12}, **change).number == 2, "what stood before may stand"
        today = {"late_until": date(2026, 3, 1)}
        assert actions.amend_protocol(changes=today, **change | {"number": 2}).protocol.late_until == late.date()

    def test_sites(self):
        trial = registered()
        seat = apply(trial)
        add = {"seat": seat, "by": SYSTEM, "at": AT}
        one = actions.add_site(**add, name=" Egebo  plejehjem ")
        assert actions.add_site(**add, name="Egebo plejehjem") == one
        assert refusal(lambda: actions.add_site(**add, name="Ib 010190-1234")) == ("trial_text_has_cpr", "name")
        assert refusal(lambda: actions.add_site(**add, name="A", arm="x")) == ("site_arm", "arm")
        actions.add_site(**add, name="Bøgely")
        edit = {"site": one, "arm": "", "begins_on": None, "by": SYSTEM, "at": AT}
        assert refusal(lambda: actions.edit_site(**edit, name="Bøgely")) == ("site_taken", "name")
        assert actions.edit_site(**edit, name="Egebo").name == "Egebo"

    def test_the_first_place_stands_in_the_place_of_the_whole_municipality(self):
        """Nobody reports for it any more, so it would be missing for ever."""
        seat = apply(registered())
        (whole,) = seat.sites.all()
        add = {"seat": seat, "by": SYSTEM, "at": AT}
        assert whole.name == seat.municipality.name
        assert actions.add_site(**add, name=whole.name) == whole
        first = actions.add_site(**add, name="Egebo")
        assert (first, first.name) == (whole, "Egebo")
        actions.add_site(**add, name="Bøgely")
        actions.add_site(**add, name=seat.municipality.name)
        assert sorted(seat.sites.values_list("name", flat=True)) == sorted(["Bøgely", "Egebo", seat.municipality.name])

    def test_a_whole_municipality_that_has_reported_stays(self):
        measure = make_measure()
        seat = make_seat(make_trial(measures=[measure]))
        site = make_site(seat, seat.municipality.name)
        make_measurement(site, measure)
        assert actions.add_site(seat=seat, name="Egebo", by=SYSTEM, at=AT) != site


def report(
    trial, site, measure, *, events=18, time="1200", seen=0, note="", at=datetime(2026, 5, 4, tzinfo=UTC), **place
):
    return actions.report(
        trial=trial,
        site=site,
        period_from=place.get("period_from", date(2026, 2, 1)),
        arm=place.get("arm", "intervention"),
        values={measure.key: Value(events=events, time=Decimal(time))},
        seen={measure.key: seen},
        note=note,
        by=Actor(7),
        at=at,
    )


@pytest.mark.django_db
class TestReporting:
    @pytest.fixture
    def trial(self):
        return make_trial(measures=[make_measure("falls_rate")])

    @pytest.fixture
    def measure(self):
        return OutcomeMeasure.objects.get()

    @pytest.fixture
    def site(self, trial):
        return make_site(make_seat(trial), "Egebo")

    def test_a_report_and_its_correction(self, trial, site, measure, announced):
        (row,) = report(trial, site, measure)
        assert (row.phase, row.period_to, row.revision) == ("baseline", date(2026, 2, 28), 1)
        assert report(trial, site, measure) == [row]
        assert refusal(lambda: report(trial, site, measure, events=17)) == ("stale", None)
        assert refusal(lambda: report(trial, site, measure, events=17, seen=1)) == ("measured_needs_note", "note")
        (row,) = report(trial, site, measure, events=17, seen=1, note="Et fald var talt to gange")
        assert (row.events, row.revision) == (17, 2)
        changes = list(
            MeasurementChange.objects.values_list("number", "value__events", "value__time", "note", "by_user_id")
        )
        assert changes == [(1, 18, "1200", "", 7), (2, 17, "1200", "Et fald var talt to gange", 7)]
        assert [event[0] for event in announced] == ["Measured", "Measured"]

    @pytest.mark.parametrize(
        ("say", "answer"),
        [
            ({"events": -1}, ("measured_negative", "falls_rate.events")),
            ({"time": "0"}, ("measured_of_nobody", "falls_rate.time")),
            ({"period_from": date(2026, 2, 2)}, ("measured_no_period", "period")),
            ({"arm": "comparison"}, ("measured_no_arm", "arm")),
            ({"at": datetime(2026, 2, 28, 12, tzinfo=UTC)}, ("measured_too_early", "period")),
            ({"events": 17, "seen": 1, "note": "Ib 010190-1234"}, ("trial_text_has_cpr", "note")),
        ],
    )
    def test_what_cannot_be_reported(self, trial, site, measure, say, answer):
        assert refusal(lambda: report(trial, site, measure, **say)) == answer
        assert Measurement.objects.count() == 0

    def test_a_site_of_another_trial(self, trial, measure):
        """A8."""
        foreign = make_site(make_seat(make_trial()))
        assert refusal(lambda: report(trial, foreign, measure)) == ("measured_not_here", None)

    def test_a_measure_of_no_protocol(self, trial, site):
        other = make_measure()
        assert refusal(lambda: report(trial, site, other)) == ("measured_no_measure", None)

    def test_the_first_day_after_the_period(self, trial, site, measure):
        assert report(trial, site, measure, at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))

    def test_nothing_of_who_has_withdrawn_nor_of_a_trial_that_is_over(self, trial, site, measure):
        Seat.objects.update(state="withdrawn", withdrawn_at=REGISTERED)
        site.refresh_from_db()
        assert refusal(lambda: report(trial, site, measure)) == ("measured_no_seat", None)
        Trial.objects.update(state="stopped")
        assert refusal(lambda: report(trial, site, measure)) == ("measured_closed", None)


@pytest.mark.django_db(transaction=True)
def test_two_who_report_the_same_at_once():
    trial = make_trial(measures=[make_measure("falls_rate")])
    site, measure = make_site(make_seat(trial)), OutcomeMeasure.objects.get()
    answers = together(*(lambda n=n: report(trial, site, measure, events=n)[0].events for n in (10, 20)))
    assert sorted(map(str, answers)) in (["10", "stale"], ["20", "stale"])
    assert Measurement.objects.count() == MeasurementChange.objects.count() == 1


@pytest.mark.django_db
class TestReminders:
    def test_each_period_is_asked_for_once_and_only_while_it_is_missing(self, announced):
        trial = make_trial(measures=[make_measure("falls_rate")])
        waiting, done = make_seat(trial), make_seat(trial)
        measure = OutcomeMeasure.objects.get()
        make_site(waiting)
        report(trial, make_site(done), measure, at=datetime(2026, 3, 1, 9, tzinfo=UTC))
        announced.clear()

        def remind(*day):
            return actions.remind_of_measurements(at=datetime(*day, 7, tzinfo=UTC))

        assert (remind(2026, 2, 28), remind(2026, 3, 1), remind(2026, 3, 2)) == (0, 1, 0)
        assert announced == [("MeasurementDue", waiting.pk, date(2026, 2, 28))]
        assert remind(2026, 4, 1) == 2

    @pytest.mark.usefixtures("announced")
    def test_a_late_joiner_is_not_asked_for_what_was_before(self):
        trial = make_trial(measures=[make_measure("falls_rate")])
        seat = make_seat(trial, is_late=True, seated_at=datetime(2026, 5, 10, tzinfo=UTC))
        make_site(seat)
        assert actions.remind_of_measurements(at=datetime(2026, 5, 2, 7, tzinfo=UTC)) == 0
        assert actions.remind_of_measurements(at=datetime(2026, 6, 1, 7, tzinfo=UTC)) == 1


@pytest.mark.django_db
def test_the_measures_of_the_file_cover_every_area_and_seeding_twice_changes_nothing():
    from lysning.taxonomy.actions import seed_reference
    from lysning.taxonomy.models import ServiceArea
    from lysning.taxonomy.queries import areas, topics

    seed_reference()
    first, again = actions.seed_measures(at=AT), actions.seed_measures(at=AT)
    areas.forget(), topics.forget()
    assert (first.new, again.new, again.changed) == (37, 0, 0)
    counts = {area.key: area.outcome_measures.count() for area in ServiceArea.objects.all()}
    assert len(counts) == 11
    assert min(counts.values()) >= 5
    assert not OutcomeMeasure.objects.filter(status="verified").exists()
    known = OutcomeMeasure.objects.exclude(minimum=None)
    assert {bool(row.minimum_source_da and row.minimum_source_en) for row in known} == {True}
    with translation.override("en"):
        assert "from memory, not checked" in known.get(key="qol").minimum_source


def test_the_protocol_of_the_factory_is_a_real_one():
    assert replace(PROTOCOL, **WHOLE).question


@pytest.mark.django_db
def test_a_measure_that_was_brought_since_they_were_read_is_planned():
    make_trial(measures=[make_measure()])
    assert measures()
    later = make_measure("kom-senere")
    assert list(plan_of(make_trial(measures=[later])).measures) == ["kom-senere"]
