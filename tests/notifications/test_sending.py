"""The state machine of sending, with the worker killed and the mail server failing at every step."""

import threading
from datetime import timedelta
from importlib import import_module
from smtplib import SMTPConnectError, SMTPRecipientsRefused

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.notifications import make_mail
from tests.notifications import backends
from tests.notifications.backends import HUNG_UP, REFUSED_FOR_GOOD, REFUSED_FOR_NOW, Killed

from lysning.core import clock
from lysning.notifications import rules
from lysning.notifications.actions import expire_sending, requeue_forgotten, send
from lysning.notifications.models import Mail

write = import_module("lysning.notifications.actions.write")
BACKEND = "tests.notifications.backends.Server"


@pytest.fixture(autouse=True)
def server(settings):
    settings.EXAMPLE_MODE = False
    settings.MAIL_BACKEND = BACKEND
    backends.TAKEN.clear()
    backends.PLAN.clear()
    return backends.PLAN


def go(mail, at=None):
    left = send(mail_id=mail.pk, at=at or clock.now())
    mail.refresh_from_db()
    return left


def jobs():
    return ProcrastinateJob.objects.filter(task_name=write.SEND_TASK)


def test_a_mail_is_sent_once():
    mail = make_mail(to="bo@kommune.dk", reply_to="svar@firma.dk")
    assert go(mail) == "sent"
    assert [go(mail) for _ in range(3)] == [None] * 3
    (message,) = backends.TAKEN
    assert (message.to, message.reply_to) == (["bo@kommune.dk"], ["svar@firma.dk"])
    assert message.message()["Message-ID"] == mail.message_id
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert mail.sent_at is not None


@pytest.mark.parametrize(("point", "is_taken"), [("open", False), ("before", False), ("after", True), ("close", True)])
def test_killed_at_any_step_a_mail_is_neither_lost_nor_sent_again(server, point, is_taken):
    mail, at = make_mail(), clock.now()
    server[point] = Killed()
    with pytest.raises(Killed):
        go(mail, at)
    server.clear()
    mail.refresh_from_db()
    assert mail.state == "sending"
    assert go(mail, at + timedelta(hours=1)) is None
    assert expire_sending(at=at + timedelta(minutes=9)) == 0
    assert expire_sending(at=at + timedelta(minutes=11)) == 1
    mail.refresh_from_db()
    assert mail.state == "uncertain"
    assert go(mail, at + timedelta(hours=1)) is None
    assert len(backends.TAKEN) == is_taken


def test_killed_before_it_is_taken_a_mail_is_found_again():
    at = clock.now()
    mail = make_mail(at=at)
    assert requeue_forgotten(at=at + timedelta(minutes=9)) == 0
    assert requeue_forgotten(at=at + timedelta(minutes=11)) == 1
    assert jobs().count() == 1
    assert go(mail, at + timedelta(minutes=11)) == "sent"
    assert requeue_forgotten(at=at + timedelta(minutes=30)) == 0


def test_refused_for_now_it_is_tried_again_later_and_given_up_at_last(server):
    mail, at = make_mail(), clock.now()
    server["before"] = REFUSED_FOR_NOW
    for number, wait in enumerate(rules.WAITS, start=1):
        assert go(mail, at) == "queued"
        assert (mail.attempts, mail.next_try_at) == (number, at + wait)
        assert go(mail, at + wait - timedelta(seconds=1)) is None
        assert jobs().count() == number
        at += wait
    assert go(mail, at) == "failed"
    assert "greylisted" in mail.error
    assert backends.TAKEN == []


def test_after_a_refusal_it_can_still_arrive(server):
    mail, at = make_mail(), clock.now()
    server["open"] = ConnectionRefusedError("nobody there")
    assert go(mail, at) == "queued"
    server.clear()
    assert go(mail, at + rules.WAITS[0]) == "sent"
    assert (mail.attempts, mail.error) == (2, "")


@pytest.mark.parametrize(
    ("point", "error", "state"),
    [
        ("open", TimeoutError(), "queued"),
        ("open", SMTPConnectError(421, b"busy"), "queued"),
        ("before", REFUSED_FOR_GOOD, "failed"),
        ("before", SMTPRecipientsRefused({"x": (550, b"unknown")}), "failed"),
        ("before", HUNG_UP, "uncertain"),
        ("after", TimeoutError(), "uncertain"),
        ("after", HUNG_UP, "uncertain"),
        ("close", OSError("hung up"), "sent"),
    ],
)
def test_what_each_failure_means(server, point, error, state):
    mail = make_mail()
    server[point] = error
    assert go(mail) == state


def test_an_uncertain_mail_is_never_sent_by_itself(server):
    mail, at = make_mail(), clock.now()
    server["after"] = HUNG_UP
    go(mail, at)
    server.clear()
    later = at + timedelta(days=30)
    assert (expire_sending(at=later), requeue_forgotten(at=later), go(mail, later)) == (0, 0, None)
    assert len(backends.TAKEN) == 1
    assert jobs().count() == 0


@pytest.mark.parametrize("poison", [{"to": "a@b.dk\nBcc: x@ond.dk"}, {"subject": "Hej\nBcc: x@ond.dk"}])
def test_a_poison_mail_fails_and_the_next_one_goes(poison):
    bad, good = make_mail(**poison), make_mail()
    assert go(bad) == "failed"
    assert go(good) == "sent"
    assert [message.recipients() for message in backends.TAKEN] == [[good.to]]


@pytest.mark.parametrize(("mode", "is_example"), [(True, False), (False, True)])
def test_example_mails_never_leave_the_machine(settings, mode, is_example):
    settings.EXAMPLE_MODE = mode
    mail = make_mail(is_example=is_example)
    assert go(mail) == "sent"
    assert backends.TAKEN == []


def test_unsubscribing_is_offered_in_the_header_of_what_can_be_stopped():
    for kind in ("enquiry", "account"):
        go(make_mail(kind=kind))
    headers = [message.message()["List-Unsubscribe"] for message in backends.TAKEN]
    assert headers[0].startswith("<http://testserver/post/afmeld/")
    assert headers[1] is None
    assert backends.TAKEN[0].message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db(transaction=True)
def test_of_ten_workers_one_sends(settings):
    mail, left = make_mail(), []

    def work():
        try:
            left.append(send(mail_id=mail.pk, at=clock.now()))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(left, key=str) == [None] * 9 + ["sent"]
    assert len(backends.TAKEN) == 1


@pytest.mark.django_db(transaction=True)
def test_sending_is_written_in_a_commit_of_its_own(server):
    """What another connection sees while the mail server is still thinking."""
    mail, seen = make_mail(), []

    def look():
        seen.append(Mail.objects.get(pk=mail.pk).state)
        connection.close()

    original = backends.Server.send_messages

    def send_messages(self, messages):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        return original(self, messages)

    backends.Server.send_messages = send_messages
    try:
        assert go(mail) == "sent"
    finally:
        backends.Server.send_messages = original
    assert seen == ["sending"]
