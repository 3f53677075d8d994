"""A topic's life: what is written is kept, a merge moves nothing, and the database knows what counts as what."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.taxonomy import make_area, make_kle_group, make_topic

from lysning.core.actors import VISITOR, Actor, Grant
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.taxonomy import actions, events, queries
from lysning.taxonomy.models import EndedMerge, Topic
from lysning.taxonomy.rules import TopicFacts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
OPERATOR = Actor(user_id=7, grants=frozenset({Grant("operator")}))


def facts(**changes):
    texts = {
        "name_da": "Skærmbesøg",
        "name_en": "Video visits",
        "explanation_da": "Et besøg på skærm.",
        "explanation_en": "A visit.",
    }
    return TopicFacts(**{**texts, "areas": ("aeldre",), **changes})


def merge(topic, into, **more):
    topic.refresh_from_db()
    return actions.merge_topic(
        topic=topic, into=into, **{"revision": topic.revision, "by": OPERATOR, "at": NOW, **more}
    )


def separate(topic):
    topic.refresh_from_db()
    return actions.separate_topic(topic=topic, revision=topic.revision, by=OPERATOR, at=LATER)


@pytest.fixture
def aeldre():
    return make_area("aeldre")


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr("lysning.core.events.announce", heard.append)
    return heard


def test_a_topic_gets_its_key_from_its_name_and_stands_for_itself(aeldre, told):
    topic = actions.add_topic(facts=facts(), accept=True, by=OPERATOR, at=NOW)
    assert (topic.key, topic.state, topic.current_id, topic.revision) == ("skaermbesoeg", "current", topic.pk, 1)
    assert (topic.source, topic.status, topic.valid_from_date) == (
        "Skrevet af dem, der driver Lysning",
        "estimate",
        NOW.date(),
    )
    assert told == [events.TopicsChanged((topic.pk,))]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name_da": "  "}, "topic_text_missing", "name_da"),
        ({"explanation_en": ""}, "topic_text_missing", "explanation_en"),
        ({"name_en": "x" * 81}, "topic_text_too_long", "name_en"),
        ({"areas": ()}, "topic_area_missing", "areas"),
        ({"areas": ("skole",)}, "topic_areas_unknown", "areas"),
        ({"kle_groups": ("99",)}, "topic_kle_groups_unknown", "kle_groups"),
        ({"kle_groups": tuple(f"{number:02}" for number in range(13))}, "topic_kle_groups_many", "kle_groups"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(aeldre, changes, code, field):
    for number in range(13):
        make_kle_group(f"{number:02}")
    with pytest.raises(Refused) as refused:
        actions.add_topic(facts=facts(**changes), accept=True, by=OPERATOR, at=NOW)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Topic.objects.count() == 0


def test_a_key_is_given_once_and_must_stand_in_an_address(aeldre):
    actions.add_topic(facts=facts(), accept=True, by=OPERATOR, at=NOW)
    for key, code in (("", "topic_key_taken"), ("Skærm", "topic_key"), ("a--b", "topic_key"), ("x" * 61, "topic_key")):
        with pytest.raises(Refused, check=lambda refused, code=code: refused.code == code and refused.field == "key"):
            actions.add_topic(key=key, facts=facts(), accept=True, by=OPERATOR, at=NOW)


def test_only_the_operator_sees_a_proposal_until_it_is_accepted(aeldre):
    topic = make_topic(areas=[aeldre], accept=False, at=NOW)
    assert [Topic.objects.visible_to(actor).count() for actor in (VISITOR, OPERATOR)] == [0, 1]
    assert (topic.state, topic in queries.topics()) == ("proposed", False)
    accepted = actions.accept_topic(topic=topic, by=OPERATOR, at=LATER)
    assert actions.accept_topic(topic=topic, by=OPERATOR, at=LATER + timedelta(days=1)).accepted_at == LATER
    assert (accepted.state, Topic.objects.visible_to(VISITOR).count()) == ("current", 1)
    assert AuditEntry.objects.filter(verb="taxonomy.accept_topic").count() == 1


def test_an_edit_keeps_what_stood_there_and_writes_only_what_differs(aeldre):
    skole = make_area("skole")
    topic = make_topic("skaerm", areas=[aeldre], name_da="Skærm", at=NOW)
    before = queries.facts_of(topic)
    edited = actions.edit_topic(
        topic=topic, revision=1, facts=replace(before, name_da=" Skærm­besøg\n", areas=("skole",)), by=OPERATOR, at=LATER
    )
    assert (edited.key, edited.revision, edited.edited_at, list(edited.areas.all())) == ("skaerm", 2, LATER, [skole])
    entry = AuditEntry.objects.get(verb="taxonomy.edit_topic")
    assert entry.facts == {
        "before": {"name_da": "Skærm", "areas": ["aeldre"]},
        "after": {"name_da": edited.name_da, "areas": ["skole"]},
    }
    same = actions.edit_topic(topic=edited, revision=2, facts=queries.facts_of(edited), by=OPERATOR, at=LATER)
    assert (same.revision, AuditEntry.objects.filter(verb="taxonomy.edit_topic").count()) == (2, 1)


def test_two_who_edit_at_once_get_one_winner(aeldre):
    topic = make_topic(areas=[aeldre])
    actions.edit_topic(topic=topic, revision=1, facts=facts(), by=OPERATOR, at=LATER)
    with pytest.raises(Refused, check=lambda refused: refused.code == "stale"):
        actions.edit_topic(topic=topic, revision=1, facts=facts(name_da="Andet"), by=OPERATOR, at=LATER)
    assert Topic.objects.get().name_da == "Skærmbesøg"


def test_a_merge_moves_nothing_and_is_followed_to_its_end(aeldre, told):
    first, second, third = (make_topic(areas=[aeldre]) for _ in range(3))
    told.clear()
    merge(first, second)
    assert told == [events.TopicMerged(first.pk, second.pk), events.TopicsChanged((first.pk,))]
    merge(second, third)
    rows = {topic.pk: topic for topic in Topic.objects.all()}
    assert [rows[key.pk].current_id for key in (first, second, third)] == [third.pk] * 3
    assert rows[first.pk].merged_into_id == second.pk
    assert set(Topic.objects.known_as(third)) == set(Topic.objects.known_as(rows[first.pk])) == {first, second, third}
    assert (rows[first.pk].state, list(Topic.objects.public())) == ("merged", [third])


def test_a_merge_can_be_undone_in_the_middle(aeldre, told):
    first, second, third = (make_topic(areas=[aeldre]) for _ in range(3))
    merge(first, second)
    merge(second, third)
    told.clear()
    assert separate(second).state == "current"
    assert told == [events.TopicSeparated(second.pk, third.pk), events.TopicsChanged((second.pk,))]
    first.refresh_from_db()
    assert first.current_id == second.pk
    with pytest.raises(Refused, check=lambda refused: refused.code == "topic_is_not_merged"):
        separate(second)
    verbs = ["merge_topic", "receive_topic", "separate_topic", "release_topic"]
    counts = [AuditEntry.objects.filter(verb=f"taxonomy.{verb}").count() for verb in verbs]
    assert counts == [2, 2, 1, 1]


def test_merges_that_make_no_sense_are_refused(aeldre):
    one, other, proposal = make_topic(), make_topic(), make_topic(accept=False)
    gone = make_topic(merged_into=other)
    for topic, into, code in (
        (one, one, "topic_into_itself"),
        (one, proposal, "topic_target_not_current"),
        (one, gone, "topic_target_not_current"),
        (gone, one, "topic_is_merged"),
    ):
        with pytest.raises(Refused, check=lambda refused, code=code: refused.code == code):
            merge(topic, into)
    with pytest.raises(Refused, check=lambda refused: refused.code == "stale"):
        merge(one, other, revision=7)
    assert Topic.objects.filter(merged_into__isnull=False).count() == 1


def test_the_database_refuses_a_circle_whoever_writes():
    first, second = make_topic(), make_topic()
    merge(first, second)
    for topic, into in ((second, first), (second, second)):
        with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
            Topic.objects.filter(pk=topic.pk).update(merged_into=into, merged_at=NOW)
    with pytest.raises(IntegrityError, match="merged_then"), transaction.atomic():
        Topic.objects.filter(pk=second.pk).update(merged_at=NOW)


def test_an_undone_merge_is_remembered_once_and_never_rewritten():
    topic, into = make_topic(), make_topic()
    merge(topic, into)
    assert not EndedMerge.objects.exists()
    separate(topic)
    merge(topic, into, at=LATER + timedelta(days=1))
    held = [(topic.pk, into.pk, NOW, LATER)]
    columns = ("topic_id", "into_id", "merged_at", "separated_at")
    assert list(EndedMerge.objects.values_list(*columns)) == held
    assert queries.merges(with_ended=False) == [(topic.pk, into.pk, LATER + timedelta(days=1), None)]
    assert sorted(queries.merges(with_ended=True), key=lambda row: row[2]) == [
        *held,
        (topic.pk, into.pk, LATER + timedelta(days=1), None),
    ]
    for write in (lambda: EndedMerge.objects.update(separated_at=NOW), lambda: EndedMerge.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="never rewritten"), transaction.atomic():
            write()


def test_what_was_undone_before_it_was_remembered_is_taken_from_the_log():
    topic, into, other = make_topic(), make_topic(), make_topic()
    merge(topic, into)
    separate(topic)
    merge(other, into)
    first = EndedMerge.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(import_module("lysning.taxonomy.migrations.0003_ended_merges").REMEMBERED)
    [again] = EndedMerge.objects.exclude(pk=first.pk)
    assert (again.topic, again.into, again.merged_at, again.separated_at) == (topic, into, NOW, LATER)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_whatever_is_merged_and_separated_each_topic_counts_as_one_that_stands(db, steps):
    with transaction.atomic():
        rows = [make_topic() for _ in range(6)]
        for at, to in steps:
            topic = rows[at]
            topic.refresh_from_db()
            try:
                separate(topic) if at == to and topic.merged_into_id else merge(topic, rows[to])
            except Refused:
                continue
        leads = dict(Topic.objects.values_list("pk", "merged_into"))
        for key, current in Topic.objects.values_list("pk", "current"):
            while leads[key] is not None:
                key = leads[key]  # noqa: PLW2901 -- the walk the database is held against
            assert key == current
        transaction.set_rollback(True)


def test_everything_that_points_at_a_topic_is_followed_in_one_join():
    into = make_topic()
    for count in (1, 3):
        for _ in range(count):
            make_topic(merged_into=into)
        with CaptureQueriesContext(connection) as captured:
            assert len(Topic.objects.known_as(into)) > count
        assert len(captured) == 1


def test_the_kept_topics_are_in_the_order_of_the_alphabet_and_fresh_after_a_change():
    area = make_area()
    for name in ("Åbne data", "Ærlig", "Bil"):
        make_topic(areas=[area], name_da=name)
    assert [topic.name_da for topic in queries.topics()] == ["Bil", "Ærlig", "Åbne data"]
    make_topic(areas=[area], name_da="Cykel")
    assert "Cykel" in [topic.name_da for topic in queries.topics()]


def test_what_another_process_writes_is_seen_at_once_for_one_small_query(django_assert_num_queries):
    """Another process changes the rows and can tell this one nothing: a bare update stands for it."""
    area, kept = make_area(), make_topic(name_da="Kamera")
    into = make_topic(name_da="Sensor", areas=[area])
    for write, names in (
        (lambda: Topic.objects.filter(pk=kept.pk).update(name_da="Billede"), ["Billede", "Sensor"]),
        (lambda: Topic.objects.filter(pk=kept.pk).update(merged_into=into, merged_at=NOW), ["Sensor"]),
        (lambda: Topic.objects.filter(pk=kept.pk).update(merged_into=None, merged_at=None), ["Billede", "Sensor"]),
    ):
        queries.topics()
        write()
        assert [topic.name_da for topic in queries.topics()] == names
    into.areas.set([area, other := make_area()])
    assert {area.key, other.key} == {each.key for each in queries.topics()[-1].areas.all()}
    with django_assert_num_queries(1):
        queries.topics()
    with django_assert_num_queries(0):
        assert queries.topics_by_id([]) == {}


def test_what_was_taken_back_is_not_kept():
    topic = make_topic(name_da="Kamera")
    with contextlib.suppress(RuntimeError), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(name_da="Aldrig")
        assert [each.name_da for each in queries.topics()] == ["Aldrig"]
        raise RuntimeError
    assert [each.name_da for each in queries.topics()] == ["Kamera"]
