"""Earlier projects in the index: read by a job after an import, found by their words, filed, and each once."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.evidence import FLOOR, bring, make_project

from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.evidence.models import EarlierProject
from lysning.matching.actions import projects, read_projects
from lysning.matching.actions.checking import check_index
from lysning.matching.queries import search_projects
from lysning.matching.queries.similar import similar_projects
from lysning.matching.queries.tried import projects_that_say, said_by_project
from lysning.matching.tasks import read_projects as job
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import areas

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded():
    seed_reference()
    yield
    areas.forget()


def found(text):
    return list(search_projects(text, actor=VISITOR).ids)


def read():
    return read_projects(at=clock.now())


def test_an_import_leaves_a_job_that_reads_what_came(seeded):
    project = make_project()
    assert ProcrastinateJob.objects.filter(task_name="matching.read_projects").count() == 1
    assert found("falder") == []
    job.func()
    assert found("falder om natten") == [project.pk]
    assert [area.key for area in project.areas.all()] == ["aeldre-sundhed"]
    assert list(EarlierProject.objects.unread()) == []
    assert check_index("project") == []


def test_what_changes_is_read_again_and_nothing_else_is(seeded):
    project, other = make_project(id="7"), make_project(text="Vi bager brød.")
    read()
    topics = set(project.topics.all())
    assert topics
    bring([{"id": "7", "title": "Projekt", "text": "Elever lærer at læse på skærm i folkeskolen."}])
    other.areas.clear()
    read()
    assert (found("falder"), found("elever læser")) == ([], [project.pk])
    assert [area.key for area in project.areas.all()] == ["boern-unge-skole"]
    assert not topics & set(project.topics.all())
    assert list(other.areas.all()) == []


def test_a_twin_is_not_found_until_it_stands_alone():
    first, twin = make_project(id="a", title="Fald"), make_project(id="b", title="Fald")
    read()
    assert found("falder") == [first.pk]
    bring([{"id": "a", "title": "Noget helt andet", "period": "2012 - 2014"}])
    read()
    assert found("falder") == [twin.pk]
    assert check_index("project") == []


def test_a_long_list_is_read_in_slices(monkeypatch):
    monkeypatch.setattr(projects, "AT_ONCE", 2)
    bring([{"id": str(n), "title": f"Projekt {n}", "text": FLOOR} for n in range(3)])
    assert read_projects(at=clock.now(), seconds=0)
    assert EarlierProject.objects.unread().count() == 1
    told = []
    read_projects(at=clock.now(), progress=lambda done, total, _label: told.append((done, total)))
    assert told == [(1, 1)]
    assert not EarlierProject.objects.unread().exists()


def test_projects_like_a_project_leave_out_itself():
    one, other = make_project(title="Et gulv"), make_project(title="Et andet gulv")
    make_project(title="Brød", text="Vi bager brød af gammelt korn.")
    read()
    assert [each.subject_id for each in similar_projects(one.pk, actor=VISITOR)] == [other.pk]


def test_a_topic_and_a_project_share_the_same_whichever_is_asked(seeded):
    project = make_project()
    make_project(title="Brød", text="Vi bager brød af gammelt korn.")
    read()
    topic = Topic.objects.get(key="faldregistrering")
    (asked,) = projects_that_say("topic", topic.pk, actor=VISITOR)
    (told,) = (
        each for each in said_by_project(project.pk, "topic", within=Topic.objects.all()) if each.subject_id == topic.pk
    )
    assert (asked.subject_id, asked.terms) == (project.pk, told.terms)
    assert asked.share == pytest.approx(told.share, rel=1e-5)
    assert "fald" in told.terms


def test_among_few_projects_everyday_words_are_not_enough(seeded):
    project = make_project(
        title="Ny plan", text="Vi samler data og tal fra mange steder, så lederen kan følge med på én side."
    )
    other = make_project(title="Møde", text="Vi holdt et langt møde med lederen og fik en ny plan for arbejdet.")
    read()
    assert list(project.topics.all()) == list(other.topics.all()) == []
    assert [t for t in Topic.objects.public() if projects_that_say("topic", t.pk, actor=VISITOR)] == []


def test_what_is_not_in_the_index_has_not_been_tried(seeded):
    project = make_project()
    assert said_by_project(project.pk, "topic", within=Topic.objects.all()) == []
    assert projects_that_say("solution", 1, actor=VISITOR) == []
