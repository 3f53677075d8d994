"""A list of earlier projects: tried, written whole or not at all, twice is once, and who tells of the same is told."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.factories.evidence import bring, make_project

from lysning.core.models import AuditEntry
from lysning.evidence.models import EarlierProject
from lysning.taxonomy.rules import Problem

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "erdf_dk" / "erdf_dk.jsonl"
TWO = "titel;periode;budget\nFærre fald;2012-2014;1,2 mio. kr.\nRene hænder;marts 2015;ved ikke\n"


def counts(report):
    return report.new, report.changed, report.unchanged


def test_a_list_is_first_tried(announced):
    report = bring(TWO, apply=False)
    assert (counts(report), report.is_applied) == ((2, 0, 0), False)
    assert [(each.line, each.column, each.code) for each in report.warnings] == [(3, "budget", "project_amount")]
    assert (EarlierProject.objects.count(), announced) == (0, [])


def test_a_list_is_written_once_and_told(announced):
    assert counts(bring(TWO)) == (2, 0, 0)
    fewer, clean = EarlierProject.objects.order_by("pk")
    assert (fewer.slug, fewer.budget_amount, fewer.budget_currency, fewer.start.day.year) == (
        "faerre-fald",
        1_200_000,
        "DKK",
        2012,
    )
    assert (clean.budget_amount, clean.budget_written, clean.end.precision.name) == (None, "ved ikke", "MONTH")
    assert announced == [("ProjectsImported", (fewer.pk, clean.pk))]
    assert AuditEntry.objects.get(verb="evidence.import_projects").facts == {"source": "Listen", "new": 2, "changed": 0}
    assert counts(bring(TWO)) == (0, 0, 2)
    assert len(announced) == AuditEntry.objects.filter(verb="evidence.import_projects").count() == 1


def test_what_is_changed_in_the_list_is_changed_here_under_the_same_address():
    project = make_project(id="7", title="Færre fald")
    EarlierProject.objects.update(read_as="some digest")
    report = bring([{"id": "7", "title": "Meget færre fald", "period": "2012 - 2014"}])
    assert counts(report) == (0, 1, 0)
    changed = EarlierProject.objects.get()
    assert (changed.pk, changed.slug, changed.title, changed.text) == (
        project.pk,
        "faerre-fald",
        "Meget færre fald",
        "",
    )
    assert EarlierProject.objects.unread().get() == changed


def test_bad_rows_are_left_out_and_every_remark_is_told_at_once():
    rows = [{"title": "A", "period": "engang"}, {"title": ""}, {"title": "Om 010203-1234"}, {"title": "B"}]
    report = bring(rows)
    assert [(each.line, each.column, each.code) for each in report.left_out] == [
        (2, "title", "project_title_missing"),
        (3, "", "project_personal_number"),
    ]
    assert [(each.line, each.code) for each in report.warnings] == [(1, "project_period")]
    assert (counts(report), report.is_applied, report.problems) == ((2, 0, 0), True, ())
    assert set(EarlierProject.objects.values_list("title", flat=True)) == {"A", "B"}
    assert counts(bring(rows)) == (0, 0, 2)


def test_a_list_without_one_good_row_is_kept_out():
    report = bring([{"title": ""}, {"title": "Om 010203-1234"}])
    assert [each.line for each in report.problems] == [1, 2]
    assert (report.is_applied, EarlierProject.objects.count()) == (False, 0)


def test_a_line_that_is_no_json_is_told():
    assert bring('{"title": "A"}\n{"title": \n').left_out == (Problem(2, "", "row_json_broken"),)


def test_two_titles_alike_have_addresses_of_their_own():
    bring([{"id": "1", "title": "Færre fald"}, {"id": "2", "title": "Færre fald"}])
    assert len(set(EarlierProject.objects.values_list("slug", flat=True))) == 2


def test_the_same_title_and_period_point_at_the_first_with_the_reason():
    first = make_project(source="A", title="Færre fald")
    report = bring([{"id": "x", "title": "Færre fald!", "period": "2012 – 2014"}], source="B")
    assert [(each.code, each.facts["first"], each.facts["source"]) for each in report.warnings] == [
        ("project_twin", "Færre fald", "A")
    ]
    twin = EarlierProject.objects.get(source="B")
    assert (twin.same_as, twin.same_as_reason) == (first, "title_and_period")
    assert list(EarlierProject.objects.listed()) == [first]


def test_a_row_that_changes_leaves_its_twins_and_they_find_another():
    first, second, third = (make_project(id=name, title="Færre fald") for name in "abc")
    EarlierProject.objects.update(read_as="digest")
    bring([{"id": "a", "title": "Noget andet", "period": "2012 - 2014"}])
    aims = dict(EarlierProject.objects.values_list("pk", "same_as"))
    assert aims == {first.pk: None, second.pk: None, third.pk: second.pk}
    assert set(EarlierProject.objects.filter(read_as="").values_list("pk", flat=True)) == {second.pk, third.pk}
    bring([{"id": "c", "title": "Uden tid"}])
    assert list(EarlierProject.objects.filter(same_as__isnull=False)) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"title": ""},
        {"started_precision": None},
        {"ended_precision": 4},
        {"budget_amount": -1, "budget_currency": "DKK"},
        {"budget_amount": 1, "budget_currency": ""},
        {"budget_amount": None, "budget_currency": "DKK"},
        {"same_as_reason": "title_and_period"},
    ],
)
def test_the_database_refuses_what_cannot_be(broken):
    project = make_project()
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierProject.objects.filter(pk=project.pk).update(**broken)


def test_real_projects_are_written_twice_as_once():
    assert REAL.exists(), f"the real list {REAL} is missing"
    content = b"\n".join(REAL.read_bytes().splitlines()[:160])
    report = bring(content, source="Regionalfonden")
    assert (counts(report), {each.code for each in report.warnings}) == ((160, 0, 0), {"project_twin"})
    assert EarlierProject.objects.listed().count() == 160 - len(report.warnings)
    assert counts(bring(content, source="Regionalfonden")) == (0, 0, 160)
