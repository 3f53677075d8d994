import gettext
import os
import stat
import subprocess
from pathlib import Path

import pytest

from lysning.operations import build, places, pytest_cluster
from lysning.operations.failures import SetupFailed
from lysning.operations.postgres import Cluster

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Post"\nmsgstr "Lederpost"\n'


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "room" / "locale" / "da" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO)
    return path


def test_translations_are_compiled_once_and_again_when_they_change(tmp_path, source):
    def shown():
        return gettext.translation("django", tmp_path / "room" / "locale", ["da"]).gettext("Post")

    assert build.compile_translations(tmp_path) == [source]
    assert shown() == "Lederpost"
    assert build.compile_translations(tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(source, ns=(later, later))
    assert build.compile_translations(tmp_path) == [source]
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_broken_translation_names_its_file(tmp_path, source):
    source.write_text(PO + "<<<<<<< one of two versions\n")
    with pytest.raises(SetupFailed, match=r"django\.po"):
        build.compile_translations(tmp_path)


def test_scripts_can_be_run_and_are_sound():
    scripts = [places.CHECKOUT / name for name in ("run", "test", ".ci/run", *Path("tools").glob("*.sh"))]
    assert len(scripts) == 6
    for script in scripts:
        assert script.stat().st_mode & stat.S_IXUSR
        subprocess.run(["bash", "-n", script], check=True)


def test_a_prepared_checkout_starts_without_doing_anything():
    boot = [places.CHECKOUT / "tools" / "boot.sh", "test"]
    subprocess.run(boot, check=True, capture_output=True)
    done = subprocess.run(boot, check=True, capture_output=True, text=True, cwd="/")
    assert (done.stdout, done.stderr) == ("", "")
    again = subprocess.run([places.CHECKOUT / ".venv/bin/lysning", "--help"], check=True, capture_output=True, cwd="/")
    assert again.stdout.startswith(b"Brug: lysning")


def test_the_command_keeps_what_python_has_compiled_also_where_it_is_told_not_to(tmp_path):
    command = [places.CHECKOUT / ".venv/bin/lysning", "--help"]
    telling = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    subprocess.run(command, check=True, capture_output=True, env=telling)
    assert any(tmp_path.rglob("manual.*.pyc"))


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-dense.lock", "tools/uv.txt", "tools/node.txt"]
)
def test_every_pinned_package_has_hashes_and_no_file_names_a_host(name):
    text = (places.CHECKOUT / name).read_text()
    assert "://" not in text
    packages = [block for block in text.replace("\\\n", "").splitlines() if block.strip()]
    assert [block for block in packages if "==" not in block or "--hash=sha256:" not in block] == []


def test_the_test_tools_include_everything_that_runs():
    def pinned(name):
        lines = (places.CHECKOUT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    assert pinned("requirements.lock") - pinned("requirements-dev.lock") == set()


def test_clusters_of_killed_test_runs_are_cleared_away_and_those_in_use_are_kept(place):
    left, used, fresh = (place / f"{pytest_cluster.PREFIX}{name}" for name in ("left", "used", "fresh"))
    holder = Cluster(used, settings={"shared_buffers": "16MB", "fsync": "off"})
    holder.hold()
    for root in (left, fresh):
        root.mkdir()
    for root in (left, used):
        os.utime(root, (0, 0))
    assert pytest_cluster.clear_abandoned(place) == [left]
    assert sorted(path.name for path in place.iterdir()) == [fresh.name, used.name]
    assert holder.answers()
    holder.leave()
