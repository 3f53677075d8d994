"""A list of topics: every bad place is named, all or nothing, twice is once, and what leaves can come back."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.taxonomy import make_area, make_kle_group, make_topic

from lysning.core.actors import VISITOR, Actor, Grant
from lysning.core.models import AuditEntry
from lysning.taxonomy import actions, queries
from lysning.taxonomy.models import Topic
from lysning.taxonomy.rules import TOPIC_COLUMNS, Problem, read_list, read_table

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
OPERATOR = Actor(user_id=7, grants=frozenset({Grant("operator")}))
HEAD = "nøgle;navn;name_en;forklaring;explanation_en;fagområder"


@pytest.fixture(autouse=True)
def _known():
    make_area("aeldre"), make_area("skole"), make_kle_group("27")


def bring(text, apply=True):
    content = text if isinstance(text, bytes) else text.encode()
    return actions.import_topics(content=content, file_name="emner.csv", apply=apply, by=OPERATOR, at=NOW)


def row(key, *more, areas="aeldre"):
    return ";".join((key, f"Navn {key}", "Name", "Forklaring.", "Explanation.", areas, *more))


def listed(*rows, more=()):
    return "\n".join((";".join((HEAD, *more)), *rows)) + "\n"


def figures(report):
    return report.new, report.changed, report.unchanged


def test_a_trial_writes_nothing_and_twice_is_once():
    text = listed(row("fald"), row("laas", areas="aeldre skole"))
    assert figures(bring(text, apply=False)) == (2, 0, 0)
    assert Topic.objects.count() == 0
    assert figures(bring(text)) == (2, 0, 0)
    before = list(Topic.objects.values_list("key", "revision", "source", "accepted_at"))
    assert before == [("fald", 1, "emner.csv", NOW), ("laas", 1, "emner.csv", NOW)]
    assert figures(bring(text)) == (0, 0, 2)
    assert list(Topic.objects.values_list("key", "revision", "source", "accepted_at")) == before
    assert AuditEntry.objects.filter(verb="taxonomy.import_topics").count() == 1


def test_every_bad_place_is_named_and_stops_the_list():
    rows = (row("fald"), row("Fald!"), row("laas", areas="park"), row("fald"), "tom;;x;y;z;aeldre", row("x", "ny"))
    report = bring(listed(*rows, more=("tilstand",)))
    assert report.problems == (
        Problem(3, "nøgle", "topic_key", {"value": "Fald!"}),
        Problem(4, "fagområder", "topic_areas_unknown", {"value": "park"}),
        Problem(5, "nøgle", "topic_twice", {"first": 2}),
        Problem(6, "navn", "topic_text_missing"),
        Problem(7, "tilstand", "topic_state", {"value": "ny"}),
    )
    assert (Topic.objects.count(), report.is_applied) == (0, False)


def test_what_a_list_does_not_say_stays_and_what_it_says_is_an_edit():
    topic = make_topic("fald", name_da="Gammelt", kle_groups=("27",), source="KL", at=NOW)
    report = bring(listed(row("fald", areas="skole")))
    topic.refresh_from_db()
    assert figures(report) == (0, 1, 0)
    assert (topic.name_da, topic.revision, topic.source) == ("Navn fald", 2, "KL")
    assert queries.facts_of(topic).kle_groups == ("27",)
    entry = AuditEntry.objects.get(verb="taxonomy.edit_topic")
    assert (entry.actor_id, entry.facts["before"]["name_da"]) == (7, "Gammelt")


MORE = ("tilstand", "lagt_sammen_med")


def test_a_list_can_propose_accept_and_merge_in_any_order():
    stored = make_topic("gammel", accept=False, at=NOW)
    report = bring(
        listed(
            row("a", "lagt sammen", "b"),
            row("b", "", "c"),
            row("c", "gælder", ""),
            row("ny", "forslag", ""),
            row("gammel", "current", ""),
            more=MORE,
        )
    )
    assert figures(report) == (4, 1, 0)
    leads = {topic.key: (topic.state, topic.current.key) for topic in queries.with_areas(Topic.objects.all())}
    assert leads == {
        "a": ("merged", "c"),
        "b": ("merged", "c"),
        "c": ("current", "c"),
        "ny": ("proposed", "ny"),
        stored.key: ("current", "gammel"),
    }


@pytest.mark.parametrize(
    ("rows", "line", "code"),
    [
        ([row("a", "", "b"), row("b", "", "a")], 2, "topic_circle"),
        ([row("a", "", "a")], 2, "topic_circle"),
        ([row("a", "", "ukendt")], 2, "topic_unknown"),
        ([row("a", "lagt sammen", "")], 2, "topic_merge_unclear"),
        ([row("a", "gælder", "b"), row("b", "", "")], 2, "topic_merge_unclear"),
        ([row("b", "forslag", ""), row("a", "", "b")], 3, "topic_only_proposed"),
        ([row("gammel", "", "")], 2, "topic_merge_stands"),
        ([row("a", "", ""), row("gammel", "", "a")], 3, "topic_merge_stands"),
    ],
)
def test_merges_that_cannot_be_are_named(rows, line, code):
    make_topic("gammel", merged_into=make_topic("ind"))
    report = bring(listed(*rows, more=MORE))
    assert (report.problems[0].line, report.problems[0].column, report.problems[0].code) == (
        line,
        "lagt_sammen_med",
        code,
    )
    assert set(Topic.objects.values_list("key", flat=True)) == {"gammel", "ind"}


def test_what_is_merged_already_may_receive_more_through_a_list():
    make_topic("gammel", merged_into=make_topic("ind"))
    assert figures(bring(listed(row("a", "", "gammel"), more=MORE))) == (1, 0, 0)
    assert Topic.objects.get(key="a").current.key == "ind"


def as_json(rows):
    return json.dumps({"licence": "CC BY 4.0", "topics": list(rows)}, ensure_ascii=False, indent=1).encode()


def as_csv(rows):
    target = io.StringIO()
    writer = csv.DictWriter(target, [column.headings[-1] for column in TOPIC_COLUMNS])
    writer.writeheader()
    writer.writerows({k: " ".join(v) if isinstance(v, tuple) else v for k, v in each.items()} for each in rows)
    return target.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("written", [as_json, as_csv])
def test_what_leaves_comes_back_unchanged_and_fills_an_empty_installation(written):
    into = make_topic("ind", kle_groups=("27",), at=NOW)
    make_topic("gammel", merged_into=into, at=NOW)
    make_topic("forslag", accept=False, at=NOW)
    content = written(queries.topic_rows(OPERATOR))
    assert figures(bring(content)) == (0, 0, 3)
    before = list(queries.topic_rows(OPERATOR))
    for topic in Topic.objects.order_by("merged_into"):
        Topic.objects.filter(pk=topic.pk).update(merged_into=None, merged_at=None)
    Topic.objects.all().delete()
    assert figures(bring(content)) == (3, 0, 0)
    assert list(queries.topic_rows(OPERATOR)) == before
    assert [each["key"] for each in queries.topic_rows(VISITOR)] == ["gammel", "ind"]


def test_json_tells_the_line_where_a_row_begins():
    texts = dict.fromkeys(("name_da", "name_en", "explanation_da", "explanation_en"), "Ord")
    rows = [json.dumps({"key": key, **texts, "areas": ["aeldre"]}) for key in ("fald", "x y")]
    report = bring('{"topics": [\n' + ",\n\n".join(rows) + "\n]}")
    assert report.problems == (Problem(4, "key", "topic_key", {"value": "x y"}),)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("[{]", 1, "table_json_broken"),
        ('{"a": 1}', 1, "table_json_broken"),
        ("[\n1]", 2, "table_json_broken"),
        ("[", 1, "table_json_broken"),
        ("[" * 200_000, 1, "table_json_broken"),
        ('[{"key": "a"}]', 1, "table_headings"),
        ("[]", 1, "table_headings"),
        ("", 1, "table_headings"),
    ],
)
def test_a_file_that_is_no_list_is_one_problem(text, line, code):
    (problem,) = bring(text).problems
    assert (problem.line, problem.code) == (line, code)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_rows_or_problems(content):
    table = read_list(content, TOPIC_COLUMNS)
    assert table.rows or table.problems or table == read_table(content, TOPIC_COLUMNS)


def test_a_formula_does_not_get_in():
    bring(listed(row("a")).replace("Navn a", "=cmd()"))
    assert Topic.objects.get().name_da == "cmd()"
