import os
import shutil
import signal
import stat
import subprocess
import sys

import psycopg
import pytest
from tests.operations.conftest import UNSAFE, own_environment, release, until

from lysning.operations import pidfile, places
from lysning.operations.failures import DataUnusable, DiskFull, NoServer, WrongMajor
from lysning.operations.postgres import Cluster
from lysning.operations.system_user import Account, can_reach


def ask(cluster, query):
    place = cluster.environment
    with psycopg.connect(
        host=place["PGHOST"], port=place["PGPORT"], user=place["PGUSER"], dbname=place["PGDATABASE"], autocommit=True
    ) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else None


def server_number(cluster):
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_first_start_second_start_and_stop(place):
    cluster = Cluster(place / "data", settings=UNSAFE)
    unfinished = cluster.root / "postgres.unfinished"  # what an interrupted first start leaves behind
    places.make_folder(cluster.root, mode=0o711)
    places.make_folder(unfinished, mode=0o700, account=cluster.account)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert cluster.hold() is True
    assert not unfinished.exists()
    assert ask(cluster, "SHOW data_checksums") == [("on",)]
    assert ask(cluster, "SHOW listen_addresses") == [("",)]
    assert ask(cluster, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'lysning'") == [
        ("b", "C.UTF-8")
    ]
    ask(cluster, "CREATE TABLE kept AS SELECT 'Ærø' AS name")
    assert cluster.hold() is False
    assert cluster.leave() is True
    assert cluster.answers() is False
    assert cluster.hold() is True
    assert ask(cluster, "SELECT name FROM kept") == [("Ærø",)]
    assert cluster.leave() is True


def test_data_and_socket_are_closed_to_others(cluster):
    cluster.hold()
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.root / "lock").stat().st_mode) == 0o600
    allowed = 0o711 if os.geteuid() == 0 else 0o700
    assert stat.S_IMODE(cluster.socket.stat().st_mode) == allowed


def test_only_root_and_the_server_account_may_log_in(cluster, nobody):
    cluster.hold()
    psql = places.server_programs(Account("nobody", nobody.pw_uid, nobody.pw_gid)) / "psql"
    refused = subprocess.run(
        [psql, "-h", cluster.socket, "-U", "lysning", "-c", "SELECT 1", "lysning"],
        check=False,
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert refused.returncode == 2
    assert "Peer authentication failed" in refused.stderr


def test_killed_server_comes_back_with_what_was_committed(cluster):
    cluster.hold()
    ask(cluster, "CREATE TABLE numbers AS SELECT generate_series(1, 1000) AS n")
    os.kill(server_number(cluster), signal.SIGKILL)
    assert until(lambda: not cluster.answers())
    assert cluster.revive() is True
    assert ask(cluster, "SELECT count(*) FROM numbers") == [(1000,)]
    assert cluster.revive() is False


def test_three_at_once_start_one_server_and_the_last_stops_it(cluster, holder):
    three = [holder(cluster.root) for _ in range(3)]
    said = sorted(process.stdout.readline().strip() for process in three)
    assert said == ["joined", "joined", "started"]
    assert release(three[0]) == "left"
    assert release(three[1]) == "left"
    assert cluster.answers()
    assert release(three[2]) == "stopped"
    assert not cluster.answers()


def test_a_killed_holder_counts_no_more(cluster, holder):
    killed, other = holder(cluster.root), holder(cluster.root)
    killed.stdout.readline()
    other.stdout.readline()
    killed.kill()
    killed.wait()
    assert cluster.answers()
    assert release(other) == "stopped"


class InterruptedCluster(Cluster):
    """Ctrl-C arrives at the worst moment: the server has been told to start, and nobody holds it yet."""

    def _ensure(self):
        signal.raise_signal(signal.SIGINT)
        return super()._ensure()


@pytest.fixture
def _sigint_raises():
    """As at a terminal: what is started in the background by a script ignores Ctrl-C, and so would the tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_sigint_raises")
def test_ctrl_c_while_the_server_starts_waits_until_it_can_be_stopped(cluster):
    interrupted = InterruptedCluster(cluster.root, settings=UNSAFE)
    with pytest.raises(KeyboardInterrupt):
        interrupted.hold()
    assert cluster.answers()
    assert interrupted.leave() is True
    assert not cluster.answers()


def test_a_server_whose_holders_all_died_is_taken_over(cluster, holder):
    killed = holder(cluster.root)
    assert killed.stdout.readline() == "started\n"
    killed.kill()
    killed.wait()
    assert cluster.answers()
    assert cluster.is_held() is False
    assert cluster.hold() is False
    assert cluster.leave() is True


def test_long_data_path_gets_a_short_socket(place):
    root = place / ("d" * 60) / ("e" * 60)
    cluster = Cluster(root, settings=UNSAFE)
    try:
        assert cluster.hold() is True
        assert ask(cluster, "SELECT 1") == [(1,)]
        assert len(os.fsencode(cluster.socket / places.SOCKET_NAME)) < 100
        assert cluster.socket == Cluster(root).socket
    finally:
        cluster.leave()
        shutil.rmtree(cluster.socket)


def test_a_socket_folder_that_is_a_link_is_refused(place):
    root = place / ("d" * 60) / ("e" * 60)
    cluster = Cluster(root, settings=UNSAFE)
    cluster.socket.symlink_to(place)
    try:
        with pytest.raises(DataUnusable):
            cluster.hold()
    finally:
        cluster.socket.unlink()


def test_ordinary_user(place, nobody):
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid)
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    version = python and subprocess.check_output([python, "-c", "import sys; print(*sys.version_info[:2])"], text=True)
    if version != "{} {}\n".format(*sys.version_info[:2]) or not can_reach(account, places.CHECKOUT):
        pytest.skip("no Python of this version, or not this checkout, is open to another user")
    own = place / "own"
    places.make_folder(own, mode=0o700, account=account)
    program = (
        "import sys; from pathlib import Path; from lysning.operations.postgres import Cluster\n"
        "cluster = Cluster(Path(sys.argv[1])); print(cluster.hold(), cluster.leave())"
    )
    done = subprocess.run(
        [python, "-P", "-c", program, str(own / "data")],
        check=False,
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        env=own_environment(PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=os.pathsep.join(filter(None, sys.path))),
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert (done.stdout, done.stderr) == ("True True\n", "")
    assert (own / "data" / "postgres").stat().st_uid == account.uid


def test_root_in_a_closed_folder_falls_back_and_changes_no_mode(place, nobody, monkeypatch):
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid)
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.delenv("LYSNING_DATA", raising=False)
    monkeypatch.setattr(places, "CHECKOUT", closed / "lysning")
    monkeypatch.setattr(places, "SHARED_STATE", place / "shared")
    root = places.data_root(account)
    assert root.parent == place / "shared"
    assert places.data_root(account) == root
    monkeypatch.setenv("LYSNING_DATA", str(closed / "data"))
    with pytest.raises(DataUnusable):
        places.data_root(account)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_programs_are_copied_for_an_account_that_cannot_reach_them(place, nobody, monkeypatch):
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid)
    monkeypatch.setattr(places, "SHARED_STATE", place / "shared")
    monkeypatch.setattr(places, "can_reach", lambda _account, path: "shared" in path.parts)
    programs = places.server_programs(account)
    assert places.server_programs(account) == programs
    done = subprocess.run(
        [programs / "postgres", "--version"],
        check=True,
        user=account.uid,
        group=account.gid,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("postgres (PostgreSQL) ")


def test_data_of_another_major_version(cluster):
    cluster.hold()
    cluster.leave()
    present = (cluster.data / "PG_VERSION").read_text()
    (cluster.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(WrongMajor) as raised:
        cluster.hold()
    (cluster.data / "PG_VERSION").write_text(present)
    assert raised.value.exit_code == 13
    assert "15" in str(raised.value)


@pytest.fixture
def small_disk(place):
    """A file system of 20 MB."""
    small = place / "small"
    small.mkdir(mode=0o711)
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=711", "none", small]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield small
    subprocess.run(["umount", small], check=True)


def test_full_disk(small_disk):
    with pytest.raises(DiskFull) as raised:
        Cluster(small_disk / "data").hold()
    assert raised.value.exit_code == 11


def test_disk_that_fills_up_while_the_data_folder_is_made(small_disk, monkeypatch):
    monkeypatch.setattr("lysning.operations.postgres.MEGABYTES_TO_CREATE", 1)
    with pytest.raises(DiskFull):
        Cluster(small_disk / "data").hold()
    assert not (small_disk / "data" / "postgres").exists()


def test_no_server_for_this_machine(monkeypatch, place):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(NoServer):
        places.server_programs(Account("somebody", os.geteuid(), os.getegid()))


def test_a_dead_number_in_the_pid_file_is_replaced_and_a_living_one_kept(place):
    path = place / "postmaster.pid"
    path.write_text(f"{os.getpid()}\n/data\n")
    assert pidfile.disown(path) is True
    number, folder = path.read_text().split()
    assert folder == "/data"
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)
    assert pidfile.disown(place / "missing") is False


def test_the_pid_file_of_a_living_server_is_kept(cluster):
    cluster.hold()
    number = server_number(cluster)
    assert pidfile.disown(cluster.data / "postmaster.pid") is False
    assert server_number(cluster) == number
