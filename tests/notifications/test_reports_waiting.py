"""What the moderators are told, and how seldom."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.accounts import actor_of, make_member
from tests.factories.moderation import make_report
from tests.factories.needs import make_need

from lysning.core.actors import VISITOR
from lysning.moderation import actions as moderation
from lysning.moderation import queries
from lysning.notifications import tasks
from lysning.notifications.actions.moderation_letters import write_waiting
from lysning.notifications.models import Mail

MORNING = datetime(2026, 11, 24, 5, 10, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
KIND = "reports_waiting"


@pytest.fixture
def moderators():
    return [make_member(role="moderator", language=language) for language in ("da", "en")]


@pytest.fixture
def clock_at(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr("lysning.core.clock.now", lambda: moment)

    return set_to


def report(at, need=None):
    return moderation.report(
        subject=need or make_need(), reason="other", text="Se her", email="", address_hash="x", by=VISITOR, at=at
    )


def mails():
    return list(Mail.objects.filter(kind=KIND).order_by("created_at", "pk").values_list("to", "subject"))


def test_a_new_report_is_told_to_each_moderator_in_their_language(moderators, clock_at):
    make_member(role="operator")
    clock_at(MORNING)
    report(MORNING)
    danish, english = moderators
    assert mails() == [(danish.email, "En indberetning venter"), (english.email, "One report waits")]
    mail = Mail.objects.get(to=danish.email)
    assert "En indberetning eller anke venter på en moderator. Den ældste kom 24. november 2026." in mail.text
    assert "http://testserver/indberetning/\n" in mail.text
    assert 'href="http://testserver/indberetning/"' in mail.html
    assert "The oldest came on 24 November 2026." in Mail.objects.get(to=english.email).html
    assert mail.state == "queued"


def test_more_reports_the_same_day_are_told_the_next_morning_and_then_no_more(moderators, clock_at):
    for hour in range(3):
        clock_at(MORNING + timedelta(hours=hour))
        report(MORNING + timedelta(hours=hour))
    assert len(mails()) == 2
    clock_at(MORNING + ONE_DAY)
    tasks.reports_waiting(0)
    tasks.reports_waiting(0)
    assert [subject for _to, subject in mails()[2:]] == ["3 indberetninger venter", "3 reports wait"]
    clock_at(MORNING + 2 * ONE_DAY)
    tasks.reports_waiting(0)
    assert len(mails()) == 4


def test_nothing_that_waits_is_no_mail(moderators):
    assert write_waiting(at=MORNING) == 0
    make_report(created_at=MORNING, decided_at=MORNING, is_upheld=False, decision_reason="Det må stå")
    assert write_waiting(at=MORNING) == 0
    assert mails() == []


def test_an_appeal_waits_from_when_it_came(moderators, clock_at):
    case = make_report(created_at=MORNING, decided_at=MORNING, is_upheld=True, decision_reason="Reklame")
    clock_at(MORNING + 3 * ONE_DAY)
    moderation.appeal(
        report=case,
        text="Nej",
        by=actor_of(make_member(case.need.municipality, "coordinator")),
        at=MORNING + 3 * ONE_DAY,
    )
    assert "Den ældste kom 27. november 2026." in Mail.objects.get(kind=KIND, language="da").text


def test_a_moderator_who_is_new_hears_of_what_waits_with_the_next_one(clock_at):
    clock_at(MORNING)
    report(MORNING)
    assert mails() == []
    newcomer = make_member(role="moderator")
    assert write_waiting(at=MORNING + ONE_DAY) == 1
    assert mails() == [(newcomer.email, "En indberetning venter")]


@pytest.mark.parametrize(("examples", "is_example"), [((True, True), True), ((True, False), False)])
def test_a_mail_about_examples_alone_stays_inside(moderators, examples, is_example):
    for each in examples:
        make_report(need=make_need(is_example=each), created_at=MORNING)
    write_waiting(at=MORNING)
    assert set(Mail.objects.values_list("is_example", flat=True)) == {is_example}


@pytest.mark.parametrize("number", [1, 3])
def test_what_waits_is_one_query(number, django_assert_num_queries):
    for hour in range(number):
        make_report(created_at=MORNING + timedelta(hours=hour))
    with django_assert_num_queries(1):
        queue = queries.queue()
    assert (queue.number, queue.oldest_at) == (number, MORNING)
    assert queue.newest_at == MORNING + timedelta(hours=number - 1)
