from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.accounts import actor_of, make_member
from tests.factories.directory import make_municipality, make_post, make_supplier
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, REASONS, make_allocation, make_enquiry, make_published
from tests.factories.taxonomy import make_area, make_role

from lysning.core.actors import SYSTEM, VISITOR
from lysning.enquiries import actions, queries, words
from lysning.enquiries.models import Enquiry, PromiseMeasure
from lysning.enquiries.queries.municipality import LINES_A_PAGE
from lysning.enquiries.queries.promises import MEASURES, measured, months_until
from lysning.enquiries.rules import measures
from lysning.enquiries.rules.clock import State

pytestmark = pytest.mark.django_db
AT = OFFERED_AT + 3 * ONE_DAY


def test_the_inbox_holds_the_weeks_cards_and_the_rest_below():
    post = make_post(weekly_room=2)
    leader = actor_of(make_member(role="leader", post=post))
    early, late, paused, done = (
        make_enquiry(post=post, offered_at=OFFERED_AT - ONE_DAY),
        [make_enquiry(post=post) for _ in range(2)],
        make_enquiry("question", post=post),
        make_enquiry("interested", post=post),
    )
    make_enquiry("no_contact", post=post)
    make_enquiry("withdrawn", post=post)
    make_enquiry()
    inbox = queries.inbox(leader, AT)
    assert [card.line.enquiry for card in inbox.cards] == [early, late[0]]
    assert [line.enquiry for line in inbox.more] == [late[1]]
    assert [line.enquiry for line in inbox.paused] == [paused]
    assert [line.enquiry for line in inbox.answered] == [done]
    assert (inbox.open_count, queries.unanswered_count(leader)) == (3, 4)
    assert (queries.inbox(VISITOR, AT).posts, queries.unanswered_count(VISITOR)) == ((), 0)


def test_a_card_says_why_what_it_costs_and_what_others_say():
    town = make_municipality("Egenkøbing", population=10_000)
    post = make_post(town)
    version = make_published(price_model="per_inhabitant", price_amount=2)
    make_enquiry(post=post, version=version)
    for state, name in (("together", "Vejby"), ("interested", "Nordby"), ("not_relevant", "Sydby")):
        make_enquiry(state, version=version, post=make_post(make_municipality(name)))
    card = queries.inbox(actor_of(make_member(role="leader", post=post)), AT).cards[0]
    assert (card.line.price.yearly, card.line.days_left, card.line.last_date) == (20_000, 8, date(2026, 3, 16))
    assert (card.others.interested, card.others.together) == (2, ("Vejby",))
    assert len(card.line.reasons) == 3


def test_the_matrix_counts_each_municipality_once():
    version = make_published()
    town = make_municipality()
    make_enquiry("handed_over", version=version, post=make_post(town))
    standing = make_enquiry("together", version=version, post=make_post(town))
    make_enquiry("no_contact", version=version)
    make_municipality("Uberørt")
    found = queries.matrix(version.solution, AT)
    states = {cell.place.name: cell.state for cell in found.cells}
    assert (states[town.name], states["Uberørt"]) == ("together", "not_reached")
    assert found.counts["together"] == found.counts["no_contact"] == 1
    assert (found.offered_count, found.answered_count, found.missing_count) == (1, 1, 7)
    assert [cell.line.enquiry for cell in found.narrowed(state="together")] == [standing]
    assert [cell.place.name for cell in found.narrowed(text="uberø")] == ["Uberørt"]
    drawn = queries.picture(found.cells, title="x", description="y", anchor="#k")
    assert sum(group.count for group in drawn.groups) == len(found.cells)


def test_every_state_has_words_a_look_and_a_place_in_the_matrix():
    from lysning.enquiries.queries.matrix import LOOKS

    every = {*State, *words.ANSWERS, "not_reached"} - {State.ANSWERED}
    assert set(words.STATES) == set(LOOKS) == every


def test_advice_follows_from_what_was_answered():
    version = make_published()
    for _ in range(2):
        make_enquiry("not_relevant", version=version)
    make_enquiry("has_it", version=version)
    make_allocation(versions=[version])
    found = queries.matrix(version.solution, AT).improvements
    assert [each.weight for each in found] == [2, 1, 0]
    assert "En måtte med sensor" in found[1].seen


def test_the_supplier_sees_each_solution_and_what_waits():
    supplier = make_supplier()
    version = make_published(supplier)
    for _ in range(8):
        make_enquiry("interested", version=version)
    asked = make_enquiry("question", version=version)
    make_enquiry("no_contact", version=version)
    make_enquiry("question")
    overview = queries.supplier_overview(supplier, AT)
    row = overview.solutions[0]
    assert (row.offered_count, row.waiting_count, row.answered_count, row.is_promise_kept) == (9, 1, 8, True)
    assert row.promise_date == version.frozen_at.date() + timedelta(days=14)
    assert [question.enquiry for question in overview.questions] == [asked]
    assert len(overview.answers) == 8


def test_a_coordinator_sees_open_late_waiting_and_answered():
    town = make_municipality()
    for state in ("offered", "escalated", "interested", "no_contact", "handed_over"):
        make_enquiry(state, post=make_post(town))
    at = OFFERED_AT + 20 * ONE_DAY
    found = {view: queries.municipality_overview(town, at, view) for view in ("open", "late", "waiting", "answered")}
    assert found["open"].counts == {"open": 2, "late": 2, "waiting": 1, "answered": 1}
    assert {view: len(each.lines) for view, each in found.items()} == {
        "open": 2,
        "late": 2,
        "waiting": 1,
        "answered": 1,
    }
    assert found["open"].unreachable_posts == 5
    assert sum(number for _name, number, _late in found["open"].areas) == 2


def test_a_coordinator_can_leaf_through_everything():
    town = make_municipality()
    rows = [make_enquiry("offered", post=make_post(town)) for _ in range(LINES_A_PAGE + 2)]
    pages = [queries.municipality_overview(town, AT, "open", page) for page in (1, "2")]
    assert [len(each.lines) for each in pages] == [LINES_A_PAGE, 2]
    shown = [line.enquiry.pk for each in pages for line in each.lines]
    assert shown == [row.pk for row in sorted(rows, key=lambda row: (row.deadline_at, row.pk))]
    asked = {wanted: queries.municipality_overview(town, AT, "open", wanted).page.number for wanted in ("x", "0", "99")}
    assert asked == {"x": 1, "0": 2, "99": 2}
    assert queries.municipality_overview(town, AT, "late").lines == ()


def test_the_overview_calls_areas_by_the_readers_names():
    post = make_post(role=make_role(make_area(name_da="Ældre og pleje", name_en="Elderly care")))
    make_enquiry(post=post)
    for language, name in (("da", "Ældre og pleje"), ("en", "Elderly care")):
        with translation.override(language):
            assert queries.municipality_overview(post.municipality, OFFERED_AT).areas == ((name, 1, 0),)


def test_a_coordinator_sees_how_many_came_in_place_of_leaders_this_week():
    town = make_municipality()
    for weeks in (0, 0, 1):
        at = OFFERED_AT - 7 * weeks * ONE_DAY
        make_enquiry(post=make_post(town), is_stand_in=True, offered_at=at)
    make_enquiry(post=make_post(town))
    make_enquiry(post=make_post(), is_stand_in=True)
    assert queries.municipality_overview(town, OFFERED_AT).stand_in_count == 2


@pytest.mark.parametrize(
    ("answered", "late", "rate"), [(2, 0, None), (3, 0, 1.0), (3, 1, 0.75), (0, 3, 0.0), (0, 0, None)]
)
def test_few_enquiries_are_not_turned_into_a_rate(answered, late, rate):
    town = make_municipality()
    for state, count in (("interested", answered), ("offered", late)):
        for _ in range(count):
            make_enquiry(state, post=make_post(town))
    found = queries.municipality_measures(town, OFFERED_AT + 30 * ONE_DAY)
    assert (found.answer_rate, found.due_count) == (rate, answered + late)
    assert found.median_days == (0.0 if answered >= 3 else None)
    assert found.is_too_few == (0 < answered + late < 3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["offered", "question", "interested", "withdrawn", "handed_over", "escalated"]),
            st.integers(0, 40),
            st.integers(0, 30),
        ),
        max_size=6,
    )
)
def test_the_database_reckons_the_answer_rate_as_the_rule_does(rows):
    Enquiry.objects.all().delete()
    post = make_post()
    for state, offered, waited in rows:
        offered_at = OFFERED_AT + offered * ONE_DAY
        answered_at = offered_at + waited * ONE_DAY
        facts = {"answered_at": answered_at, "seen_at": None} if state == "interested" else {}
        make_enquiry(state, post=post, offered_at=offered_at, **facts)
    at = OFFERED_AT + 35 * ONE_DAY
    facts = [row.facts for row in Enquiry.objects.prefetch_related("questions")]
    wanted = measures.answer_rate(facts, at)
    found = queries.municipality_measures(post.municipality, at)
    assert found.due_count == wanted.whole
    assert found.answer_rate == (wanted.value if wanted.whole >= 3 else None)


def test_promises_are_measured_month_by_month():
    version = make_published(at=OFFERED_AT)
    for _ in range(8):
        make_enquiry("interested", version=version, offered_at=OFFERED_AT + ONE_DAY)
    make_allocation(versions=[version])
    make_published(at=OFFERED_AT)
    at = datetime(2026, 4, 1, 8, tzinfo=UTC)
    shares = {promise: measured(promise, date(2026, 3, 1), at) for promise in MEASURES}
    assert {key: (share.part, share.whole) for key, share in shares.items()} == {
        "publish": (2, 2),
        "reach": (1, 1),
        "room": (8, 8),
        "answer": (8, 8),
        "reasons": (8, 8),
    }
    for _ in range(2):
        actions.measure_promises(at=at, by=SYSTEM)
    assert PromiseMeasure.objects.count() == 10
    figures = {figure.key: figure for figure in queries.promises(at)}
    assert (figures["reach"].value, figures["reach"].count, figures["reach"].now_value) == (1.0, 1, None)
    assert (len(figures["answer"].months), figures["answer"].measured_at) == (12, at)


def test_a_week_over_the_room_breaks_the_promise_but_a_colleagues_does_not():
    post = make_post(weekly_room=1)
    first = make_enquiry(post=post)
    make_enquiry(post=post, handed_from=make_enquiry("handed_over"))
    month, at = date(2026, 3, 1), OFFERED_AT + 40 * ONE_DAY
    assert (measured("room", month, at).part, measured("room", month, at).whole) == (2, 2)
    make_enquiry(post=first.post)
    assert measured("room", month, at).part == 1


def test_a_coordinators_week_in_leaders_place_counts_against_the_municipalitys_room():
    place = make_municipality(stand_in_room=1)
    first, second = make_post(place), make_post(place)
    make_enquiry(post=first, is_stand_in=True)
    month, at = date(2026, 3, 1), OFFERED_AT + 40 * ONE_DAY
    assert (measured("room", month, at).part, measured("room", month, at).whole) == (2, 2)
    make_enquiry(post=second, is_stand_in=True)
    assert (measured("room", month, at).part, measured("room", month, at).whole) == (2, 3)


def test_months_run_to_the_days_own():
    assert months_until(date(2026, 2, 28), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_reasons_become_sentences_once_each_and_the_weightiest_first():
    said = words.reason_sentences(REASONS, to_leader=True)
    assert said[0] == "Den handler om »faldrisiko«, »plejehjem« og hører under Ældre og pleje."
    assert len(said) == 3
    twice = words.reason_sentences([*REASONS, *REASONS], to_leader=False)
    assert twice == words.reason_sentences(REASONS, to_leader=False)
    kinds = [
        {"kind": kind, "share": 0.1, "words": ["gang"], "name": "x"}
        for kind in ("words", "area", "kle", "interest", "need", "role", "level")
    ]
    for to_leader in (True, False):
        assert len(words.reason_sentences(kinds, to_leader=to_leader, limit=10)) == 7
    assert words.reason_sentences([{"kind": "unheard-of"}, {"kind": "words"}], to_leader=True) == []


def test_runs_and_what_waits_are_listed_for_the_operator():
    version = make_published()
    run = make_allocation(versions=[version])
    (outcome,) = queries.outcomes_of(run)
    shown = queries.outcome_line(outcome)
    assert (str(shown.why), shown.reasons[0][1]) == ("Lederne har ikke mere plads i denne uge.", 8)
    waiting = make_enquiry("no_contact")
    make_enquiry("no_contact", post=make_post(waiting.municipality))
    (row,) = queries.without_contact()
    assert (row.municipality.pk, row.enquiry_count, row.post_count) == (waiting.municipality_id, 2, 2)
