"""The seventh promise: what a visitor may see is in the files, and what is not there is measured."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.accounts import client_for
from tests.factories.catalogue import make_solution
from tests.factories.community import make_coalition, make_decision
from tests.factories.directory import make_municipality
from tests.factories.evidence import make_project
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_area, make_kle_group, make_role, make_topic
from tests.factories.trials import make_measure, make_trial

from lysning.community.actions import hide_coalition
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.enquiries import actions, queries
from lysning.enquiries.models import PromiseMeasure
from lysning.enquiries.rules.measures import Share
from lysning.needs.models import Need
from lysning.web import tasks
from lysning.web.figures import forget_figures
from lysning.web.openness import PUBLIC_LISTS, PublicList, faults, measure_openness
from lysning.web.words import NOT_MEASURED_YET, PROMISE_WORDS

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 1, 40, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh():
    forget_figures()
    yield
    forget_figures()


@pytest.fixture
def public():
    """Something on every public list, and something that is not public beside it."""
    area = make_area()
    make_role(area)
    area.kle_groups.add(make_kle_group("27"))
    make_solution()
    make_solution(published=False)
    make_topic(areas=[area], merged_into=make_topic(areas=[area]))
    make_topic(areas=[area], accept=False)
    make_project(areas=[area])
    make_trial(measures=[make_measure(areas=[area])])
    make_trial(registered=False)
    make_need(make_municipality(), area)
    make_need(make_municipality(), area, closed_at=NIGHT, closing_note="Vi købte")
    make_need(make_municipality(), area, hidden_at=NIGHT, hidden_reason="Reklame")
    coalition = make_coalition(subject=Need.objects.order_by("pk").first())
    make_decision(coalition, title="Åben", is_public=True)
    make_decision(coalition, title="Lukket")
    hidden = make_coalition(subject=Need.objects.order_by("pk").first())
    hide_coalition(coalition=hidden, reason="Reklame", by=SYSTEM, at=NIGHT)


def test_every_public_list_leaves_whole(public):
    assert faults() == {}


def test_the_files_hold_what_the_pages_show(public):
    read = {each.name: client_for().get(f"/data/{file}.json").getvalue() for each, file in FILES}
    rows = {name: json.loads(body)[name] for name, body in read.items()}
    assert [row["closing_note"] for row in rows["needs"]] == ["", "Vi købte"]
    area = next(row for row in rows["areas"] if row["kle"])
    assert (area["kle"], area["roles"][0]["title_en"][:6]) == (["27"], "Leader")
    assert "integrations" in rows["solutions"][0]
    assert [row["areas"] for row in rows["projects"]] == [[area["key"]]]
    (coalition,) = rows["coalitions"]
    assert [each["title"] for each in coalition["decisions"]] == ["Åben"]
    assert [each["is_steward"] for each in coalition["members"]] == [True]
    assert [row["state"] for row in rows["topics"]] == ["current", "merged"]


NAMES = (
    *("loesninger", "behov", "faellesskaber", "fagomraader", "emner", "afproevninger", "effektmaal", "viden"),
    *("erfaringer", "kommuner"),
)
FILES = list(zip(PUBLIC_LISTS, NAMES, strict=False))


@pytest.mark.parametrize(
    ("each", "fault"),
    [
        (PublicList("needs", "web:data_needs", lambda: 7), "2 rows in the file, 7 in the database"),
        (PublicList("trials", "web:data_nothing", lambda: 0), "NoReverseMatch"),
        (PublicList("needs", "web:data_solutions", lambda: 0), "KeyError"),
        (PublicList("needs", "web:robots", lambda: 0), "JSONDecodeError"),
        (PublicList("needs", "web:operator", lambda: 0), "JSONDecodeError"),
    ],
)
def test_what_does_not_leave_is_found(public, each, fault):
    assert faults([each])[each.name].startswith(fault)


def test_a_row_that_comes_while_the_file_is_read_is_no_fault(public):
    counts = iter([1, 2])
    assert faults([PublicList("needs", "web:data_needs", lambda: next(counts))]) == {}


def test_the_night_adds_to_the_months_measure_once(public):
    for _again in range(2):
        measure_openness(at=NIGHT)
    measure_openness(at=NIGHT + ONE_DAY)
    row = PromiseMeasure.objects.get(promise="open")
    assert (row.value, row.count, row.measured_at) == (1.0, 2 * len(PUBLIC_LISTS), NIGHT + ONE_DAY)


def test_a_bad_night_is_not_forgotten():
    for day, part in enumerate((5, 3, 5)):
        actions.add_to_measure(promise="open", share=Share(part, 5), at=NIGHT + day * ONE_DAY, by=SYSTEM)
    figure = next(each for each in queries.promises(NIGHT + 3 * ONE_DAY) if each.key == "open")
    assert (figure.value, figure.count) == (pytest.approx(13 / 15), 15)
    actions.add_to_measure(promise="open", share=Share(5, 5), at=datetime(2026, 12, 1, 2, tzinfo=UTC))
    assert PromiseMeasure.objects.count() == 2
    with pytest.raises(KeyError):
        actions.add_to_measure(promise="reach", share=Share(1, 1), at=NIGHT)


def test_the_job_measures_and_the_page_shows_it_and_says_what_is_not_measured(public):
    tasks.measure_open_data(0)
    page = client_for().get("/loefter/").text
    assert "Alt offentligt kan hentes i åbne formater" in page
    assert "Det måler vi, når der er vurderinger i Lysning." in page
    told = json.loads(client_for().get("/loefter/data.json").content)
    measured = {row["promise"]: (row["value"], row["count"]) for row in told["promises"]}
    assert measured["open"] == (1.0, len(PUBLIC_LISTS))
    assert list(told["not_measured_yet"]) == ["adopt"]


def test_every_promise_has_its_words_and_there_are_seven():
    assert [figure.key for figure in queries.promises(clock.now())] == list(PROMISE_WORDS)
    assert len(PROMISE_WORDS) + len(NOT_MEASURED_YET) == 7


def test_what_is_hidden_is_in_no_file(public):
    slugs = {row["slug"] for row in json.loads(client_for().get("/data/behov.json").getvalue())["needs"]}
    assert slugs == set(Need.objects.filter(hidden_at__isnull=True).values_list("slug", flat=True))
    assert len(slugs) == 2
