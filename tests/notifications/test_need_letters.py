"""Mails about needs: who gets one, who does not, and what the week's mail says to those who follow a need."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.factories.accounts import actor_of, make_member, make_user
from tests.factories.directory import make_municipality, make_post
from tests.factories.needs import make_answer, make_cosignature, make_joining, make_need
from tests.factories.notifications import make_mail, make_subscription

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.needs import actions
from lysning.needs.models import Need
from lysning.notifications import tasks
from lysning.notifications.actions import digest, need_letters, write_digests
from lysning.notifications.models import Digest, Mail, Subscription

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind):
    return sorted(Mail.objects.filter(kind=kind).values_list("to", flat=True))


@pytest.fixture
def coordinated():
    """A municipality with somebody to write to."""

    def make(email, **facts):
        place = make_municipality()
        make_member(place, role="coordinator", email=email)
        return place

    return make


def test_who_described_a_need_hears_who_cosigns_and_nobody_else(coordinated):
    need = make_need(coordinated("egen@kommune.dk"))
    make_cosignature(need, coordinated("første@kommune.dk"))
    other = coordinated("anden@kommune.dk")
    actions.cosign_need(
        need=need, municipality=other, post=None, people_concerned=7, words="Også her", by=SYSTEM, at=clock.now()
    )
    assert told("need_cosigned") == ["egen@kommune.dk"]
    assert "Også her" in Mail.objects.get(kind="need_cosigned").text


def test_the_post_that_declared_it_is_written_to_before_the_coordinator(coordinated):
    place = coordinated("koordinator@kommune.dk")
    need = make_need(place, post=make_post(place, email="post@kommune.dk"))
    actions.cosign_need(
        need=need,
        municipality=make_municipality(),
        post=None,
        people_concerned=None,
        words="Også her",
        by=SYSTEM,
        at=clock.now(),
    )
    assert told("need_cosigned") == ["post@kommune.dk"]


def test_a_citizen_hears_the_answer_and_each_new_version_of_it(coordinated):
    user, now = make_user("borger@eksempel.dk"), clock.now()
    need = make_need(coordinated("egen@kommune.dk"), is_citizens=True, created_by=user)
    for after, text in enumerate(["Vi prøver det.", "Vi prøver det i maj."]):
        actions.answer_need(need=need, after=after, text=text, post=None, by=SYSTEM, at=now)
    assert told("need_replied") == ["borger@eksempel.dk"] * 2
    own = make_need(coordinated("tredje@kommune.dk"))
    actions.answer_need(need=own, after=0, text="Til os selv", post=None, by=SYSTEM, at=now)
    assert len(told("need_replied")) == 2


def test_all_who_gave_something_are_told_of_a_joining_and_asked(coordinated):
    user, now = make_user("borger@eksempel.dk"), clock.now()
    need = make_need(coordinated("egen@kommune.dk"))
    into = make_need(coordinated("fjern@kommune.dk"), is_citizens=True, created_by=user)
    make_cosignature(need, coordinated("med@kommune.dk"))
    make_cosignature(into, coordinated("der@kommune.dk"))
    actions.join_need(need=need, into=into, reason="Samme sag", by=SYSTEM, at=now)
    assert told("need_joined") == ["egen@kommune.dk", "med@kommune.dk"]
    assert told("need_joined_here") == ["borger@eksempel.dk", "der@kommune.dk"]
    asked = Mail.objects.get(to="med@kommune.dk")
    assert reverse("needs:cosign", args=[into.slug]) in asked.text
    actions.separate_need(need=need, reason="To sager", by=SYSTEM, at=now)
    assert told("need_separated") == ["borger@eksempel.dk", "der@kommune.dk", "egen@kommune.dk", "med@kommune.dk"]


def test_the_moderators_hear_that_a_citizens_need_waits():
    make_member(role="moderator", email="moderator@lysning.dk")
    user = make_user()
    facts = actions.NeedFacts(area=make_need().area, title="Bus om søndagen", description="Ingen bus.")
    actions.submit_need(municipality=make_municipality(), facts=facts, user=user, by=actor_of(user), at=clock.now())
    assert told("reports_waiting") == ["moderator@lysning.dk"]
    assert told("let_through") == []


def test_mails_with_support_links_are_deleted_and_others_are_not():
    now = clock.now()
    old = {"at": now - 2 * DAY, "kind": "support"}
    for state in ("sent", "failed", "suppressed", "uncertain", "queued", "sending"):
        make_mail(state, **old)
    make_mail("sent", kind="support", at=now)
    make_mail("sent", kind="invitation", at=now - 2 * DAY)
    tasks.forget_support_mails(0)
    assert sorted(Mail.objects.values_list("kind", "state")) == [
        ("invitation", "sent"),
        ("support", "queued"),
        ("support", "sending"),
        ("support", "sent"),
    ]
    assert need_letters.forget_support_mails(at=now) == 0


@pytest.fixture
def at():
    """A round a day from now; the one before ended now."""
    now = clock.now()
    Digest.objects.create(week="before", since=now - 7 * DAY, until=now - DAY, started_at=now, finished_at=now)
    return now + DAY


def week_of(need, at, email="borger@eksempel.dk"):
    make_subscription(email, need=need, at=clock.now() - DAY)
    digest.write_digests(at=at) if hasattr(digest, "write_digests") else write_digests(at=at)
    mail = Mail.objects.filter(kind="followed", to=email).first()
    return mail.text if mail else ""


@pytest.mark.parametrize(
    ("come", "words"),
    [
        (lambda need, now: make_answer(need, created_at=now), "Kommunen har svaret på behovet"),
        (lambda need, now: make_cosignature(need, created_at=now), "1 kommune har skrevet under"),
        (lambda need, now: make_joining(need, make_need(), joined_at=now), "Skal din støtte også tælle dér?"),
        (
            lambda need, now: make_joining(need, make_need(), separated_at=now, separation_reason="x"),
            "Behovet står for sig selv igen",
        ),
        (lambda need, now: make_joining(make_need(), need, joined_at=now), "Et andet behov er lagt ind under det"),
        (lambda need, now: Need.objects.filter(pk=need.pk).update(closed_at=now, closing_note="x"), "lukket"),
    ],
)
def test_who_follows_a_need_hears_on_monday_what_came_of_it(at, come, words):
    need = make_need(created_at=clock.now() - 9 * DAY)
    come(need, clock.now())
    assert words in week_of(need, at)


def test_who_follows_another_need_hears_nothing_and_what_is_hidden_is_not_told(at):
    need, other = make_need(created_at=clock.now() - 9 * DAY), make_need(created_at=clock.now() - 9 * DAY)
    make_answer(need, created_at=clock.now())
    Need.objects.filter(pk=need.pk).update(hidden_at=clock.now(), hidden_reason="x")
    make_subscription("a@eksempel.dk", need=need, at=clock.now() - DAY)
    assert week_of(other, at) == ""
    assert Mail.objects.filter(kind="followed").count() == 0


def test_what_joined_is_told_before_what_was_answered(at):
    need, now = make_need(created_at=clock.now() - 9 * DAY), clock.now()
    (
        make_answer(need, created_at=now),
        make_joining(need, make_need(), joined_at=now),
        make_cosignature(need, created_at=now),
    )
    assert "Skal din støtte også tælle dér?" in week_of(need, at)


def test_a_need_is_followed_from_its_page_and_by_its_supporters_once(client):
    need, now = make_need(), clock.now()
    page = client.get(reverse("needs:need", args=[need.slug])).text
    assert f"?slags=need&amp;hvad={need.slug}" in page
    asked = client.get(f"{reverse('notifications:follow')}?slags=need&hvad={need.slug}")
    assert need.title in asked.text
    hidden = make_need(hidden_at=now, hidden_reason="x")
    assert client.get(f"{reverse('notifications:follow')}?slags=need&hvad={hidden.slug}").status_code == 404
    from lysning.notifications.actions.following import follow_confirmed
    from lysning.notifications.rules import Wanted

    make_subscription("ida@eksempel.dk", need=need, confirmed=False)
    for _again in range(2):
        follow_confirmed(wanted=Wanted("need", need.pk), email="Ida@eksempel.dk", language="da", at=now)
    assert Subscription.objects.get().confirmed_at == now
