"""Findings where people meet them: on a solution, on a topic, in the memo for the committee, in the menu and as open data."""

import json
from datetime import timedelta

import pytest
from tests.factories.catalogue import make_solution
from tests.factories.direction import make_direction, make_placement
from tests.factories.findings import AT, BAD, GOOD, make_finding, make_study
from tests.factories.taxonomy import make_topic

from lysning.evidence.models import Finding
from lysning.evidence.queries import findings_about, findings_of_topic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def get(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_solution_and_its_topic_say_what_trials_showed(client):
    topic = make_topic()
    solution = make_solution(published=True, topics=[topic.key])
    finding = make_finding([BAD] * 3, solution=solution, solution_version=solution.current_version)
    assert finding.topic == topic, "the one topic of what was tried"
    for path in (f"/loesninger/{solution.slug}/", f"/emner/{topic.key}/"):
        page = get(client, path)
        assert f"/viden/{finding.slug}/" in page
        assert "Det virkede ikke" in page
    other = make_solution(published=True)
    assert "Ingen afprøvning har udgivet et fund" in get(client, f"/loesninger/{other.slug}/")


def test_own_trials_stand_before_studies_and_the_newest_first_whatever_they_say():
    topic = make_topic()
    old = make_finding([GOOD] * 3, topic=topic, at=AT)
    new = make_finding([BAD] * 3, topic=topic, at=AT + DAY)
    study = make_study(topic=topic)
    Finding.objects.filter(pk=study.pk).update(published_at=AT + 9 * DAY)
    assert findings_of_topic(topic) == [new, old, study]
    assert findings_about(topics=[topic.key], solutions=[]) == [new, old, study]
    assert findings_about(topics=[], solutions=[]) == []


def test_the_memo_tells_the_committee_what_did_not_work(client):
    topic = make_topic()
    finding = make_finding([BAD] * 3, topic=topic)
    direction = make_direction()
    make_placement(direction, topic=topic)
    path = f"/retning/{direction.municipality.slug}/{direction.area.key}/notat"
    page = get(client, f"{path}/")
    told = page[page.index(finding.current_version.title) :]
    assert "Det virkede ikke" in told[: told.index("</li>")]
    assert client.get(f"{path}.pdf").content.startswith(b"%PDF")


def test_findings_leave_as_open_data_drafts_do_not(client):
    finding = make_finding([BAD] * 3)
    make_finding(published=False)
    answer = client.get("/data/viden.json")
    document = json.loads(b"".join(answer.streaming_content))
    (row,) = document["findings"]
    assert (row["slug"], row["verdict"]) == (finding.slug, "did_not")
    assert row["address"].endswith(f"/viden/{finding.slug}/v1/")
    assert "/viden/" in get(client, "/")
