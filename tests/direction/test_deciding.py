"""From a finding to a radar: who names it there, the way to place or move with it, and the memo that tells of it."""

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import make_direction, make_placement
from tests.factories.findings import BAD, make_finding
from tests.factories.taxonomy import make_area

from lysning.direction.models import Placement
from lysning.direction.rules.states import Link

pytestmark = pytest.mark.django_db
MOVE, PLACE = "Flyt det, eller lad det stå, og nævn fundet", "Placér det på jeres radar, og nævn fundet"


@pytest.fixture
def found():
    """A bad finding of a solution in an area, and a municipality with a radar there."""
    area, solution = make_area(), make_solution()
    finding = make_finding((BAD, BAD, BAD), solution=solution, solution_version=solution.current_version, area=area)
    return finding, make_direction(area=area)


def page_of(client, finding):
    return client.get(reverse("evidence:finding", args=[finding.slug])).text


def test_a_leader_places_it_from_the_finding_and_the_finding_tells(client, found):
    finding, direction = found
    leader = client_for(make_member(direction.municipality, "coordinator"))
    page = page_of(leader, finding)
    assert PLACE in page
    place = reverse("direction:place", args=[direction.municipality.slug, direction.area.key])
    asked = f"{place}?loesning={finding.solution.slug}&fund={finding.slug}"
    assert asked.replace("&", "&amp;") in page
    form = leader.get(asked).context["form"]
    sent = {name: form[name].value() for name in ("owner_post", "decided_on", "review_by", "visibility", "links")}
    assert finding.title in sent["links"]
    answer = leader.post(asked, {**sent, "ring": "afvent", "reason": "Det virkede ikke.", "way": "publish"})
    assert answer.status_code == 303, (answer.status_code, answer.text[:600])
    assert Placement.objects.public().get(solution=finding.solution).links[0]["label"] == finding.title
    page = page_of(client, finding)
    assert f"{direction.municipality.official_name}: Afvent" in page
    assert (PLACE in page, MOVE in page) == (False, False)
    assert "Det står i »Afvent«." in page_of(leader, finding)


def test_what_stands_already_is_moved_with_the_finding_named_once(found):
    finding, direction = found
    other = (Link("Andet", "https://kl.dk/"),)
    row = make_placement(direction, solution=finding.solution, ring="afproev", links=other)
    leader = client_for(make_member(direction.municipality, "coordinator"))
    assert MOVE in page_of(leader, finding)
    edit = reverse("direction:edit_placement", args=[direction.municipality.slug, direction.area.key, row.slug])
    asked = f"{edit}?fund={finding.slug}"
    for _each in range(2):
        form = leader.get(asked).context["form"]
        sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        assert leader.post(asked, {**sent, "ring": "afvent"}).status_code == 303
    row.refresh_from_db()
    assert [link["label"] for link in row.links] == ["Andet", finding.title]
    assert leader.get(f"{edit}?fund=ukendt").status_code == 404
    memo = leader.get(reverse("direction:memo", args=[direction.municipality.slug, direction.area.key])).text
    assert "Det virkede ikke" in memo
    assert reverse("evidence:finding", args=[finding.slug]) in memo


def test_a_draft_of_a_finding_is_named_by_nobody_else(found):
    finding, direction = found
    draft = make_finding(published=False, area=finding.area)
    leader = client_for(make_member(direction.municipality, "coordinator"))
    place = reverse("direction:place", args=[direction.municipality.slug, direction.area.key])
    assert leader.get(f"{place}?eget=x&fund={draft.slug}").status_code == 404
