"""Names stand in one order everywhere: that of the Danish alphabet (core.formats.alphabetical, core.lookups.Alphabetical)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "src" / "lysning"
NAMES = ("name", "name_da", "title")
SORTING = ("sorted", "sort")
SAVED = {
    "direction/queries/editing.py": "which twenty are shown; they are put in order after that",
    "directory/models.py": "five regions",
    "evidence/rules/business.py": "a key, so that two swings of one width stand in one order",
}


def _is_name(node):
    return isinstance(node, ast.Attribute) and node.attr in NAMES


def _raw(tree):
    """The lines on which something is put in order by a name as the computer spells it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ordering":
            asked = getattr(node.value, "elts", [])
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            asked = node.args if called == "order_by" else []
            if called in SORTING:
                keys = [each.value.body for each in node.keywords if each.arg == "key" and hasattr(each.value, "body")]
                parts = [part for key in keys for part in getattr(key, "elts", [key])]
                yield from (part.lineno for part in parts if _is_name(part))
        else:
            continue
        for each in asked:
            if isinstance(each, ast.Constant) and str(each.value).lstrip("-").split("__")[-1] in NAMES:
                yield each.lineno


def test_the_guard_sees_each_way_of_sorting():
    code = """
rows.order_by("pk", "-municipality__name")
class Meta:
    ordering = ["title"]
sorted(rows, key=lambda row: (row.day, row.name))
rows.order_by(Alphabetical("name"), "pk")
sorted(rows, key=lambda row: alphabetical(row.name))
"""
    assert sorted(_raw(ast.parse(code))) == [2, 4, 5]


def test_every_list_of_names_is_in_the_order_of_the_danish_alphabet():
    files = [each for each in ROOT.rglob("*.py") if "migrations" not in each.parts]
    raw = [f"{each.relative_to(ROOT)}:{line}" for each in files for line in _raw(ast.parse(each.read_text("utf-8")))]
    assert {each.split(":")[0] for each in raw} == set(SAVED), raw
