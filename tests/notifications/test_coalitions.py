"""What coalitions tell by mail: at once only to those it concerns by name, in the weekly mail to those who follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.accounts import actor_of, client_for, make_member, make_user
from tests.factories.community import (
    AT,
    ask,
    enter,
    make_coalition,
    make_decision,
    make_post,
    make_task,
    participant_of,
    person_of,
    steward_of,
)
from tests.factories.directory import make_municipality
from tests.factories.notifications import make_subscription

from lysning.community import actions
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.notifications.actions import write_digests
from lysning.notifications.models import Digest, Mail, Subscription

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mails():
    return list(Mail.objects.order_by("pk").values_list("kind", "to"))


def newest():
    return Mail.objects.order_by("-pk").first()


def started(**values):
    here = make_municipality("Vejle")
    steward = person_of(here, email="tove@vejle.dk", name="Tove www.ond.dk")
    return make_coalition(here, by=steward, title="Fald <b>om</b> natten", **values), steward


def test_who_looks_after_it_hears_of_a_request_and_who_asked_of_the_answer():
    coalition, steward = started()
    assert mails() == []
    asker = person_of(make_municipality("Aarhus"), email="mette@aarhus.dk")
    member = ask(coalition, asker.memberships.get().organisation, by=asker)
    assert mails() == [("coalition_request", "tove@vejle.dk")]
    actions.approve(member=member, by=actor_of(steward), at=clock.now())
    assert mails()[1:] == [("coalition_answer", "mette@aarhus.dk")]
    assert "Aarhus er nu med i fællesskabet »Fald <b>om</b> natten«." in newest().text
    assert "&lt;b&gt;om&lt;/b&gt;" in newest().html
    other = ask(coalition, by=make_user("nej@eksempel.dk"))
    actions.decline(member=other, reason="Se www.ond.dk", by=actor_of(steward), at=clock.now())
    answer = newest()
    assert (answer.to, answer.kind) == ("nej@eksempel.dk", "coalition_answer")
    assert "www.ond.dk" not in answer.text


def test_who_looks_after_it_hears_that_a_member_has_left_and_its_last_word():
    coalition, steward = started()
    member = enter(coalition, make_municipality("Aarhus"))
    silent = enter(coalition, make_municipality("Odense"))
    Mail.objects.all().delete()
    actions.leave(member=member, note="Vi har fået www.ond.dk", by=SYSTEM, at=clock.now())
    assert mails() == [("coalition_left", steward.email)]
    mail = newest()
    assert mail.subject == "Aarhus har forladt: »Fald <b>om</b> natten«"
    assert "www.ond.dk" not in mail.text
    assert "Opgaver, den havde, har ingen ejer nu." in mail.text
    actions.leave(member=silent, by=SYSTEM, at=clock.now())
    assert "<blockquote>" not in newest().html
    assert len(mails()) == 2


def test_where_nobody_takes_part_the_coordinators_hear_of_a_request():
    coalition, steward = started()
    actions.step_out(participant=participant_of(steward_of(coalition), steward), by=SYSTEM, at=clock.now())
    make_member(organisation=steward_of(coalition).organisation, role="coordinator", email="anden@vejle.dk")
    ask(coalition)
    assert sorted(to for _kind, to in mails()) == ["anden@vejle.dk", "tove@vejle.dk"]


def test_a_task_and_a_mention_are_told_to_the_person_and_not_to_oneself():
    coalition, steward = started()
    asker = person_of(make_municipality("Aarhus"), email="mette@aarhus.dk")
    member = enter(coalition, asker.memberships.get().organisation, by=asker)
    Mail.objects.all().delete()
    by, owner = actor_of(steward), participant_of(member)
    make_task(coalition, owner, title="Send jeres tal", by=by)
    make_task(coalition, participant_of(steward_of(coalition)), by=by)
    assert mails() == [("coalition_task", "mette@aarhus.dk")]
    assert "Send jeres tal (8. december 2026)" in newest().text
    make_post(steward_of(coalition), "Hemmeligt indhold", by=by, mentioned=[owner])
    mention = newest()
    assert (mention.kind, mention.to) == ("coalition_mention", "mette@aarhus.dk")
    assert "Hemmeligt" not in mention.text
    assert "www.ond.dk" not in mention.text + mention.html
    assert Mail.objects.count() == 2


def test_everything_else_is_quiet():
    coalition, steward = started(joining="open")
    ask(coalition)
    make_decision(coalition, is_public=True)
    make_post(steward_of(coalition), by=actor_of(steward))
    make_task(coalition)
    assert mails() == []


def test_a_coalition_is_followed_from_its_page():
    coalition, steward = started()
    page = client_for(steward).get(f"/faellesskaber/{coalition.slug}/").text
    assert f"slags=coalition&amp;hvad={coalition.slug}" in page
    client_for(steward).post("/foelg/", {"slags": "coalition", "hvad": coalition.slug})
    row = Subscription.objects.get()
    assert (row.kind, row.coalition) == ("coalition", coalition)
    assert coalition.slug in client_for(steward).get("/foelg/mit/").text


def weekly():
    now = clock.now()
    Digest.objects.create(week="before", since=now - 7 * DAY, until=now - DAY, started_at=now, finished_at=now)
    write_digests(at=now + DAY)
    return {mail.to: mail.text for mail in Mail.objects.filter(kind="followed")}


def test_followers_hear_of_members_and_public_decisions_and_members_of_inner_ones():
    long_ago = clock.now() - 30 * DAY
    coalition, steward = started(at=long_ago)
    quiet = make_coalition(at=long_ago)
    for follower in (steward, "borger@eksempel.dk"):
        make_subscription(follower, coalition=coalition, at=clock.now() - 10 * DAY)
    make_subscription("stille@eksempel.dk", coalition=quiet, at=clock.now() - 10 * DAY)
    make_decision(quiet, title="Kun for os", at=clock.now())
    make_decision(coalition, title="Kun for os", at=clock.now())
    told = weekly()
    assert list(told) == ["tove@vejle.dk"]
    assert "Fællesskabet har besluttet noget" in told["tove@vejle.dk"]


def test_a11_who_has_left_hears_of_inner_decisions_no_more():
    long_ago = clock.now() - 30 * DAY
    coalition, _steward = started(at=long_ago)
    leaver = person_of(make_municipality("Aarhus"), email="mette@aarhus.dk")
    member = enter(coalition, leaver.memberships.get().organisation, by=leaver, at=long_ago)
    make_subscription(leaver, coalition=coalition, at=clock.now() - 10 * DAY)
    make_decision(coalition, title="Kun for os", at=clock.now())
    actions.leave(member=member, by=SYSTEM, at=clock.now())
    assert weekly() == {}


def test_a_new_member_a_public_decision_and_the_end_are_told_to_everyone_who_follows():
    long_ago = clock.now() - 30 * DAY
    coalition, _steward = started(at=long_ago)
    make_subscription("borger@eksempel.dk", coalition=coalition, at=clock.now() - 10 * DAY)
    make_subscription("omraade@eksempel.dk", area=coalition.area, at=clock.now() - 10 * DAY)
    enter(coalition, make_municipality("Aarhus"), at=clock.now())
    make_decision(coalition, is_public=True, at=clock.now())
    actions.close_coalition(coalition=coalition, note="Det virkede.", by=SYSTEM, at=clock.now())
    told = weekly()
    assert sorted(told) == ["borger@eksempel.dk", "omraade@eksempel.dk"]
    assert all("Et fællesskab er afsluttet" in text for text in told.values())


def test_a_task_is_reminded_of_two_days_before_once_for_each_day_it_is_given():
    coalition, steward = started()
    owner = participant_of(steward_of(coalition))
    due = date(2026, 12, 8)
    tasks = [make_task(coalition, owner, due_on=due, title=f"Tal {n} <b> www.ond.dk") for n in range(2)]
    for unheard in (
        make_task(coalition, None, due_on=due),
        make_task(coalition, owner, due_on=None),
        make_task(coalition, owner, due_on=due - 40 * DAY),
    ):
        assert unheard.reminded_of is None
    done = make_task(coalition, owner, due_on=due)
    actions.settle_task(task=done, is_done=True, by=SYSTEM, at=AT)
    Mail.objects.all().delete()
    morning = datetime(2026, 12, 5, 6, 25, tzinfo=UTC)
    assert actions.remind_of_tasks(at=morning) == 0
    runs = [actions.remind_of_tasks(at=morning + days * DAY) for days in (1, 1, 2, 3, 4)]
    assert runs == [1, 0, 0, 0, 0]
    assert mails() == [("coalition_tasks_due", "tove@vejle.dk")], "two tasks in one mail, and never again"
    mail = newest()
    assert mail.subject == "2 af dine opgaver skal snart være færdige"
    assert mail.text.count("8. december 2026") == 2
    assert f"/faellesskaber/{coalition.slug}/" in mail.text
    assert "www.ond.dk" not in mail.text + mail.html
    assert "<b>" not in mail.html
    moved = tasks[0]
    actions.edit_task(
        task=moved, revision=1, title="Tal", owner=owner, due_on=due + 30 * DAY, by=actor_of(steward), at=AT
    )
    assert actions.remind_of_tasks(at=morning + 31 * DAY) == 1, "a new day is a new reminder"
    assert newest().subject == "Din opgave skal snart være færdig: Tal"


@pytest.mark.parametrize("end", ["leave", "close", "step_out", "hide"])
def test_nobody_is_reminded_of_what_is_over(end):
    coalition, steward = started()
    user = make_user("mette@aarhus.dk")
    member = enter(coalition, by=user)
    owner = participant_of(member, user) or actions.take_part(member=member, by=actor_of(user), at=AT)
    make_task(coalition, owner, due_on=date(2026, 12, 8))
    Mail.objects.all().delete()
    by = actor_of(steward)
    if end == "leave":
        actions.leave(member=member, note="", by=actor_of(user), at=AT + DAY)
    elif end == "close":
        actions.close_coalition(coalition=coalition, note="Vi er færdige.", by=by, at=AT + DAY)
    elif end == "step_out":
        actions.step_out(participant=owner, by=by, at=AT + DAY)
    else:
        actions.hide_coalition(coalition=coalition, reason="Reklame", by=SYSTEM, at=AT + DAY)
    Mail.objects.filter(kind="coalition_left").delete()
    assert actions.remind_of_tasks(at=datetime(2026, 12, 7, 6, 25, tzinfo=UTC)) == 0
    assert mails() == []
