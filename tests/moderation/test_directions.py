"""Reports about directions and placements: from the page, to the case, out of sight, and back after an appeal."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from tests.factories.accounts import actor_of, client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import AT, make_direction, make_placement, placement_facts
from tests.factories.moderation import make_report
from tests.factories.taxonomy import make_topic

from lysning.core.actors import VISITOR
from lysning.direction import actions as direction_actions
from lysning.direction import queries as direction_queries
from lysning.direction.models import Placement
from lysning.direction.rules import PlacementFacts
from lysning.moderation import actions
from lysning.moderation.models import Report
from lysning.notifications.models import Mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAID = {"reason": "personal_data", "text": "Begrundelsen nævner en person."}
HIDE = {"hide": "yes", "decision_reason": "Den nævner en person."}


def page_of(placement):
    direction = placement.direction
    return reverse("direction:placement", args=[direction.municipality.slug, direction.area.key, placement.slug])


def radar_of(direction):
    return reverse("direction:direction", args=[direction.municipality.slug, direction.area.key])


def hidden(placement, reason="Den nævner en person."):
    moderator = actor_of(make_member(role="moderator"))
    return actions.decide(report=make_report(placement=placement), hide=True, reason=reason, by=moderator, at=NOW)


@pytest.fixture
def placement():
    return make_placement(topic=make_topic(name_da="Faldsensor"), reason="Fru Hansen er glad for den.")


def test_from_a_visitors_report_to_a_radar_without_it_and_back(placement):
    direction, visitor = placement.direction, client_for()
    other = make_placement(direction, own_title="Gulvrobot")
    address = reverse("moderation:report", args=["placement", placement.slug])
    assert address in visitor.get(page_of(placement)).text
    assert "Indberet »Faldsensor," in visitor.get(address).text
    assert visitor.post(address, SAID).status_code == 303
    report = Report.objects.get(placement=placement)

    moderator = client_for(make_member(role="moderator"))
    case = reverse("moderation:case", args=[report.pk])
    assert "Fru Hansen er glad for den." in moderator.get(case).text
    assert "Faldsensor" in moderator.get(reverse("moderation:queue")).text
    assert moderator.post(reverse("moderation:decide", args=[report.pk]), HIDE).status_code == 303

    assert visitor.get(page_of(placement)).status_code == 404
    for path in (radar_of(direction), f"{radar_of(direction)}?dato={AT:%Y-%m-%d}", f"{radar_of(direction)}radar.json"):
        shown = visitor.get(path).text
        assert (placement.slug in shown, other.slug in shown) == (False, True), path
    assert list(Placement.objects.public()) == [other]

    owner = client_for(make_member(direction.municipality, role="coordinator"))
    own_page = owner.get(page_of(placement)).text
    assert "Den nævner en person." in own_page
    assert case in own_page
    assert "Skjult af moderatorerne" in owner.get(radar_of(direction)).text
    assert (
        owner.post(reverse("moderation:appeal", args=[report.pk]), {"appeal_text": "Hun har sagt ja"}).status_code
        == 303
    )
    second = client_for(make_member(role="moderator"))
    judgement = {"grant": "yes", "appeal_reason": "Enig"}
    assert second.post(reverse("moderation:decide_appeal", args=[report.pk]), judgement).status_code == 303
    assert visitor.get(page_of(placement)).status_code == 200
    assert placement.slug in visitor.get(radar_of(direction)).text


def test_a_direction_is_reported_and_hidden_with_all_that_stands_on_it(placement):
    direction, visitor = placement.direction, client_for()
    address = reverse("moderation:report_direction", args=[direction.municipality.slug, direction.area.key])
    assert address in visitor.get(radar_of(direction)).text
    assert visitor.post(address, SAID).status_code == 303
    report = Report.objects.get(direction=direction)
    moderator = client_for(make_member(role="moderator"))
    case = moderator.get(reverse("moderation:case", args=[report.pk])).text
    assert "Tryghed uden flere hænder" in case
    assert radar_of(direction) in case
    assert moderator.post(reverse("moderation:decide", args=[report.pk]), HIDE).status_code == 303
    for path in (radar_of(direction), page_of(placement)):
        assert visitor.get(path).status_code == 404
    owner = client_for(make_member(direction.municipality, role="leader"))
    assert reverse("moderation:case", args=[report.pk]) in owner.get(radar_of(direction)).text
    assert visitor.get(address).status_code == 404


def test_what_others_cannot_see_they_cannot_report():
    draft = make_placement(make_direction(published=False))
    own = make_placement(visibility="own")
    community = make_placement(visibility="community")
    paths = {each: reverse("moderation:report", args=["placement", each.slug]) for each in (draft, own, community)}
    assert [client_for().get(path).status_code for path in paths.values()] == [404, 404, 404]
    leader = client_for(make_member(make_direction().municipality, role="leader"))
    assert [leader.get(path).status_code for path in paths.values()] == [404, 404, 200]
    insider = client_for(make_member(own.direction.municipality, role="leader"))
    assert "/indberetning/" not in insider.get(page_of(own)).text
    assert insider.get(paths[own]).status_code == 404


def test_a_hidden_placement_is_neither_counted_copied_nor_shown_in_the_past(placement):
    direction = placement.direction
    leader = actor_of(make_member(make_direction().municipality, role="leader"))
    hidden(placement)
    assert list(direction_queries.public_stands(direction.area)) == []
    assert not Placement.objects.visible_to(leader).exists()
    for day in (None, date(2026, 11, 20)):
        radar = direction_queries.radar_of(direction, leader, today=NOW.date(), day=day, since=AT.date())
        assert (radar.lines, radar.gone) == ((), ())
    own = actor_of(make_member(direction.municipality, role="leader"))
    assert [line.is_hidden for line in direction_queries.radar_of(direction, own, today=NOW.date()).lines] == [True]


def test_the_municipality_may_mend_what_is_hidden_and_it_stays_hidden(placement):
    hidden(placement)
    placement.refresh_from_db()
    facts = placement_facts(placement.owner_post, reason="Beboerne er glade for den.")
    assert isinstance(facts, PlacementFacts)
    mended = direction_actions.edit_placement(
        placement=placement, revision=placement.revision, facts=facts, by=VISITOR, at=NOW + timedelta(days=1)
    )
    assert (mended.reason, mended.hidden_reason) == ("Beboerne er glade for den.", "Den nævner en person.")
    assert not Placement.objects.public().exists()


def test_the_decision_is_told_to_who_wrote_it_else_to_the_coordinators():
    direction = make_direction()
    coordinator = make_member(direction.municipality, role="coordinator")
    writer = make_member(direction.municipality, role="leader")
    mine, system = make_placement(direction, by=actor_of(writer)), make_placement(direction)
    for placement in (mine, system):
        hidden(placement)
    told = Mail.objects.filter(kind="hidden").order_by("pk").values_list("to", flat=True)
    assert list(told) == [getattr(each, "user", each).email for each in (writer, coordinator)]


@pytest.mark.parametrize("kind", ["topic", "solution", "own"])
def test_a_case_is_called_by_what_is_placed_and_whose(kind):
    things = {
        "topic": {"topic": make_topic(name_da="Faldsensor")},
        "solution": {"solution": make_solution(title="Gulvet, der kalder")},
        "own": {"own_title": "Gulvrobot"},
    }
    placement = make_placement(**things[kind])
    name = {"topic": "Faldsensor", "solution": "Gulvet, der kalder", "own": "Gulvrobot"}[kind]
    assert make_report(placement=placement).title == f"{name}, {placement.direction.municipality}"


def test_hiding_twice_with_the_same_words_is_once(placement, announced):
    moderator = actor_of(make_member(role="moderator"))
    for _time in range(2):
        direction_actions.hide_placement(placement=placement, reason="Nævner en person", by=moderator, at=NOW)
    assert announced == [("PlacementSeen", placement.pk)]
    for _time in range(2):
        direction_actions.show_placement(placement=placement, by=moderator, at=NOW)
    assert [name for name, *_ids in announced] == ["PlacementSeen", "PlacementSeen"]
