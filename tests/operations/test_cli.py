import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.operations.conftest import own_environment

from lysning.cli import COMMANDS, manual, progress
from lysning.cli.imports import imports
from lysning.cli.manual import Entry, Manual
from lysning.operations import failures
from lysning.operations.failures import DatabaseUnreachable


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_of_the_manual_loads_and_explains_itself(entry):
    shown = CliRunner().invoke(manual, [entry.name, "--help"])
    assert shown.exit_code == 0
    assert manual.get_command(None, entry.name).help


def test_every_name_stands_in_the_table_once():
    names = [entry.name for entry in COMMANDS]
    assert sorted(set(names)) == sorted(names)


def test_help_lists_every_command_in_its_chapter_and_imports_none():
    program = (
        "import sys; from lysning.cli import manual\n"
        "print(manual.get_help(__import__('click').Context(manual, info_name='lysning')))\n"
        "heavy = {'django', 'psycopg', 'numpy', 'granian', 'procrastinate', 'lysning.cli.serve'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    shown = subprocess.run(
        [sys.executable, "-P", "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env=own_environment(LYSNING_LANGUAGE="en"),
    ).stdout
    assert shown.splitlines()[-1] == "[]"
    positions = [shown.index(f"\n  {entry.name}  ") for entry in COMMANDS]
    assert positions == sorted(positions)
    assert "\nRunning:\n" in shown


def test_a_command_the_table_does_not_name_is_unknown_and_a_missing_module_is_an_error():
    group = Manual(name="x", entries=[Entry("lost", "lysning.cli.lost:lost", "Chapter", "Not written")])
    assert group.get_command(None, "other") is None
    with pytest.raises(ModuleNotFoundError):
        group.get_command(None, "lost")


def test_the_terminal_speaks_danish_unless_asked():
    def refused(*arguments, **environment):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "lysning.cli", *(arguments or ["frobnicate"])],
            check=False,
            capture_output=True,
            text=True,
            env=own_environment(**environment),
        )
        return done.returncode, done.stderr.splitlines()[-1]

    assert refused() == (2, "Fejl: Kommandoen 'frobnicate' findes ikke.")
    assert refused("serve", "--prt", "1") == (2, "Fejl: Valget '--prt' findes ikke. Mente du '--port'?")
    assert refused("serve", "--port", "x") == (
        2,
        "Fejl: Ugyldig værdi for '--port': 'x' er ikke et tal (integer range).",
    )
    assert refused("import", "posts", "/there-is-none") == (
        2,
        "Fejl: Ugyldig værdi for 'FIL': Fil '/there-is-none' findes ikke.",
    )
    assert refused(LYSNING_LANGUAGE="en") == (2, "Error: No such command 'frobnicate'.")


@pytest.mark.parametrize("name", sorted(imports.commands))
def test_each_list_is_brought_by_a_process_of_its_own(name, tmp_path):
    """As far as the database, which is not there: what Django must be set up for comes after it."""
    file = tmp_path / "list.csv"
    file.write_text("navn\nx\n")
    asked = [f"--{each.name}=x" for each in imports.commands[name].params if each.required and each.name != "file"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lysning.cli", "import", name, str(file), *asked],
        check=False,
        capture_output=True,
        text=True,
        env=own_environment(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing", LYSNING_DB_WAIT="1"),
    )
    assert (done.returncode, "Traceback" in done.stderr) == (DatabaseUnreachable.exit_code, False), done.stderr


def test_every_failure_has_an_exit_code_of_its_own_and_the_manual_names_it():
    kinds = [kind for kind in vars(failures).values() if isinstance(kind, type) and issubclass(kind, failures.Failure)]
    codes = sorted(kind.exit_code for kind in kinds)
    assert codes == [1, *range(10, 17)]
    assert all(f"· {code} " in manual.epilog for code in codes)


class Terminal:
    """Standard error as a terminal that remembers."""

    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def run_progress(monkeypatch, *, wait, silent=False, terminal=None):
    terminal = terminal or Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "SECONDS_WITHOUT", wait)
    with progress.progress("Loading", silent=silent) as report:
        for done in range(1, 4):
            report(done, 3, f"row {done}")
    return terminal.text


def test_progress_bar_shows_in_a_terminal_when_work_lasts(monkeypatch):
    shown = run_progress(monkeypatch, wait=0)
    assert "Loading" in shown
    assert "100%" in shown
    assert shown.endswith("\n")


@pytest.mark.parametrize(("wait", "silent"), [(2, False), (0, True)])
def test_progress_bar_is_silent_for_quick_work_and_on_request(monkeypatch, wait, silent):
    assert run_progress(monkeypatch, wait=wait, silent=silent) == ""


def test_progress_bar_is_silent_without_a_terminal(monkeypatch):
    terminal = Terminal()
    terminal.isatty = lambda: False
    assert run_progress(monkeypatch, wait=0, terminal=terminal) == ""
