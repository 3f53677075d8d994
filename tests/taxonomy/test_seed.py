import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db.models import Count, F, Q
from django.utils import translation

from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.matching.text.readability import readability
from lysning.taxonomy import actions, queries
from lysning.taxonomy.models import CpvCode, FormArea, KleGroup, LeaderRole, ServiceArea, Topic

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def seeded(db):
    return actions.seed_reference(at=NOW)


def test_the_reference_data_are_complete(seeded):
    assert ServiceArea.objects.count() == 11
    assert LeaderRole.objects.count() == 53
    assert KleGroup.objects.filter(level=1).count() == 37
    assert KleGroup.objects.filter(level=2, parent=None).count() == 0
    assert CpvCode.objects.count() == 31
    assert FormArea.objects.count() == 25


def test_every_row_says_where_it_comes_from(seeded):
    for model in (ServiceArea, LeaderRole, KleGroup, CpvCode, FormArea, Topic):
        assert model.objects.filter(source="").count() == 0
        assert set(model.objects.values_list("status", flat=True)) <= {"verified", "secondary", "estimate", "memory"}


def test_a_second_run_changes_nothing(seeded):
    again = actions.seed_reference(at=NOW)
    assert (again.new, again.changed) == (0, 0)
    assert AuditEntry.objects.filter(verb="taxonomy.seed_reference").count() == 1


def test_a_row_that_differs_from_the_file_is_brought_back(seeded):
    LeaderRole.objects.filter(key="skoleleder").update(title_en="Head teacher")
    area = ServiceArea.objects.get(key="borgerservice")
    area.kle_groups.clear()
    again = actions.seed_reference(at=NOW)
    assert (again.new, again.changed) == (0, 2)
    assert LeaderRole.objects.get(key="skoleleder").title_en == "School Principal"
    assert area.kle_groups.count() == 7


def test_two_roles_may_change_places(seeded):
    LeaderRole.objects.filter(key="skolechef").update(position=100)
    LeaderRole.objects.filter(key="skoleleder").update(position=2)
    LeaderRole.objects.filter(key="skolechef").update(position=3)
    actions.seed_reference(at=NOW)
    assert list(LeaderRole.objects.filter(area__key="boern-unge-skole").values_list("key", flat=True))[:3] == [
        "boerne-ungedirektoer",
        "skolechef",
        "skoleleder",
    ]


def test_areas_come_with_everything_in_one_go(seeded, django_assert_num_queries):
    queries.areas.forget()
    with django_assert_num_queries(5):
        found = queries.areas()
    with django_assert_num_queries(0):
        assert queries.areas() is found
        assert [area.key for area in found][:2] == ["aeldre-sundhed", "boern-unge-skole"]
        assert found[0].roles.all()[3].key == "plejehjemsleder"
        assert "27.42" in {group.number for group in found[0].kle_groups.all()}
        assert queries.area_by_key("kultur-fritid").name_en == "Culture, leisure and libraries"
        assert queries.area_by_key("nej") is None


def test_every_area_and_role_has_a_name_in_both_languages(seeded):
    assert not ServiceArea.objects.filter(Q(name_en="") | Q(committee_en="") | Q(name_en=F("name_da"))).exists()
    assert not LeaderRole.objects.filter(title_en="").exists()
    assert list(LeaderRole.objects.filter(title_en=F("title_da")).values_list("key", flat=True)) == ["controller"]
    assert "the English titles are our own translation" in LeaderRole.objects.first().source


def test_what_is_stored_in_danish_is_shown_in_the_readers_language(seeded, django_assert_num_queries):
    queries.areas()
    with translation.override("en"), django_assert_num_queries(0):
        assert queries.named("Plejehjemsleder") == "Nursing Home Manager"
        assert queries.named("Dagtilbud og skole") == "Day care and schools"
        assert queries.named("Leder af Solgården") == "Leder af Solgården"
    with translation.override("da"):
        assert queries.named("Plejehjemsleder") == "Plejehjemsleder"


@pytest.mark.django_db
def test_no_areas_are_not_kept():
    queries.areas.forget()
    assert queries.areas() == ()
    actions.seed_reference(at=NOW)
    assert len(queries.areas()) == 11


def test_the_seed_leaves_alone_what_the_operator_has_a_hand_in(seeded):
    mine, merged, other = (Topic.objects.get(key=key) for key in ("skaermbesoeg", "droner", "medicinrobotter"))
    facts = replace(queries.facts_of(mine), name_da="Mit", areas=("kultur-fritid",))
    actions.edit_topic(topic=mine, revision=1, facts=facts, by=SYSTEM, at=NOW)
    actions.merge_topic(topic=merged, into=other, revision=1, by=SYSTEM, at=NOW)
    Topic.objects.filter(pk=other.pk).update(name_da="Skredet")
    other.areas.clear()
    again = actions.seed_reference(at=NOW)
    assert (again.new, again.changed) == (0, 1)
    topics = {topic.key: topic for topic in queries.with_areas(Topic.objects.all())}
    assert queries.facts_of(topics["skaermbesoeg"]) == facts
    assert topics["droner"].current == other
    assert (topics[other.key].name_da, topics[other.key].areas.count()) == ("Medicinrobotter", 2)


def test_each_topic_is_told_plainly_and_briefly(seeded):
    topics = list(Topic.objects.prefetch_related("areas"))
    assert 75 <= len(topics) <= 100
    hard = {topic.key: readability(topic.explanation_da).lix for topic in topics}
    assert {key: lix for key, lix in hard.items() if lix > 45} == {}
    for text in [text for topic in topics for text in (topic.explanation_da, topic.explanation_en)]:
        assert 2 <= len(re.findall(r"[a-zæøå2\d][.?!](?= [A-ZÆØÅ]|$)", text)) <= 4, text


def test_every_area_has_topics_to_take_a_stand_on(seeded):
    counts = dict(ServiceArea.objects.annotate(n=Count("topics")).values_list("key", "n"))
    assert len(counts) == 11
    assert min(counts.values()) >= 5
