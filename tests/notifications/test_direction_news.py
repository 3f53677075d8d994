"""What followers hear of directions and of what is placed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from tests.factories.catalogue import make_solution
from tests.factories.direction import AT, make_direction, make_placement, placement_facts
from tests.factories.taxonomy import make_topic

from lysning.core.actors import SYSTEM
from lysning.direction import actions
from lysning.direction.queries import rings
from lysning.notifications.queries.directions import directions_between
from lysning.notifications.queries.news import gather
from lysning.notifications.words import event_words
from lysning.taxonomy.queries import topics

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def news(kind, key, since=AT - DAY, until=AT + DAY):
    return [(each.event, each.number, each.title) for each in gather(since, until).by_target.get((kind, key), [])]


def test_who_follows_the_municipality_or_the_area_hears_of_a_direction_in_one_line():
    direction = make_direction()
    for _ in range(3):
        make_placement(direction)
    whole = f"{direction.municipality.name}: {direction.area.name}"
    for kind, key in (("municipality", direction.municipality_id), ("area", direction.area_id)):
        assert news(kind, key) == [("directed", 3, whole)]
    make_placement(direction, at=AT + 2 * DAY), make_placement(direction, at=AT + 2 * DAY)
    later = (AT + DAY, AT + 3 * DAY)
    assert news("municipality", direction.municipality_id, *later) == [("decided", 2, whole)]
    assert event_words("decided", 2).startswith("2 ")


def test_who_follows_a_topic_or_a_solution_hears_where_it_was_put_and_moved():
    topic, solution = make_topic(name_da="Robot"), make_solution()
    row = make_placement(topic=topic, ring="afvent")
    make_placement(solution=solution)
    assert news("topic", topic.pk) == [("placed", 0, "Robot")]
    assert [event for event, _number, _title in news("solution", solution.pk) if event != "published"] == ["placed"]
    facts = placement_facts(row.owner_post, ring="klar")
    actions.edit_placement(placement=row, revision=row.revision, facts=facts, by=SYSTEM, at=AT + 2 * DAY)
    assert news("topic", topic.pk, AT + DAY, AT + 3 * DAY) == [("moved", 0, "Robot")]


@pytest.mark.parametrize("facts", [{"published": False}, {"visibility": "own"}, {"visibility": "community"}])
def test_nobody_hears_of_what_not_everyone_may_see(facts):
    topic, direction = make_topic(), make_direction()
    row = make_placement(direction, topic=topic, **facts)
    assert news("topic", topic.pk) == []
    assert news("area", direction.area_id) == [("directed", 0, f"{direction.municipality.name}: {direction.area.name}")]
    if row.published_at:
        actions.edit_placement(
            placement=row,
            revision=row.revision,
            facts=placement_facts(row.owner_post, ring="afvent", visibility=row.visibility),
            by=SYSTEM,
            at=AT + 2 * DAY,
        )
        assert news("topic", topic.pk, AT + DAY, AT + 3 * DAY) == []


def test_the_number_of_queries_is_the_same_for_one_and_three():
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_placement(topic=make_topic())
        topics(), rings()
        with CaptureQueriesContext(connection) as captured:
            assert len(list(directions_between(AT - DAY, AT + DAY))) == 2 * (len(counts) * 2 + 1)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("language", ["da", "en"])
def test_each_reader_is_told_in_the_own_language_whoever_starts_the_round(language):
    topic, direction = make_topic(name_da="Robot", name_en="Robot cleaner"), make_direction()
    make_placement(direction, topic=topic)
    with override(language):
        found = gather(AT - DAY, AT + DAY).by_target
    home = direction.municipality.name
    for target, danish, english in (
        (("topic", topic.pk), "Robot", "Robot cleaner"),
        (("area", direction.area_id), f"{home}: {direction.area.name_da}", f"{home}: {direction.area.name_en}"),
    ):
        (each,) = found[target]
        assert (each.title_in("da"), each.title_in("en")) == (danish, english)
