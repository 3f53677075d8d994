from datetime import UTC, datetime

import pytest
from tests.factories.directory import make_municipality, make_post
from tests.factories.taxonomy import make_area, make_role

from lysning.core.actors import Actor
from lysning.core.models import AuditEntry
from lysning.directory import queries
from lysning.directory.actions import import_posts
from lysning.directory.models import Post
from lysning.taxonomy.rules import Problem

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPERATOR = Actor(user_id=7)


@pytest.fixture
def town(db):
    area = make_area("boern", name_da="Dagtilbud og skole")
    make_role(area, key="skoleleder", title_da="Skoleleder", title_en="Principal", level="institution")
    make_role(make_area("kultur"), key="bibliotekschef", title_da="Bibliotekschef", title_en="Library Director")
    return make_municipality("Aarhus", code="0751")


def bring(text, apply=True, encoding="utf-8"):
    return import_posts(content=text.encode(encoding), apply=apply, by=OPERATOR, at=NOW)


def figures(report):
    return report.new, report.changed, report.unchanged


LIST = (
    "Kommune;Fagområde;Rolle;Institution;Titel;E-mail;Ugeplads\r\n"
    "Århus;Dagtilbud og skole;Skoleleder;Ellevang Skole;Rektor;ELLEVANG@aarhus.dk;2\r\n"
    "751;;bibliotekschef;;;bib@aarhus.dk;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_list_is_tried_then_written_then_known(town, encoding):
    assert figures(bring(LIST, apply=False, encoding=encoding)) == (2, 0, 0)
    assert Post.objects.count() == 0
    report = bring(LIST, encoding=encoding)
    assert figures(report) == (2, 0, 0)
    assert report.is_applied
    assert list(Post.objects.values_list("role__key", "institution", "title", "email", "weekly_room")) == [
        ("skoleleder", "Ellevang Skole", "Rektor", "ellevang@aarhus.dk", 2),
        ("bibliotekschef", "", "", "bib@aarhus.dk", 3),
    ]
    assert figures(bring(LIST, encoding=encoding)) == (0, 0, 2)
    assert AuditEntry.objects.filter(verb="directory.import_posts").count() == 1


def test_english_headings_in_any_order_with_commas(town):
    assert figures(bring('email,role,municipality,workplace\na@aarhus.dk,Principal,"Aarhus Kommune",X\n')) == (1, 0, 0)
    post = Post.objects.get()
    assert (post.email, post.institution, post.area.key) == ("a@aarhus.dk", "X", "boern")


def test_an_empty_cell_changes_nothing(town):
    bring(LIST)
    assert figures(bring("kommune;rolle;institution;e-mail;titel\nAarhus;skoleleder;ELLEVANG skole;;\n")) == (0, 0, 1)
    assert figures(bring("kommune;rolle;institution;ugeplads\nAarhus;skoleleder;Ellevang Skole;5\n")) == (0, 1, 0)
    post = Post.objects.get(role__key="skoleleder")
    assert (post.email, post.title, post.weekly_room, post.revision) == ("ellevang@aarhus.dk", "Rektor", 5, 2)


def test_every_bad_place_is_told_and_nothing_is_written(town):
    text = (
        "Kommune;Område;Rolle;Institution;E-mail;Ugeplads\n"
        "Aarhus;;Skoleleder;God Skole;god@aarhus.dk;1\n"
        "Atlantis;;Borgmester;;ingen-adresse;11\n"
        "Aarhus;Kultur;Skoleleder;En 010190-1234;;to\n"
        "Aarhus;;skoleleder;GOD SKOLE;;\n"
        "Aarhus;;Skoleleder;A;;;for;meget\n"
    )
    assert bring(text).problems == (
        Problem(3, "Kommune", "municipality_unknown", {"value": "Atlantis"}),
        Problem(3, "Rolle", "role_unknown", {"value": "Borgmester"}),
        Problem(3, "E-mail", "email_wrong", {"value": "ingen-adresse"}),
        Problem(3, "Ugeplads", "room_wrong", {"value": "11", "most": 10}),
        Problem(4, "Område", "role_elsewhere", {"value": "Kultur", "role": "Skoleleder"}),
        Problem(4, "Institution", "cell_has_cpr", {}),
        Problem(4, "Ugeplads", "room_wrong", {"value": "to", "most": 10}),
        Problem(5, "", "post_twice", {"first": 2}),
        Problem(6, "", "row_too_wide", {"cells": 8, "headings": 6}),
    )
    assert Post.objects.count() == 0


def test_every_problem_has_words_in_both_languages(town, settings):
    report = bring("Kommune;Rolle;Ugeplads\nAtlantis;Borgmester;11\n")
    assert [queries.words_of(problem)[:1] for problem in report.problems] == ["»", "»", "»"]


def test_no_cell_becomes_a_formula(town):
    bring("kommune;rolle;institution;titel\nAarhus;Skoleleder;=HYPERLINK(1);@leder\n")
    post = Post.objects.get()
    assert (post.institution, post.title) == ("HYPERLINK(1)", "leder")


def test_a_closed_post_is_not_the_one_meant(town):
    make_post(town, queries.areas()[0].roles.all()[0], institution="Ellevang Skole", closed_at=NOW)
    assert figures(bring(LIST)) == (2, 0, 0)


def test_a_list_of_many_is_written_in_batches_with_progress(town):
    rows = "".join(f"Aarhus;Skoleleder;Skole {number}\n" for number in range(2500))
    told = []
    import_posts(
        content=f"kommune;rolle;institution\n{rows}".encode(),
        apply=True,
        by=OPERATOR,
        at=NOW,
        progress=lambda done, total, _label: told.append((done, total)),
    )
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]
    assert Post.objects.count() == 2500
