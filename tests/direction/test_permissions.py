"""Who sees and changes what, as rows and as single answers."""

import pytest
from tests.factories.accounts import actor_of, make_member
from tests.factories.direction import AT, make_direction, make_placement, post_in
from tests.factories.directory import make_municipality, make_partner, make_post, make_supplier
from tests.factories.taxonomy import make_area, make_role

from lysning.core.actors import SYSTEM, VISITOR, Actor, Grant
from lysning.core.permissions import allowed, may
from lysning.direction import actions, queries
from lysning.direction.models import Direction, Placement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]
MODERATOR = Actor(1, frozenset({Grant("moderator")}))


@pytest.fixture
def people():
    """The people of a municipality with a direction, and some others, by who they are."""
    municipality, area, other_area = make_municipality(), make_area(), make_area()
    post = post_in(municipality, area)
    colleague = make_post(municipality, make_role(other_area))
    elsewhere = make_post(make_municipality(), make_role(area))
    return (
        municipality,
        area,
        {
            "visitor": VISITOR,
            "supplier": actor_of(make_member(make_supplier())),
            "stranger": actor_of(make_member(post=elsewhere, role="leader")),
            "colleague": actor_of(make_member(post=colleague, role="leader")),
            "leader": actor_of(make_member(post=post, role="leader")),
            "coordinator": actor_of(make_member(municipality, role="coordinator")),
            "partner": actor_of(make_member(make_partner(), role="partner")),
            "moderator": MODERATOR,
        },
    )


def who(people, verb, row):
    """Those who may, by both sides of the table."""
    rows = type(row)._default_manager.all()
    both = {
        name: (may(actor, verb, row), allowed(rows, actor, verb).filter(pk=row.pk).exists())
        for name, actor in people.items()
    }
    assert [name for name, (one, other) in both.items() if one != other] == []
    return {name for name, (one, _other) in both.items() if one}


OWN = {"colleague", "leader", "coordinator"}
ALL = {"visitor", "supplier", "stranger", "partner", "moderator", *OWN}


def test_a_draft_is_the_municipalitys_own_and_a_published_direction_everybodys(people):
    municipality, area, actors = people
    direction = make_direction(municipality, area, published=False)
    assert who(actors, "direction.view_direction", direction) == OWN
    direction = actions.publish_direction(direction=direction, revision=1, drafts={}, by=SYSTEM, at=AT)
    assert who(actors, "direction.view_direction", direction) == ALL
    direction = actions.hide_direction(direction=direction, reason="x", by=SYSTEM, at=AT)
    assert who(actors, "direction.view_direction", direction) == {"moderator", *OWN}


def test_a_leader_of_the_area_and_a_coordinator_change_it(people, django_assert_num_queries):
    municipality, area, actors = people
    direction = make_direction(municipality, area)
    placement = make_placement(direction)
    assert who(actors, "direction.edit_direction", direction) == {"leader", "coordinator"}
    assert who(actors, "direction.edit_placement", placement) == {"leader", "coordinator"}
    assert who(actors, "direction.restore_placement", placement) == set()
    gone = actions.remove_placement(placement=placement, revision=1, note="x", by=SYSTEM, at=AT)
    assert who(actors, "direction.edit_placement", gone) == set()
    assert who(actors, "direction.restore_placement", gone) == {"leader", "coordinator"}
    with django_assert_num_queries(1):
        may(actors["leader"], "direction.edit_direction", direction)
    with django_assert_num_queries(0):
        may(actors["coordinator"], "direction.edit_direction", direction)


def test_a_leader_may_begin_a_direction_in_the_own_area_alone(people):
    municipality, area, actors = people
    other = Direction(municipality=municipality, area=make_area())
    assert may(actors["leader"], "direction.edit_direction", Direction(municipality=municipality, area=area))
    assert not may(actors["leader"], "direction.edit_direction", other)
    assert may(actors["coordinator"], "direction.edit_direction", other)


@pytest.mark.parametrize(
    ("visibility", "published", "seers"),
    [
        ("public", True, ALL),
        ("community", True, {"stranger", "partner", "moderator", *OWN}),
        ("own", True, OWN),
        ("public", False, OWN),
    ],
)
def test_who_sees_a_placement(people, visibility, published, seers):
    municipality, area, actors = people
    placement = make_placement(make_direction(municipality, area), visibility=visibility, published=published)
    assert who(actors, "direction.view_placement", placement) == seers
    is_public = visibility == "public" and published
    assert Placement.objects.public().exists() == is_public


def test_a_partner_reads_a_radar_as_the_community_does_and_changes_nothing(people):
    municipality, area, actors = people
    direction = make_direction(municipality, area)
    shown = [make_placement(direction, visibility=each) for each in ("public", "community")]
    own = make_placement(direction, visibility="own")
    radar = queries.radar_of(direction, actors["partner"], today=AT.date())
    assert {line.id for line in radar.lines} == {each.pk for each in shown}
    for verb, row in (("edit_direction", direction), ("edit_placement", shown[0]), ("view_own_placement", own)):
        assert not may(actors["partner"], f"direction.{verb}", row)
    assert not may(actors["partner"], "direction.copy_placement")


def test_nothing_of_a_draft_direction_is_seen_outside(people):
    municipality, area, actors = people
    placement = make_placement(make_direction(municipality, area, published=False))
    assert who(actors, "direction.view_placement", placement) == OWN
    assert not Placement.objects.public().exists()


def test_of_a_hidden_direction_the_moderator_still_sees_what_was_shared(people):
    municipality, area, actors = people
    placement = make_placement(make_direction(municipality, area))
    actions.hide_direction(direction=placement.direction, reason="x", by=SYSTEM, at=AT)
    placement = Placement.objects.select_related("direction").get()
    assert who(actors, "direction.view_placement", placement) == {"moderator", *OWN}
