"""The weekly mail about what people follow: everybody is written to, quiet or recorded as failed, and nobody twice."""

from datetime import timedelta

import pytest
from django.db.models import F
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_area, make_solution, make_version
from tests.factories.directory import make_municipality, make_post
from tests.factories.enquiries import make_enquiry, make_published
from tests.factories.needs import make_need
from tests.factories.notifications import make_subscription
from tests.factories.taxonomy import make_role, make_topic

from lysning.accounts.actions import suppress_address
from lysning.catalogue.actions import hide_solution, publish_solution, withdraw_solution
from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.needs.models import Need
from lysning.notifications.actions import digest, write_digests
from lysning.notifications.models import Digest, Mail, Subscription
from lysning.taxonomy.actions import merge_topic
from lysning.taxonomy.queries import areas, topics

ADDRESS = "borger@eksempel.dk"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _forget():
    areas.forget(), topics.forget()
    yield
    areas.forget(), topics.forget()


@pytest.fixture
def at():
    """A round a day from now, so that what a test does now is in it; the one before ended now."""
    now = clock.now()
    Digest.objects.create(week="before", since=now - 7 * DAY, until=now - DAY, started_at=now, finished_at=now)
    return now + DAY


def follow(follower=ADDRESS, at=None, **what):
    return make_subscription(follower, at=at or clock.now() - DAY, **what)


def mail_to(email=ADDRESS):
    return Mail.objects.filter(kind="followed", to=email).first()


def counts(round_):
    return round_.address_count, round_.written_count, round_.stopped_count, round_.quiet_count, round_.failed_count


# --- what is told, to whom, and why -----------------------------------------------------------------------------------------


def test_a_new_solution_is_told_to_those_whom_it_concerns_with_the_reason(at):
    area = make_area("aeldre-sundhed", "Ældre og pleje")
    topic = make_topic("sensor", areas=[area])
    follow("omraade@eksempel.dk", area=area), follow("emne@eksempel.dk", topic=topic)
    follow("soeger@eksempel.dk", query="fald på plejehjem"), follow("soeger-andet@eksempel.dk", query="cykelsti")
    follow("filter@eksempel.dk", marks=["area:aeldre-sundhed", "maturity:tested"])
    follow("andet-filter@eksempel.dk", marks=["maturity:idea"]), follow("alt@eksempel.dk")
    solution = make_solution(topics=["sensor"])
    round_ = write_digests(at=at)
    assert counts(round_) == (7, 5, 0, 2, 0)
    reasons = {
        "omraade": "Fordi du følger »Ældre og pleje«.",
        "emne": f"Fordi du følger »{topic.name_da}«.",
        "soeger": "Fordi du følger søgningen »fald på plejehjem«.",
        "filter": "Fordi du følger søgningen Ældre og pleje, Afprøvet.",
        "alt": "Fordi du følger alle nye løsninger.",
    }
    for name, reason in reasons.items():
        mail = mail_to(f"{name}@eksempel.dk")
        assert reason in mail.text
        assert f"http://testserver/loesninger/{solution.slug}/" in mail.text
        assert f'href="http://testserver/loesninger/{solution.slug}/"' in mail.html


def test_each_other_event_is_told_to_its_followers(at):
    solution, gone = make_solution(at=at - 9 * DAY), make_solution(title="Væk", at=at - 9 * DAY)
    enquiry = make_enquiry("together", offered_at=at - 4 * DAY)
    place = enquiry.municipality
    old = make_need(place, title="Gammelt behov", created_at=at - 20 * DAY)
    for row in (solution, gone, enquiry.version.solution):
        follow(solution=row, at=at - 6 * DAY)
    follow(municipality=place, at=at - 6 * DAY)
    now = clock.now()
    publish_solution(version=make_version(solution, title="Sål, nu tyndere", at=now), by=SYSTEM, at=now)
    withdraw_solution(solution=gone, reason="x", by=SYSTEM, at=now)
    make_need(place, title="Nyt behov", created_at=now)
    Need.objects.filter(pk=old.pk).update(closed_at=now, closing_note="Løst")
    enquiry.answered_at = now
    enquiry.save()
    write_digests(at=at)
    text = mail_to().text
    for said in ("Ny version af løsningen", "Leverandøren har trukket den tilbage", "Nyt behov", "Et behov er lukket"):
        assert said in text
    assert "1 kommune har svaret om den" in text
    assert "har svaret på 1 henvendelse" in text
    assert Mail.objects.count() == 1


def test_the_same_thing_stands_once_with_all_its_reasons(at):
    area = make_area("aeldre-sundhed", "Ældre og pleje")
    follow(area=area), follow(query="plejehjem"), follow(marks=["maturity:tested"])
    make_solution()
    write_digests(at=at)
    text = mail_to().text
    assert text.count("http://testserver/loesninger/") == 1
    assert "Fordi du følger søgningen »plejehjem«, søgningen Afprøvet og 1 ting mere." in text


def test_ten_lines_at_most_and_the_rest_is_counted(at):
    area = make_area("aeldre-sundhed")
    follow(area=area)
    for number in range(12):
        make_solution(title=f"Løsning {number}")
    write_digests(at=at)
    mail = mail_to()
    assert mail.text.count("http://testserver/loesninger/") == 10
    assert "2 nyheder mere, end der er plads til" in mail.text
    assert mail.subject == "Denne uge: 12 nyheder til dig"


def test_a_search_tells_of_what_stands_among_its_ten_best(at, monkeypatch):
    monkeypatch.setattr("lysning.notifications.queries.news.BEST", 2)
    follow(query="fald")
    for number in range(2):
        make_solution(title=f"Fald, fald og fald {number}", problem="Fald.", description="Fald.", at=at - 9 * DAY)
    make_solution(title="Cykler", problem="Nogle cykler.", audience="Alle", description="En mand kan falde, siger de.")
    assert counts(write_digests(at=at)) == (1, 0, 0, 1, 0)
    make_solution(title="Fald fald fald fald", problem="Fald.", audience="Fald", description="Fald.", at=at + DAY)
    assert counts(write_digests(at=at + 7 * DAY)) == (1, 1, 0, 0, 0)


def test_what_was_there_before_one_followed_it_is_no_news(at):
    make_solution()
    make_subscription(ADDRESS, at=clock.now() + timedelta(hours=1))
    assert counts(write_digests(at=at)) == (1, 0, 0, 1, 0)


def test_what_is_hidden_or_not_published_is_told_to_nobody(at):
    follow(), follow(query="sål")
    hide_solution(solution=make_solution(), reason="x", by=SYSTEM, at=clock.now())
    make_solution(published=False)
    need = make_need(area=make_area("aeldre-sundhed"), created_at=clock.now(), hidden_at=clock.now(), hidden_reason="x")
    follow(area=need.area), follow(municipality=need.municipality)
    assert counts(write_digests(at=at)) == (1, 0, 0, 1, 0)


def test_a_topic_that_is_merged_is_followed_as_what_it_has_become(at):
    area = make_area("aeldre-sundhed")
    old, new = make_topic("gammelt", areas=[area]), make_topic("nyt", areas=[area])
    follow("emne@eksempel.dk", topic=old), follow("soeger@eksempel.dk", marks=["topic:gammelt"])
    merge_topic(topic=old, into=new, revision=old.revision, by=SYSTEM, at=clock.now())
    topics.forget()
    make_solution(topics=["nyt"])
    assert counts(write_digests(at=at)) == (2, 2, 0, 0, 0)
    assert new.name_da in mail_to("emne@eksempel.dk").text


def test_what_strangers_write_is_neither_a_link_nor_markup_nor_a_header(at):
    follow()
    make_solution(title="Hej <b>www.ond.dk</b>")
    write_digests(at=at)
    mail = mail_to()
    assert "www.ond.dk" not in mail.text + mail.html
    assert "<b>" not in mail.html


def test_each_reader_in_the_own_language(at):
    follow(make_user("eng@eksempel.dk", language="en")), follow(ADDRESS)
    make_solution()
    write_digests(at=at)
    assert "Because you follow all new solutions." in mail_to("eng@eksempel.dk").text
    assert mail_to().language == "da"


# --- one mail a week, to everybody, once -------------------------------------------------------------------------------------


def test_a_quiet_week_sends_nothing(at):
    follow()
    assert counts(write_digests(at=at)) == (1, 0, 0, 1, 0)
    assert Mail.objects.count() == 0


def test_a_second_run_in_the_week_writes_nothing_and_nothing_falls_between_two_rounds(at):
    follow()
    make_solution(title="Den første")
    first = write_digests(at=at)
    assert write_digests(at=at + timedelta(hours=1)).pk == first.pk
    assert Mail.objects.count() == ProcrastinateJob.objects.filter(task_name="notifications.send_mail").count() == 1
    late = make_solution(title="I de sidste minutter")
    type(late).objects.filter(pk=late.pk).update(published_at=first.until + timedelta(seconds=1))
    second = write_digests(at=at + 7 * DAY)
    assert second.since == first.until
    assert [("Den første" in mail.text, "sidste minutter" in mail.text) for mail in Mail.objects.order_by("pk")] == [
        (True, False),
        (False, True),
    ]


def test_enquiries_that_wait_and_news_come_in_one_mail(at):
    area = make_area("aeldre-sundhed")
    make_solution(), make_solution()
    post = make_post(make_municipality(), make_role(), email=ADDRESS, mail_mode="weekly")
    for number in range(9):
        make_enquiry(
            version=make_published(title=f"Venter {number}", at=at - 3 * DAY), post=post, offered_at=at - 2 * DAY
        )
    follow(make_user(ADDRESS), area=area), follow(ADDRESS)
    write_digests(at=at)
    (mail,) = Mail.objects.all()
    assert mail.kind == "digest"
    assert mail.subject == "Denne uge: 9 henvendelser venter"
    assert mail.text.count("http://testserver/loesninger/") == 1
    assert "én nyhed mere" in mail.text


@pytest.mark.parametrize("block", [1, 3, 500])
def test_every_follower_is_written_to_quiet_or_recorded_as_failed(at, monkeypatch, block):
    monkeypatch.setattr(digest, "BLOCK", block)
    area = make_area("aeldre-sundhed")
    for number in range(3):
        follow(f"med{number}@eksempel.dk", area=area), follow(make_user(f"konto{number}@eksempel.dk"), area=area)
        follow(f"stille{number}@eksempel.dk", query="cykelsti")
    follow("stoppet@eksempel.dk", area=area), follow("ukendt@eksempel.dk", area=area)
    make_subscription("ubekraeftet@eksempel.dk", area=area, confirmed=False)
    Subscription.objects.filter(email="ukendt@eksempel.dk").update(email="ingen adresse")
    suppress_address(email="stoppet@eksempel.dk", reason="bounced", by=SYSTEM, at=clock.now())
    make_solution()
    round_ = write_digests(at=at)
    assert counts(round_) == (11, 6, 1, 3, 1)
    assert (round_.last_email, round_.finished_at) == ("", at)
    assert Mail.objects.filter(state="queued").values("to").distinct().count() == 6
    assert dict(Mail.objects.exclude(state="queued").values_list("to", "state")) == {
        "stoppet@eksempel.dk": "suppressed",
        "ingen adresse": "failed",
    }


def test_one_that_cannot_be_written_keeps_nobody_else_from_the_mail(at, monkeypatch):
    follow("a@eksempel.dk"), follow("b@eksempel.dk"), follow("c@eksempel.dk")
    make_solution()
    whole = digest.digest_words

    def words(kind, email, *rest, **more):
        if email.startswith("b"):
            raise RuntimeError("broken")
        return whole(kind, email, *rest, **more)

    monkeypatch.setattr(digest, "digest_words", words)
    assert counts(write_digests(at=at)) == (3, 2, 0, 0, 1)
    failed = Mail.objects.get(to="b@eksempel.dk")
    assert (failed.state, failed.error) == ("failed", "RuntimeError: broken")


class Killed(BaseException):
    """The worker dies."""


@pytest.mark.parametrize("dies_at", range(4))
def test_a_round_that_was_interrupted_goes_on_where_it_was(at, monkeypatch, dies_at):
    monkeypatch.setattr(digest, "BLOCK", 2)
    for number in range(7):
        follow(f"nummer{number}@eksempel.dk")
    make_solution()
    whole, calls = digest.write_messages, []

    def write(drafts, **more):
        calls.append(len(drafts))
        stored = whole(drafts, **more)
        if len(calls) == dies_at + 1:
            raise Killed
        return stored

    monkeypatch.setattr(digest, "write_messages", write)
    with pytest.raises(Killed):
        write_digests(at=at)
    assert Mail.objects.count() == 2 * dies_at
    make_solution(title="Til næste uge", at=at + DAY)
    write_digests(at=at + 7 * DAY)
    assert Mail.objects.filter(cause__startswith=f"digest:{Digest.objects.order_by('until')[1].week}:").count() == 7
    assert Mail.objects.count() == 14
    for round_ in Digest.objects.exclude(week="before"):
        assert counts(round_) == (7, 7, 0, 0, 0)
    assert Digest.objects.filter(since=F("until")).count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_reading_asks_a_fixed_number_of_queries(at, count, django_assert_num_queries):
    area = make_area("aeldre-sundhed")
    for number in range(count):
        follow(f"nummer{number}@eksempel.dk", area=area)
        follow(f"nummer{number}@eksempel.dk", municipality=make_municipality())
        make_solution(), make_need(area=area, created_at=at + DAY)
    write_digests(at=at)
    Solution.objects.update(published_at=at + DAY)
    with django_assert_num_queries(52):
        assert write_digests(at=at + 7 * DAY).written_count == count


def test_an_address_with_and_without_an_account_gets_one_mail(at):
    follow(make_user(ADDRESS)), follow(ADDRESS, area=make_area("aeldre-sundhed"))
    make_solution()
    assert counts(write_digests(at=at)) == (1, 1, 0, 0, 0)


def test_examples_never_leave_the_machine(at):
    follow()
    solution = make_solution()
    type(solution).objects.filter(pk=solution.pk).update(is_example=True)
    write_digests(at=at)
    assert mail_to().is_example
    assert "(eksempel)" in mail_to().text
