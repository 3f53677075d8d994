"""docs/guides/operate.md names every environment variable that Lysning reads, and none that it does not."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guides" / "operate.md"
SCRIPTS = [ROOT / "run", ROOT / "test", ROOT / "build.mjs", *(ROOT / "tools").glob("*.sh")]
OURS = re.compile(r"\b(?:LYSNING_[A-Z_]+|DATABASE_URL)\b")
NOT_OURS = {"PYTEST_XDIST_WORKER"}
"""Read, but set by a tool for itself."""


def read_in_python(source):
    """The names by which a module reads its environment; fails at a read whose name it does not show."""
    tree = ast.parse(source)
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    names = set()
    for asked in (asked for node in ast.walk(tree) for asked in _asked(node)):
        shown = constants.get(asked.id) if isinstance(asked, ast.Name) else asked
        assert isinstance(shown, ast.Constant), f"the environment is read by {ast.unparse(asked)}"
        names.add(shown.value)
    return names


def _asked(node):
    """The expressions by which this piece of a program asks its environment for something."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get" | "setdefault" | "pop", value=whole), args=[name, *_]):
            return [name] if _is_environment(whole) else []
        case ast.Call(func=ast.Name(id="getenv") | ast.Attribute(attr="getenv"), args=[name, *_]):
            return [name]
        case ast.Subscript(value=whole, slice=name, ctx=ast.Load()):
            return [name] if _is_environment(whole) else []
        case ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[whole]):
            return [name] if _is_environment(whole) else []
        case ast.BinOp(left=ast.Set(elts=names), right=ast.Call(func=ast.Attribute(attr="keys", value=whole))):
            return names if _is_environment(whole) else []
    return []


def _is_environment(node):
    return ast.unparse(node) in {"os.environ", "environ"}


def read_by_lysning():
    modules = (ROOT / "src" / "lysning").rglob("*.py")
    in_python = set().union(*(read_in_python(path.read_text(encoding="utf-8")) for path in modules))
    in_scripts = set().union(*(OURS.findall(path.read_text(encoding="utf-8")) for path in SCRIPTS))
    return (in_python | in_scripts) - NOT_OURS


def documented():
    """The names in the first column of the guide's tables of settings."""
    section = GUIDE.read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    rows = (line.split("|")[1] for line in section.splitlines() if line.startswith("|"))
    return [name for cell in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", cell)]


def test_every_variable_that_is_read_is_documented():
    assert sorted(read_by_lysning() - set(documented())) == []


def test_no_variable_is_documented_that_nothing_reads():
    assert sorted(set(documented()) - read_by_lysning()) == []


def test_no_variable_is_documented_twice():
    assert len(documented()) == len(set(documented()))


@pytest.mark.parametrize(
    "source",
    [
        "os.environ.get('A')",
        "os.environ['A']",
        "environ.setdefault('A', '1')",
        "os.getenv('A')",
        "'A' in os.environ",
        "{'A'} & os.environ.keys()",
        "NAME = 'A'\nos.environ.get(NAME)",
    ],
)
def test_every_way_to_read_is_seen(source):
    assert read_in_python(source) == {"A"}


def test_what_is_only_written_or_another_mapping_does_not_count():
    assert read_in_python("os.environ['A'] = '1'\nos.environ.update(A='1')\nwords.get('A')\nwords['A']") == set()
    with pytest.raises(AssertionError, match="the environment is read by name"):
        read_in_python("os.environ.get(name)")
