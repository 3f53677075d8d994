from datetime import timedelta

import pytest
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_municipality, make_post
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, make_enquiry, make_next_version, make_published

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.enquiries import actions, tasks
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.clock import deadline

pytestmark = pytest.mark.django_db
DUE = OFFERED_AT.replace(month=3, day=16, hour=23)


def code_of(function, **arguments):
    with pytest.raises(Refused) as caught:
        function(**arguments)
    return caught.value.code, caught.value.field


def test_the_deadline_is_the_midnight_after_ten_working_days():
    enquiry = make_enquiry()
    assert (enquiry.deadline_at, enquiry.last_date.isoformat()) == (DUE, "2026-03-16")


def test_a_question_stops_the_clock_and_the_reply_starts_it_with_what_was_left():
    enquiry, asked_at = make_enquiry(), OFFERED_AT + 2 * ONE_DAY
    question = actions.ask_question(enquiry=enquiry, text="Kan den vaskes?", by=SYSTEM, at=asked_at)
    enquiry.refresh_from_db()
    assert enquiry.deadline_at is None
    assert actions.escalate_due(at=DUE + 30 * ONE_DAY) == 0
    second = actions.ask_question(enquiry=enquiry, text="Og tørres?", by=SYSTEM, at=asked_at)
    replied_at = asked_at + 7 * ONE_DAY
    actions.answer_question(question=question, text="Ja", by=SYSTEM, at=replied_at)
    enquiry.refresh_from_db()
    assert enquiry.deadline_at is None
    actions.answer_question(question=second, text="Nej", by=SYSTEM, at=replied_at)
    enquiry.refresh_from_db()
    assert enquiry.deadline_at == deadline(enquiry.facts) == DUE + 8 * ONE_DAY
    assert code_of(actions.answer_question, question=second, text="Jo", by=SYSTEM, at=replied_at) == (
        "enquiry_question_already_answered",
        None,
    )


def test_questions_have_their_bounds():
    enquiry, at = make_enquiry(), OFFERED_AT + ONE_DAY
    ask = {"enquiry": enquiry, "by": SYSTEM, "at": at}
    assert code_of(actions.ask_question, text="  ", **ask) == ("enquiry_text_missing", "text")
    assert code_of(actions.ask_question, text="Hvad med 010170-1234?", **ask) == ("enquiry_text_has_cpr", "text")
    for text in ("A", "B", "C"):
        actions.ask_question(text=text, **ask)
    assert code_of(actions.ask_question, text="A", **ask) == ("enquiry_question_twice", "text")
    assert code_of(actions.ask_question, text="D", **ask) == ("enquiry_many_questions", "text")
    done = make_enquiry("interested")
    assert code_of(actions.ask_question, enquiry=done, text="A", by=SYSTEM, at=at)[0] == "enquiry_already_answered"


def test_the_overdue_go_to_the_coordinator_once():
    due, early = make_enquiry(), make_enquiry(offered_at=OFFERED_AT + ONE_DAY)
    ended = [make_enquiry(state) for state in ("interested", "handed_over", "withdrawn", "escalated", "question")]
    assert actions.escalate_due(at=DUE - timedelta(seconds=1)) == 0
    assert (actions.escalate_due(at=DUE), actions.escalate_due(at=DUE)) == (1, 0)
    due.refresh_from_db()
    early.refresh_from_db()
    assert (due.escalated_at, early.escalated_at, len(ended)) == (DUE, None, 5)
    assert AuditEntry.objects.filter(verb="enquiries.escalate").count() == 1


def test_the_hourly_job_follows_a_moved_clock(settings):
    post = make_post(email="leder@kommune.dk")
    coordinator = make_member(post.municipality, "coordinator")
    enquiry = make_enquiry(post=post, offered_at=clock.now())
    tasks.escalate_due(0)
    enquiry.refresh_from_db()
    assert enquiry.escalated_at is None
    settings.CLOCK_OFFSET = timedelta(days=20)
    tasks.escalate_due(0)
    enquiry.refresh_from_db()
    assert enquiry.escalated_at is not None
    client = client_for(coordinator)
    shown = client.get(f"/kommune/{post.municipality.slug}/overblik/", {"vis": "for-sent"}).content.decode()
    assert f"/henvendelser/{enquiry.key}/" in shown
    assert client.post(f"/henvendelser/{enquiry.key}/svar/sammen/", {"text": ""}).status_code == 303


def test_reminders_come_half_way_and_near_the_end_each_once():
    enquiry = make_enquiry()
    sent = [actions.remind_due(at=OFFERED_AT + day * ONE_DAY) for day in range(20)]
    days = [day for day, count in enumerate(sent) if count]
    enquiry.refresh_from_db()
    assert (days, enquiry.reminder_days) == ([8, 11], 8)
    assert actions.remind_due(at=OFFERED_AT + 12 * ONE_DAY) == 0


def test_a_worker_that_was_down_sends_one_reminder():
    make_enquiry()
    assert [actions.remind_due(at=OFFERED_AT + 11 * ONE_DAY) for _ in range(2)] == [1, 0]


def test_handing_over_ends_one_clock_and_starts_another():
    town = make_municipality()
    enquiry = make_enquiry(post=make_post(town, email="a@kommune.dk"))
    target, at = make_post(town, email="b@kommune.dk"), OFFERED_AT + 3 * ONE_DAY
    new = actions.hand_over(enquiry=enquiry, post=target, note="Til dig", by=SYSTEM, at=at)
    enquiry.refresh_from_db()
    assert (enquiry.handed_over_at, enquiry.handover_note, new.handed_from) == (at, "Til dig", enquiry)
    assert (new.offered_at, new.offered_to_email, new.deadline_at) == (at, "b@kommune.dk", DUE + 3 * ONE_DAY)
    assert Enquiry.objects.standing().get() == new
    hand = {"enquiry": new, "by": SYSTEM, "at": at}
    assert code_of(actions.hand_over, post=target, **hand) == ("enquiry_same_post", "post")
    assert code_of(actions.hand_over, post=enquiry.post, **hand) == ("enquiry_post_had_it", "post")
    assert code_of(actions.hand_over, post=make_post(email="x@y.dk"), **hand) == ("enquiry_other_municipality", "post")
    assert code_of(actions.hand_over, post=make_post(town), **hand) == ("enquiry_post_unreachable", "post")
    closed = make_post(town, email="c@kommune.dk", closed_at=at)
    assert code_of(actions.hand_over, post=closed, **hand) == ("enquiry_post_closed", "post")
    again = {"enquiry": enquiry, "post": target, "by": SYSTEM, "at": at}
    assert code_of(actions.hand_over, **again) == ("enquiry_already_handed_over", None)


def test_nobody_owes_an_answer_about_what_is_withdrawn():
    version = make_published()
    states = ("offered", "seen", "question", "escalated", "no_contact", "interested", "handed_over")
    enquiries = {state: make_enquiry(state, version=version) for state in states}
    other = make_enquiry()
    at = OFFERED_AT + 30 * ONE_DAY
    assert actions.withdraw_enquiries(solution=version.solution, by=SYSTEM, at=at) == 5
    withdrawn = {state for state, row in enquiries.items() if Enquiry.objects.get(pk=row.pk).withdrawn_at == at}
    assert withdrawn == {"offered", "seen", "question", "escalated", "no_contact"}
    other.refresh_from_db()
    assert other.withdrawn_at is None


def test_what_waits_about_an_earlier_version_gives_way():
    version = make_published()
    waiting, asked = make_enquiry("no_contact", version=version), make_enquiry(version=version)
    new = make_next_version(version.solution, at=OFFERED_AT + 5 * ONE_DAY)
    assert actions.withdraw_outdated(version=new, by=SYSTEM, at=OFFERED_AT + 5 * ONE_DAY) == 1
    waiting.refresh_from_db()
    asked.refresh_from_db()
    assert (waiting.withdrawn_at is None, asked.withdrawn_at) == (False, None)


def test_the_supplier_who_withdraws_ends_the_enquiries():
    from lysning.catalogue.actions import withdraw_solution

    enquiry = make_enquiry()
    withdraw_solution(solution=enquiry.version.solution, reason="Ophørt", by=SYSTEM, at=OFFERED_AT + ONE_DAY)
    enquiry.refresh_from_db()
    assert enquiry.withdrawn_at is not None


def test_being_seen_is_noted_once_and_never_before_the_offer():
    enquiry, at = make_enquiry(), OFFERED_AT + ONE_DAY
    assert [actions.mark_seen(enquiry=enquiry, at=moment) for moment in (at, at + ONE_DAY)] == [True, False]
    enquiry.refresh_from_db()
    assert enquiry.seen_at == at
    for state in ("no_contact", "withdrawn"):
        assert actions.mark_seen(enquiry=make_enquiry(state, seen_at=None), at=at) is False
