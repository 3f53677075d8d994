"""Reminders of what has been promised, and the list of what is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.accounts import actor_of, make_member
from tests.factories.direction import REVIEW, make_direction, make_placement, make_removed_placement
from tests.factories.taxonomy import make_topic

from lysning.core.actors import VISITOR
from lysning.direction import actions, queries
from lysning.direction.models import Placement
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


def test_the_list_of_what_is_due(django_assert_num_queries):
    direction = make_direction(review_by=REVIEW)
    actor = actor_of(make_member(post=direction.owner_post, role="leader"))
    make_placement(direction, own_title="Senere", review_by=FAR)
    for number in (1, 3):
        make_placement(direction, topic=make_topic(name_da=f"Emne {number}"))
        Placement.objects.filter(topic__name_da="Emne 1").update(review_by=REVIEW - timedelta(days=2))
        topics.forget(), topics()
        with django_assert_num_queries(4):
            due = queries.due_reviews(actor, today=REVIEW - timedelta(days=1))
    assert [(line.name, line.is_late) for line in due] == [
        ("Emne 1", True),
        (direction.area.name, False),
        ("Emne 3", False),
    ]
    with django_assert_num_queries(0):
        assert queries.due_reviews(VISITOR, today=REVIEW) == ()
