"""Topics in the index: those one may choose are found, suggested for a text, and gone once they are merged."""

import tomllib

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.catalogue import make_solution
from tests.factories.taxonomy import make_area, make_topic

from lysning.catalogue.queries import public_shelf
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.matching import tasks
from lysning.matching.actions import subjects
from lysning.matching.actions.checking import check_index
from lysning.matching.queries import search_solutions, suggest_topics
from lysning.matching.queries.ranking import own_scores, rank
from lysning.taxonomy.actions import accept_topic, edit_topic, merge_topic, seed_reference, separate_topic
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import areas, facts_of
from lysning.web.demo.loading import DATA

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded():
    seed_reference()
    yield
    areas.forget()


def found(word):
    return rank("topic", {word: 1.0}).ids


def test_the_index_follows_a_topic_through_its_life():
    area = make_area()
    topic = make_topic("zebra", areas=[area], name_da="Zebrastribe", accept=False)
    assert found("zebrastrib") == found("zebrastribe") == []
    topic = accept_topic(topic=topic, by=SYSTEM, at=clock.now())
    (word,) = [word for word in ("zebrastrib", "zebrastribe") if found(word)]
    assert found(word) == [topic.pk]
    into = make_topic("hest", areas=[area], name_da="Hest")
    topic = merge_topic(topic=topic, into=into, revision=topic.revision, by=SYSTEM, at=clock.now())
    assert found(word) == []
    topic = separate_topic(topic=topic, revision=topic.revision, by=SYSTEM, at=clock.now())
    assert found(word) == [topic.pk]
    facts = facts_of(topic)
    changed = facts.__class__(**{**facts.__dict__, "name_da": "Okapi"})
    edit_topic(topic=topic, revision=topic.revision, facts=changed, by=SYSTEM, at=clock.now())
    assert found(word) == []
    assert check_index("topic") == []


def asked(words):
    return list(search_solutions(words, among=public_shelf()).ids)


def read_anew():
    """The job that a change of topics has left, and only that one."""
    (job,) = ProcrastinateJob.objects.filter(task_name="matching.index_solutions_of_topics", status="todo")
    tasks.index_solutions_of_topics(**job.args)
    ProcrastinateJob.objects.all().delete()


def test_a_solution_is_found_by_what_its_kind_is_called_now():
    area = make_area()
    topic, into = make_topic(areas=[area], name_da="Zebrastribe"), make_topic(areas=[area], name_da="Hestevogn")
    solution, other = make_solution(topics=[topic.key]), make_solution()
    ProcrastinateJob.objects.all().delete()
    assert (asked("zebrastribe"), asked("hestevogn")) == ([solution.pk], [])
    facts = facts_of(topic)
    renamed = facts.__class__(**{**facts.__dict__, "name_da": "Okapi"})
    topic = edit_topic(topic=topic, revision=topic.revision, facts=renamed, by=SYSTEM, at=clock.now())
    read_anew()
    assert (asked("zebrastribe"), asked("okapi")) == ([], [solution.pk])
    topic = merge_topic(topic=topic, into=into, revision=topic.revision, by=SYSTEM, at=clock.now())
    read_anew()
    assert (asked("okapi"), asked("hestevogn")) == ([], [solution.pk])
    separate_topic(topic=topic, revision=topic.revision, by=SYSTEM, at=clock.now())
    read_anew()
    assert (asked("okapi"), asked("hestevogn")) == ([solution.pk], [])
    assert other.pk not in asked("okapi")
    assert check_index("solution") == []


def test_the_seed_leaves_a_whole_index(seeded):
    assert check_index("topic") == []
    assert sum(1 for _ in subjects.SUBJECTS["topic"].all()) == Topic.objects.count()


def test_a_topic_says_all_that_it_says_itself(seeded):
    topics = list(Topic.objects.all()[:3])
    scores = own_scores("topic", [topic.pk for topic in topics])
    assert set(scores) == {topic.pk for topic in topics}
    assert min(scores.values()) > 0
    assert own_scores("topic", []) == {}


def test_a_topic_s_own_words_lead_to_it_first(seeded):
    for topic in Topic.objects.all():
        suggested = suggest_topics(f"{topic.name_da}. {topic.explanation_da}")
        if suggested:  # a kind of technology may speak of no area's own matters
            assert suggested[0].key == topic.key
            assert suggested[0].share > 0.9


@pytest.mark.parametrize("text", ["", "   ", "Vi bager brød af gammelt korn og sælger det på torvet."])
def test_a_text_that_concerns_no_municipality_gets_no_topic(seeded, text):
    assert suggest_topics(text) == ()


def test_the_examples_are_suggested_what_a_person_chose_for_most(seeded):
    solutions = tomllib.loads((DATA / "solutions.toml").read_text(encoding="utf-8"))["solution"]
    suggested = []
    for solution in solutions:
        text = "\n".join(solution[name] for name in ("title", "problem", "audience", "description"))
        suggested.append([row.key for row in suggest_topics(text)])
    chosen = [set(solution["topics"]) for solution in solutions]
    met = sum(bool(mine & set(keys)) for mine, keys in zip(chosen, suggested, strict=True))
    best = sum(bool(keys) and keys[0] in mine for mine, keys in zip(chosen, suggested, strict=True))
    assert (met, best) >= (26, 24)
    assert sum(map(len, suggested)) <= 1.5 * len(solutions)
