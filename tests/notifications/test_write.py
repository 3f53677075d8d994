import threading
from datetime import timedelta
from email import message_from_string

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection, transaction
from django.utils.translation import get_language
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.accounts import make_user

from lysning.accounts.actions import suppress_address
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.notifications.actions import write_mail
from lysning.notifications.actions.write import Recipient, write_each
from lysning.notifications.models import Mail


def invitation(**changes):
    at = clock.now()
    context = {
        "inviter": "Anna",
        "place": "Randers Kommune",
        "role": "leder",
        "url": "http://testserver/konto/invitation/abc/",
        "expires_at": at + timedelta(days=14),
    }
    facts = {"cause": "invitation:1", "kind": "invitation", "to": "bo@randers.dk", "language": "da", "at": at}
    return write_mail(**{**facts, **changes, "context": context | changes.get("context", {})})


def jobs():
    return ProcrastinateJob.objects.filter(task_name="notifications.send_mail")


def test_the_same_cause_two_hundred_times_is_one_mail_and_one_job():
    mails = {invitation(to=f"p{number}@randers.dk").pk for number in range(200)}
    assert len(mails) == 1
    assert Mail.objects.get().to == "p0@randers.dk"
    assert jobs().count() == 1


def test_the_same_to_each_in_their_language_and_to_who_is_new_later(django_assert_num_queries):
    """Five queries for three as for one; an example person's mail is an example though what it tells is real."""
    at, languages = clock.now(), []
    dane, english = make_user(language="da"), make_user(language="en")
    example, nobody = make_user(language="da", is_example=True), Recipient("", "da", "nobody")

    def say():
        languages.append(get_language())
        return {"role": "leder", "place": "Lysning"}

    facts = {"cause": "membership:7:ended", "kind": "membership_ended", "say": say, "at": at}
    with django_assert_num_queries(5 + 2):  # and a savepoint
        mails = write_each([dane, nobody, english, dane, example], **facts)
    assert [mail.to for mail in mails] == [dane.email, english.email, example.email]
    assert [mail.is_example for mail in mails] == [False, False, True]
    assert mails[0].subject != mails[1].subject
    assert mails[0].subject == mails[2].subject
    assert languages == ["da", "en"]
    again = write_each([Recipient(dane.email, "da", str(dane.pk)), Recipient("ny@example.dk", "en", "new")], **facts)
    assert again[0] == mails[0]
    assert Mail.objects.count() == jobs().count() == 4
    about_example = write_each([dane], **facts | {"cause": "membership:8:ended"}, is_example=True)
    assert about_example[0].is_example


@pytest.mark.django_db(transaction=True)
def test_the_same_cause_at_the_same_moment_too():
    found = []

    def work():
        try:
            found.append(invitation().pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(12)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 12
    assert set(found) == {Mail.objects.get().pk}
    assert jobs().filter(args__mail_id=found[0]).count() == 1  # a test with real commits leaves its jobs behind


def test_mail_and_job_stand_or_fall_with_their_cause():
    with transaction.atomic():
        assert invitation().state == "queued"
        transaction.set_rollback(True)
    assert (Mail.objects.count(), jobs().count()) == (0, 0)


@pytest.mark.parametrize(
    ("language", "subject", "day"),
    [
        ("da", "Du er inviteret til Randers Kommune i Lysning", "3. marts 2027"),
        ("en", "You are invited to Randers Kommune in Lysning", "3 March 2027"),
    ],
)
def test_both_languages_plain_and_html(language, subject, day):
    at = clock.now().replace(year=2027, month=3, day=3, hour=12)
    mail = invitation(language=language, context={"expires_at": at})
    assert mail.subject == subject
    for body in (mail.text, mail.html):
        assert day in body
        assert "http://testserver/konto/invitation/abc/" in body
    assert f'<html lang="{language}">' in mail.html
    assert "<" not in mail.text


def test_names_are_text_and_never_links():
    mail = invitation(
        context={
            "inviter": "Hej www.ond.dk <script>alert(1)</script>",
            "place": "http://ond.dk",
            "role": "a\nb\r\nBcc: x",
        }
    )
    for body in (mail.text, mail.html, mail.subject):
        assert "www.ond.dk" not in body
        assert "http://ond.dk" not in body
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "<script>" in mail.text
    assert "\n" not in mail.subject
    assert "a b Bcc:" in mail.text


def test_the_html_fetches_nothing_and_needs_no_table():
    html = invitation().html
    for forbidden in ("<img", "<table", "<link", "url(", "@import", "<script", " style="):
        assert forbidden not in html


def test_where_there_is_no_address_there_is_no_mail():
    assert invitation(to="") is None
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("to", ["ingen-adresse", "a@b.dk\nBcc: x@y.dk", "a" * 300 + "@b.dk", "a@b", "a\u200b@b.dk"])
def test_what_is_no_address_is_a_failed_mail_and_no_job(to):
    assert invitation(to=to).state == "failed"
    assert jobs().count() == 0


def test_a_stopped_address_gets_what_it_asks_for_and_nothing_else():
    suppress_address(email="Bo@Randers.dk", reason="complaint", by=SYSTEM, at=clock.now())
    assert invitation().state == "suppressed"
    assert jobs().count() == 0


def test_bad_characters_do_not_reach_the_database():
    mail = invitation(context={"inviter": "An\x00na\u202e", "place": "R\ud800anders"})
    assert "Anna" in mail.text


# --- Django's own mails ---------------------------------------------------------------------------------------------------


def test_djangos_mails_take_the_same_road():
    message = EmailMultiAlternatives("Hej", "tekst", None, ["a@b.dk", "c@d.dk"], reply_to=["r@e.dk"])
    message.attach_alternative("<p>html</p>", "text/html")
    assert message.send() == 2
    rows = Mail.objects.order_by("to").values_list("to", "kind", "subject", "text", "html", "reply_to", "state")
    assert list(rows) == [
        ("a@b.dk", "account", "Hej", "tekst", "<p>html</p>", "r@e.dk", "queued"),
        ("c@d.dk", "account", "Hej", "tekst", "<p>html</p>", "r@e.dk", "queued"),
    ]
    assert jobs().count() == 2
    assert send_mail("Hej", "igen", None, ["a@b.dk"]) == 1
    assert Mail.objects.count() == 3


def test_attachments_are_refused_rather_than_lost():
    message = EmailMessage("Hej", "tekst", None, ["a@b.dk"])
    message.attach("a.txt", "x")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_the_message_id_is_stable_and_ours():
    mail = invitation()
    assert mail.message_id == f"<{mail.key}@testserver>"
    assert message_from_string(f"Message-ID: {mail.message_id}\n\n")["Message-ID"] == mail.message_id
