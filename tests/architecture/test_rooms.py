"""What import-linter cannot see: the doors of a room, keys in models, addresses in templates, sizes."""

import ast
import re
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings

SOURCE = Path(__file__).resolve().parents[2] / "src" / "lysning"
ROOMS = [room.removeprefix("lysning.") for room in settings.ROOMS]
LEVEL = {
    **{room: level for level, room in enumerate(["core", "taxonomy", "directory", "accounts", "catalogue"])},
    "needs": 4,
    "community": 5,
    "trials": 6,
    "evidence": 7,
    "direction": 8,
    "matching": 9,
    "moderation": 9,
    "enquiries": 10,
    "notifications": 11,
    "web": 12,
}
DOORS = {"models", "queries", "actions", "rules", "permissions", "events"}
EXTRA_DOORS = {
    "enquiries": {"links", "words"},
    "matching": {"text"},
    "catalogue": {"forms", "words"},
    "evidence": {"words"},
}


def upward_keys(models):
    for model in models:
        here = model._meta.app_label
        for field in model._meta.get_fields(include_parents=False):
            there = field.related_model._meta.app_label if field.concrete and field.is_relation else here
            if here in LEVEL and there in LEVEL and LEVEL[there] >= LEVEL[here] and there != here:
                yield f"{model.__name__}.{field.name} -> {there}"


def closed_doors(graph):
    for importer in graph.modules:
        parts = importer.split(".")
        for imported in graph.find_modules_directly_imported_by(importer):
            there = imported.split(".")
            if len(parts) < 2 or len(there) < 3 or there[1] not in ROOMS or there[1] == "core" or parts[1] == there[1]:
                continue
            if parts[1] in ROOMS and there[2] not in DOORS | EXTRA_DOORS.get(there[1], set()):
                yield f"{importer} -> {imported}"


def upward_addresses(templates):
    for path in templates:
        room = path.relative_to(SOURCE).parts[0]
        for there in re.findall(r"{%\s*url\s+['\"](\w+):", path.read_text()):
            if there in LEVEL and room in LEVEL and LEVEL[there] > LEVEL[room]:
                yield f"{path.name} -> {there}"


def test_every_room_has_a_level():
    assert set(ROOMS) == set(LEVEL)


def test_foreign_keys_look_down():
    assert list(upward_keys(apps.get_models())) == []


def test_rooms_are_entered_by_their_doors():
    assert sorted(closed_doors(grimp.build_graph("lysning", cache_dir=None))) == []


def test_templates_link_down():
    assert sorted(upward_addresses(SOURCE.glob("*/templates/**/*.html"))) == []


def test_a_key_that_looks_up_is_seen():
    class Field:
        concrete, is_relation, name = True, True, "planted"
        related_model = apps.get_model("enquiries.Enquiry")

    class Planted:
        class _meta:  # noqa: N801 -- Django's name
            app_label = "directory"

            @staticmethod
            def get_fields(**_options):
                return [Field]

    assert list(upward_keys([Planted])) == ["Planted.planted -> enquiries"]


def test_a_link_that_looks_up_is_seen(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "SOURCE", tmp_path)
    page = tmp_path / "directory" / "templates" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text("{% url 'enquiries:inbox' %}")
    assert list(upward_addresses([page])) == ["page.html -> enquiries"]


PYTHON = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def functions(path):
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_and_functions_are_small(path):
    limit = 25 if "rules" in path.relative_to(SOURCE).as_posix() else 50
    long = [f.name for f in functions(path) if (f.end_lineno or f.lineno) - f.lineno + 1 > limit]
    assert (long, len(path.read_text().splitlines()) <= 400) == ([], True)


def test_templates_are_small_and_hold_no_style_or_script():
    faults = []
    for path in SOURCE.rglob("*.html"):
        text = path.read_text()
        is_mail = "mails" in path.parts or "email" in path.parts
        if len(text.splitlines()) > 150:
            faults.append(f"{path.name}: too long")
        if not is_mail and re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=\"", text):
            faults.append(f"{path.name}: style or script")
    assert faults == []


def test_every_action_rule_and_query_says_its_promise():
    silent = []
    for path in PYTHON:
        if any(part.removesuffix(".py") in {"actions", "rules", "queries"} for part in path.relative_to(SOURCE).parts):
            tree = ast.parse(path.read_text())
            silent += [
                f"{path.relative_to(SOURCE)}: {node.name}"
                for node in tree.body
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ]
    assert silent == []


def test_every_room_has_its_page():
    assert [room for room in ROOMS if not (SOURCE / room / "README.md").exists()] == []
