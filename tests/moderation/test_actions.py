import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.factories.accounts import actor_of, make_member, make_user
from tests.factories.catalogue import make_solution
from tests.factories.direction import make_direction, make_placement
from tests.factories.moderation import make_report
from tests.factories.needs import make_need

from lysning.core.actors import VISITOR
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.moderation import actions, tasks
from lysning.moderation.models import Report
from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def report(subject, by=VISITOR, at=NOW, **said):
    facts = {"reason": "misleading", "text": "Det passer ikke.", "email": "", "address_hash": "her"}
    return actions.report(subject=subject, by=by, at=at, **(facts | said))


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


@pytest.fixture
def moderators():
    return [actor_of(make_member(role="moderator")) for _number in range(2)]


def test_a_report_hides_nothing_however_many_come(announced):
    need = make_need()
    reports = [report(need, address_hash=f"sted {number}") for number in range(20)]
    need.refresh_from_db()
    assert need.hidden_at is None
    assert announced == [("ReportReceived", each.pk) for each in reports]


@pytest.mark.parametrize(
    ("text", "code"),
    [(" ", "report_text_missing"), ("x" * 2001, "report_text_too_long"), ("010190-1234", "report_text_has_cpr")],
)
def test_what_a_report_cannot_say(text, code):
    need = make_need()
    assert refusal(lambda: report(need, text=text)) == (code, "text")
    assert Report.objects.count() == 0


def test_one_place_and_one_person_may_report_five_an_hour():
    need, person = make_need(), actor_of(make_user())
    for minute in range(5):
        report(need, at=NOW + timedelta(minutes=minute))
        report(need, by=person, at=NOW + timedelta(minutes=minute))
    later = NOW + timedelta(minutes=59)
    assert refusal(lambda: report(need, at=later)) == ("too_many", None)
    assert refusal(lambda: report(need, by=person, address_hash="et andet sted", at=later)) == ("too_many", None)
    assert report(need, address_hash="et andet sted", at=later)
    assert report(need, at=NOW + timedelta(hours=1))


def test_sixty_in_an_hour_are_enough_from_everywhere():
    need = make_need()
    Report.objects.bulk_create(
        Report(need=need, reason="other", text="x", created_at=NOW, address_hash=str(number)) for number in range(60)
    )
    assert refusal(lambda: report(need, address_hash="nyt")) == ("too_many", None)


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_are_counted_one_by_one():
    need, refused = make_need(), []

    def try_it():
        try:
            report(need)
        except Refused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Report.objects.count(), refused) == (5, ["too_many"] * 7)


def test_where_a_report_came_from_is_forgotten_after_a_day():
    make_report(address_hash="gammel", created_at=NOW - timedelta(hours=25))
    make_report(address_hash="ny", created_at=NOW - timedelta(hours=23))
    assert actions.forget_addresses(at=NOW) == 1
    assert list(Report.objects.values_list("address_hash", flat=True)) == ["", "ny"]
    tasks.forget_addresses(0)
    assert Report.objects.exclude(address_hash="").count() == 0


def test_a_moderator_hides_with_a_reason_and_once(moderators, announced):
    case = make_report()
    first, second = moderators
    decided = actions.decide(report=case, hide=True, reason="Nævner en person", by=first, at=NOW)
    assert (decided.is_upheld, decided.decided_by_id, decided.decision_reason) == (
        True,
        first.user_id,
        "Nævner en person",
    )
    assert Need.objects.get().hidden_reason == "Nævner en person"
    assert announced == [("NeedHidden", case.need_id), ("ReportDecided", case.pk)]
    again = refusal(lambda: actions.decide(report=case, hide=False, reason="Nej", by=second, at=NOW))
    assert again == ("report_is_decided", None)
    assert AuditEntry.objects.get(verb="moderation.decide").facts == {"hide": True}


def test_a_text_that_may_stand_stays(moderators, announced):
    case = make_report()
    actions.decide(report=case, hide=False, reason="Det er sagligt", by=moderators[0], at=NOW)
    assert Need.objects.get().hidden_at is None
    assert announced == [("ReportDecided", case.pk)]
    assert refusal(lambda: actions.appeal(report=case, text="x", by=VISITOR, at=NOW)) == (
        "report_takes_no_appeal",
        None,
    )


def test_a_decision_needs_a_reason(moderators):
    case = make_report()
    act = lambda: actions.decide(report=case, hide=True, reason=" ", by=moderators[0], at=NOW)  # noqa: E731 -- one try
    assert refusal(act) == ("report_text_missing", "decision_reason")
    assert Need.objects.get().hidden_at is None


def hidden(by, **values):
    return actions.decide(report=make_report(**values), hide=True, reason="Reklame", by=by, at=NOW)


def test_an_appeal_comes_once_and_another_moderator_judges(moderators, announced):
    first, second = moderators
    case = hidden(first)
    del announced[:]
    actions.appeal(report=case, text="Det er ikke reklame", by=VISITOR, at=NOW)
    assert refusal(lambda: actions.appeal(report=case, text="Igen", by=VISITOR, at=NOW)) == (
        "report_takes_no_appeal",
        None,
    )

    def judge(by, grant=True):
        return actions.decide_appeal(report=case, grant=grant, reason="Enig", by=by, at=NOW)

    assert refusal(lambda: judge(first)) == ("report_same_moderator", None)
    judged = judge(second)
    assert (judged.is_appeal_granted, Need.objects.get().hidden_at) == (True, None)
    assert announced == [("AppealReceived", case.pk), ("NeedShown", case.need_id), ("AppealDecided", case.pk)]
    assert refusal(lambda: judge(second)) == ("report_takes_no_appeal", None)


def test_an_appeal_may_be_refused_and_the_text_stays_hidden(moderators):
    first, second = moderators
    case = hidden(first)
    actions.appeal(report=case, text="Nej", by=VISITOR, at=NOW)
    judged = actions.decide_appeal(report=case, grant=False, reason="Det er reklame", by=second, at=NOW)
    assert (judged.is_appeal_granted, Need.objects.get().hidden_at) == (False, NOW)


def test_where_there_is_one_moderator_that_one_judges():
    only = actor_of(make_member(role="moderator"))
    case = hidden(only)
    actions.appeal(report=case, text="Nej", by=VISITOR, at=NOW)
    assert actions.decide_appeal(report=case, grant=True, reason="Enig", by=only, at=NOW).is_appeal_granted


def test_a_solution_is_hidden_and_shown_like_a_need(moderators, announced):
    first, second = moderators
    solution = make_solution(published=True)
    del announced[:]
    case = actions.decide(report=make_report(solution=solution), hide=True, reason="Reklame", by=first, at=NOW)
    solution.refresh_from_db()
    assert (solution.hidden_at, solution.hidden_reason) == (NOW, "Reklame")
    actions.appeal(report=case, text="Nej", by=VISITOR, at=NOW)
    actions.decide_appeal(report=case, grant=True, reason="Enig", by=second, at=NOW)
    solution.refresh_from_db()
    assert solution.hidden_at is None
    names = ["SolutionHidden", "ReportDecided", "AppealReceived", "SolutionShown", "AppealDecided"]
    assert [name for name, *_ids in announced] == names


def appealed(subject, by, reason):
    """Two decisions about one text are two reports, each hidden and each appealed."""
    kind = {type(subject).__name__.lower(): subject}
    case = actions.decide(report=make_report(**kind), hide=True, reason=reason, by=by, at=NOW)
    return actions.appeal(report=case, text="Nej", by=VISITOR, at=NOW)


@pytest.mark.parametrize("make", [make_need, lambda: make_solution(published=True), make_direction, make_placement])
def test_a_text_that_two_decisions_hide_is_back_when_both_are_overturned(make, moderators, announced):
    first, second = moderators
    subject = make()
    older, newer = (appealed(subject, first, reason) for reason in ("Reklame", "Nævner en person"))
    subject.refresh_from_db()
    assert subject.hidden_reason == "Nævner en person"
    del announced[:]
    actions.decide_appeal(report=newer, grant=True, reason="Enig", by=second, at=NOW + timedelta(days=1))
    subject.refresh_from_db()
    assert (subject.hidden_at, subject.hidden_reason) == (NOW, "Reklame")
    assert announced == [("AppealDecided", newer.pk)]
    actions.decide_appeal(report=older, grant=True, reason="Enig", by=second, at=NOW + timedelta(days=1))
    subject.refresh_from_db()
    assert (subject.hidden_at, subject.hidden_reason) == (None, "")


def test_a_decision_that_let_the_text_stand_or_whose_appeal_failed(moderators):
    first, second = moderators
    need = make_need()
    actions.decide(report=make_report(need=need), hide=False, reason="Sagligt", by=first, at=NOW)
    lost, won = (appealed(need, first, reason) for reason in ("Reklame", "Forkert"))
    actions.decide_appeal(report=lost, grant=False, reason="Det er reklame", by=second, at=NOW)
    actions.decide_appeal(report=won, grant=True, reason="Enig", by=second, at=NOW)
    need.refresh_from_db()
    assert need.hidden_reason == "Reklame"


@pytest.mark.django_db(transaction=True)
def test_two_appeals_granted_at_once_see_each_other():
    moderator = actor_of(make_member(role="moderator"))
    need = make_need()
    cases = [appealed(need, moderator, reason) for reason in ("Reklame", "Forkert")]

    def grant(case):
        try:
            actions.decide_appeal(report=case, grant=True, reason="Enig", by=moderator, at=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=grant, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    need.refresh_from_db()
    assert need.hidden_at is None
