from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.factories.accounts import actor_of, make_member, make_user
from tests.factories.directory import make_post
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, make_enquiry

from lysning.core.actors import SYSTEM, VISITOR
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.enquiries.actions import answer_enquiry, change_answer
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.answers import Answer, AnswerKind, Reason

pytestmark = pytest.mark.django_db
AT = OFFERED_AT + 3 * ONE_DAY


def refusal_of(function, **arguments):
    with pytest.raises(Refused) as caught:
        function(**arguments)
    return caught.value.code, caught.value.field


def test_an_answer_is_kept_with_its_moment_and_the_days_it_took():
    enquiry, leader = make_enquiry(), make_user()
    answer = Answer(AnswerKind.LATER, later_date=date(2026, 9, 1), what="not meant", text=" Efter budgettet ")
    row = answer_enquiry(enquiry=enquiry, answer=answer, by=actor_of(leader), at=AT)
    row.refresh_from_db()
    assert (row.answer_kind, row.answer_later_date, row.answer_existing, row.answer_text) == (
        "later",
        date(2026, 9, 1),
        "",
        "Efter budgettet",
    )
    assert (row.answered_at, row.answered_by_id, row.seen_at, row.spent_days) == (AT, leader.pk, AT, 2)
    assert list(AuditEntry.objects.values_list("verb", "actor_id", "facts")) == [
        ("enquiries.answer", leader.pk, {"kind": "later", "via": "site"})
    ]


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (Answer(AnswerKind.LATER), ("later_needs_date", "later_date")),
        (Answer(AnswerKind.LATER, later_date=AT.date()), ("later_not_ahead", "later_date")),
        (Answer(AnswerKind.HAS_IT, what="  "), ("has_it_needs_what", "what")),
        (Answer(AnswerKind.NOT_RELEVANT), ("no_needs_reason", "reason")),
        (Answer(AnswerKind.NOT_RELEVANT, reason=Reason.OTHER), ("other_needs_text", "text")),
        (Answer(AnswerKind.INTERESTED, text="Ring om 010170-1234"), ("enquiry_text_has_cpr", "text")),
        (Answer(AnswerKind.HAS_IT, what="010170-1234"), ("enquiry_text_has_cpr", "what")),
    ],
)
def test_an_answer_that_lacks_its_part_is_refused_at_its_field(answer, refused):
    enquiry = make_enquiry()
    assert refusal_of(answer_enquiry, enquiry=enquiry, answer=answer, by=SYSTEM, at=AT) == refused
    enquiry.refresh_from_db()
    assert (enquiry.answered_at, AuditEntry.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("no_contact", "enquiry_not_offered"),
        ("interested", "enquiry_already_answered"),
        ("handed_over", "enquiry_already_handed_over"),
        ("withdrawn", "enquiry_already_withdrawn"),
    ],
)
def test_an_enquiry_at_its_end_or_before_its_start_takes_no_answer(state, code):
    answer = Answer(AnswerKind.INTERESTED)
    assert refusal_of(answer_enquiry, enquiry=make_enquiry(state), answer=answer, by=SYSTEM, at=AT) == (code, None)


@pytest.mark.parametrize("state", ["offered", "seen", "question", "escalated"])
def test_every_owed_enquiry_can_be_answered(state):
    at = OFFERED_AT + 20 * ONE_DAY
    row = answer_enquiry(enquiry=make_enquiry(state), answer=Answer(AnswerKind.TOGETHER), by=VISITOR, at=at, via="link")
    assert (row.answer_kind, row.answered_by_id) == ("together", None)


def test_a_changed_answer_keeps_the_earlier_one_and_the_first_moment():
    enquiry, leader = make_enquiry("not_relevant"), make_user()
    first_at, spent = enquiry.answered_at, enquiry.spent_days
    changed = change_answer(
        enquiry=enquiry, answer=Answer(AnswerKind.INTERESTED, text="Alligevel"), revision=0, by=actor_of(leader), at=AT
    )
    changed.refresh_from_db()
    assert (changed.answer_kind, changed.answer_reason, changed.answer_revision) == ("interested", "", 1)
    assert (changed.answered_at, changed.answer_changed_at, changed.spent_days) == (first_at, AT, spent)
    earlier = changed.earlier_answers.get()
    assert (earlier.answer, earlier.given_at, earlier.replaced_at) == (
        Answer(AnswerKind.NOT_RELEVANT, reason=Reason.TOO_EXPENSIVE),
        first_at,
        AT,
    )
    again = Answer(AnswerKind.LATER, later_date=date(2027, 1, 4))
    assert refusal_of(change_answer, enquiry=enquiry, answer=again, revision=0, by=SYSTEM, at=AT) == ("stale", None)
    change_answer(enquiry=enquiry, answer=again, revision=1, by=SYSTEM, at=AT + ONE_DAY)
    assert [(each.answer_kind, each.given_at) for each in enquiry.earlier_answers.all()] == [
        ("not_relevant", first_at),
        ("interested", AT),
    ]


def test_what_is_not_answered_cannot_be_changed():
    answer = Answer(AnswerKind.INTERESTED)
    code = refusal_of(change_answer, enquiry=make_enquiry(), answer=answer, revision=0, by=SYSTEM, at=AT)
    assert code == ("enquiry_not_answered", None)


def together(count, work):
    """Runs `work(number)` in as many threads at the same moment; returns what each returned or raised."""
    barrier, results = Barrier(count), {}

    def run(number):
        barrier.wait()
        try:
            results[number] = work(number)
        except Refused as refused:
            results[number] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(count)]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_answer_at_once_exactly_one_is_heard():
    post = make_post()
    leader = make_member(role="leader", post=post)
    enquiries = [make_enquiry(post=post) for _ in range(4)]
    kinds = [AnswerKind.INTERESTED, AnswerKind.TOGETHER]

    def work(number):
        enquiry, answer = enquiries[number % 4], Answer(kinds[number // 4])
        return answer_enquiry(enquiry=enquiry, answer=answer, by=actor_of(leader), at=AT).answer_kind

    results = together(8, work)
    for number, enquiry in enumerate(enquiries):
        enquiry.refresh_from_db()
        outcomes = {results[number], results[number + 4]}
        assert outcomes == {enquiry.answer_kind, "enquiry_already_answered"}
    assert AuditEntry.objects.filter(verb="enquiries.answer").count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_at_once_one_is_stale_and_no_answer_is_lost():
    enquiry = make_enquiry("interested")
    answers = [Answer(AnswerKind.TOGETHER, text="A"), Answer(AnswerKind.TOGETHER, text="B")]
    results = together(
        2,
        lambda number: (
            change_answer(
                enquiry=enquiry, answer=answers[number], revision=0, by=SYSTEM, at=AT + timedelta(hours=1)
            ).answer_text
        ),
    )
    row = Enquiry.objects.get(pk=enquiry.pk)
    assert sorted(results) == sorted([row.answer_text, "stale"])
    assert row.earlier_answers.count() == 1
