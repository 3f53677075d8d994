"""Reminders of what has been promised, and the list of what is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.accounts import actor_of, client_for, make_member
from tests.factories.direction import DAY, REVIEW, make_direction, make_placement, make_removed_placement
from tests.factories.taxonomy import make_topic

from lysning.core import clock
from lysning.core.actors import SYSTEM, VISITOR
from lysning.core.refusal import Refused
from lysning.direction import actions, queries
from lysning.direction.models import Placement
from lysning.direction.rules import PlacementFacts, review_day
from lysning.direction.rules.reviews import NOTICE, decided_anew, holds
from lysning.notifications.models import Mail
from lysning.taxonomy.queries import topics

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]
FAR = date(2029, 1, 1)


def morning(day):
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def remind(days_before):
    return actions.remind_of_reviews(at=morning(REVIEW - timedelta(days=days_before)))


def test_the_owner_is_reminded_two_weeks_before_and_on_the_day_each_once(announced):
    placement = make_placement(make_direction(review_by=FAR))
    make_placement(placement.direction, published=False)
    make_removed_placement(placement.direction)
    make_placement(make_direction(published=False, review_by=FAR))
    announced.clear()
    assert [remind(days) for days in (15, 14, 14, 13, 0, 0, -30)] == [0, 1, 0, 0, 1, 0, 0]
    post = placement.owner_post_id
    assert announced == [("ReviewDue", post, (placement.pk,), ())] * 2


def test_one_post_gets_one_mail_about_everything():
    direction = make_direction(review_by=REVIEW)
    make_member(post=direction.owner_post, role="leader", email="leder@kommune.example")
    for number in range(3):
        make_placement(direction, topic=make_topic(name_da=f"Emne nummer {number}"))
    assert remind(14) == 1
    mail = Mail.objects.get(kind="review")
    assert (mail.to, mail.subject) == ("leder@kommune.example", "4 beslutninger, du skal se på igen")
    for number in range(3):
        assert f"Emne nummer {number}" in mail.text
    assert f"/retning/{direction.municipality.slug}/{direction.area.key}/" in mail.text


def test_a_post_that_cannot_be_reached_stops_nobody():
    make_placement(make_direction(review_by=FAR))
    assert remind(0) == 1
    assert not Mail.objects.exists()


def test_what_still_holds_is_looked_at_again_in_half_a_year():
    direction = make_direction(review_by=REVIEW)
    placement = make_placement(direction)
    at = morning(REVIEW - timedelta(days=3))
    for keep, row in ((actions.keep_placement, placement), (actions.keep_direction, direction)):
        what = {keep.__name__.removeprefix("keep_"): row}
        with pytest.raises(Refused) as refused:
            keep(**what, revision=7, by=SYSTEM, at=at)
        assert refused.value.code == "stale"
        kept = keep(**what, revision=row.revision, by=SYSTEM, at=at)
        assert kept.review_by == review_day(at.date())
        assert replace(kept.state.facts, review_by=REVIEW) == row.state.facts
        again = keep(**{**what, next(iter(what)): kept}, revision=row.revision, by=SYSTEM, at=at)
        assert again.revision == row.revision + 1, "a second click changes nothing"
    page = queries.placement_page(placement, VISITOR, today=at.date())
    assert [moment.kind for moment in page.moments] == ["kept", "placed"]


def test_the_page_of_what_is_due_asks_whether_it_still_holds(settings):
    direction = make_direction(review_by=REVIEW)
    placement = make_placement(direction)
    leader, visitor = client_for(make_member(post=direction.owner_post, role="leader")), client_for()
    start = f"/retning/{direction.municipality.slug}/{direction.area.key}/"
    now = clock.now()
    for days, is_asked in ((NOTICE.days + 1, False), (NOTICE.days, True), (-400, True)):
        settings.CLOCK_OFFSET = morning(REVIEW - timedelta(days=days)) - now
        for address in (start, f"{start}{placement.slug}/"):
            assert ("Gælder det stadig?" in leader.get(address).text) == is_asked
            assert "Gælder det stadig?" not in visitor.get(address).text
    for address in (start, f"{start}{placement.slug}/"):
        assert visitor.post(f"{address}gaelder/").status_code == 302
        assert leader.post(f"{address}gaelder/", {"revision": "x"}).status_code == 409
        shown = leader.get(address).context
        seen = shown.get("placement") or shown["direction"]
        answer = leader.post(f"{address}gaelder/", {"revision": seen.revision}, follow=True)
        assert "Det gælder stadig." in answer.text
        assert "Gælder det stadig?" not in answer.text
    assert "Set på igen: det gælder stadig" in visitor.get(f"{start}{placement.slug}/").text


FACTS = st.builds(
    PlacementFacts,
    ring=st.sampled_from(["klar", "afvent"]),
    owner_post_id=st.integers(1, 2),
    reason=st.sampled_from(["Derfor.", "Fordi."]),
    decided_on=st.dates(date(2026, 1, 1), date(2026, 1, 2)),
    review_by=st.dates(date(2027, 1, 1), date(2027, 1, 3)),
)


@given(before=FACTS, after=FACTS)
def test_it_holds_where_the_day_alone_is_later(before, after):
    same = all(
        getattr(before, name) == getattr(after, name) for name in ("ring", "owner_post_id", "reason", "decided_on")
    )
    assert holds(before, after) == (same and after.review_by > before.review_by)


@given(before=FACTS, after=FACTS, today=st.dates(date(2026, 11, 1), date(2027, 2, 1)))
def test_a_move_is_decided_today_unless_another_day_is_said(before, after, today):
    told = decided_anew(before, after, today)
    if before.ring == after.ring:
        assert told == after
        return
    assert replace(told, decided_on=after.decided_on, review_by=after.review_by) == after, "nothing else is touched"
    assert told.decided_on == (today if after.decided_on == before.decided_on else after.decided_on)
    soon = before.review_by == after.review_by and after.review_by <= today + NOTICE
    assert told.review_by == (review_day(today) if soon else after.review_by)


def test_moving_on_the_page_dates_the_decision(settings):
    placement = make_placement(ring="klar")
    settings.CLOCK_OFFSET = morning(REVIEW - timedelta(days=3)) - clock.now()
    client = client_for(make_member(post=placement.owner_post, role="leader"))
    address = f"/retning/{placement.direction.municipality.slug}/{placement.direction.area.key}/{placement.slug}/"
    form = client.get(f"{address}ret/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(f"{address}ret/", sent | {"reason": "Sagt bedre."}).status_code == 303
    placement.refresh_from_db()
    assert (placement.decided_on, placement.review_by) == (DAY, REVIEW)
    assert client.post(f"{address}ret/", sent | {"revision": placement.revision, "ring": "afvent"}).status_code == 303
    placement.refresh_from_db()
    moved_on = REVIEW - timedelta(days=3)
    assert (placement.decided_on, placement.review_by) == (moved_on, review_day(moved_on))


def test_the_list_of_what_is_due(django_assert_num_queries):
    direction = make_direction(review_by=REVIEW)
    actor = actor_of(make_member(post=direction.owner_post, role="leader"))
    make_placement(direction, own_title="Senere", review_by=FAR)
    for number in (1, 3):
        make_placement(direction, topic=make_topic(name_da=f"Emne {number}"))
        Placement.objects.filter(topic__name_da="Emne 1").update(review_by=REVIEW - timedelta(days=2))
        topics.forget(), topics()
        with django_assert_num_queries(5):
            due = queries.due_reviews(actor, today=REVIEW - timedelta(days=1))
    assert [(line.name, line.is_late) for line in due] == [
        ("Emne 1", True),
        (direction.area.name, False),
        ("Emne 3", False),
    ]
    with django_assert_num_queries(0):
        assert queries.due_reviews(VISITOR, today=REVIEW) == ()
