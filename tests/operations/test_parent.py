import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from tests.operations.conftest import own_environment, until

from lysning.operations.child import FIRST_PAUSE, LONGEST_PAUSE, SETTLED_SECONDS, Child
from lysning.operations.failures import PortTaken
from lysning.operations.parent import WEB, Address, check_port
from lysning.operations.postgres import Cluster

SERVERS_OWN_STACK = 2 * 1024 * 1024
SERVE = [sys.executable, "-P", "-m", "lysning.cli", "serve", "--no-demo"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """A running `lysning serve` on an empty database: enough to watch its processes."""

    def __init__(self, place):
        self.port = free_port()
        self.cluster = Cluster(place / "data")
        self.said = []
        environment = own_environment(
            LYSNING_DATA=str(place / "data"), LYSNING_SETUP="0", LYSNING_LANGUAGE="en", LYSNING_WEB_WORKERS="1"
        )
        command = [*SERVE, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd="/")
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        with self.process.stderr as stderr:
            for line in stderr:
                self.said.append(line.strip())

    def has_said(self, start):
        return until(lambda: any(line.startswith(start) for line in self.said), 40)

    def answers(self):
        try:
            urlopen(f"http://127.0.0.1:{self.port}/sundhed", timeout=5).close()
        except HTTPError:
            return True
        except OSError:
            return False
        return True

    def children(self):
        """The numbers of the parent's direct children by what their command line holds."""
        every = self.children_of(self.process.pid).items()
        return {"web" if "granian" in command else "worker": number for number, command in every}

    def children_of(self, wanted):
        """The direct children of a process: their numbers and command lines."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int(re.search(r"PPid:\t(\d+)", (entry / "status").read_text())[1])
                command = (entry / "cmdline").read_bytes().decode()
            except OSError:
                continue
            if parent == wanted:
                found[int(entry.name)] = command
        return found

    def is_gone(self, number):
        try:
            return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True


def stacks_of(number):
    """The room of each thread's stack, in bytes: what can be written and lies on a page nobody may touch, and a little else."""
    found, guard = [], None
    for line in Path(f"/proc/{number}/maps").read_text().splitlines():
        place, may, *_ = line.split()
        begin, end = (int(each, 16) for each in place.split("-"))
        if may == "rw-p" and guard == begin:
            found.append(end - begin)
        guard = end if may == "---p" else None
    return found


@pytest.fixture
def served(lasting_place):
    running = Served(lasting_place)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(40)
    running.reader.join(10)


def test_a_killed_server_and_a_killed_child_come_back_and_sigterm_leaves_nothing(served):
    assert served.has_said("· Lysning is ready"), served.said
    assert served.said[0] == "· Starting the database"
    assert served.answers()
    postmaster = int((served.cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    assert served.has_said("· The database had stopped; it runs again."), served.said
    web = served.children()["web"]
    os.kill(web, signal.SIGKILL)
    assert served.has_said("· Web server ended with code -9"), served.said
    assert until(served.answers)
    children = served.children()
    assert children["web"] != web
    served.process.terminate()
    assert served.process.wait(40) == 0
    served.reader.join(10)
    assert served.said[-1] == "· Lysning has stopped."
    assert all(until(lambda number=number: served.is_gone(number)) for number in children.values())
    assert not served.answers()
    assert not served.cluster.answers()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_web_workers_end_when_everything_above_them_is_killed_at_once(served):
    assert served.has_said("· Lysning is ready"), served.said
    assert served.answers()
    master = served.children()["web"]
    workers = served.children_of(master)
    postmaster = int((served.cluster.data / "postmaster.pid").read_text().split()[0])
    assert workers
    stacks = [room for worker in workers for room in stacks_of(worker)]
    assert int(WEB["RUST_MIN_STACK"]) in stacks
    assert SERVERS_OWN_STACK not in stacks, "too little for linear algebra, which then writes below it"
    for number in (served.process.pid, master, postmaster):
        os.kill(number, signal.SIGKILL)
    served.process.wait()
    assert all(until(lambda number=number: served.is_gone(number)) for number in workers)
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", served.port))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_children_end_when_the_parent_is_killed_and_the_next_start_takes_the_database_over(served):
    assert served.has_said("· Lysning is ready"), served.said
    children = served.children()
    served.process.kill()
    served.process.wait()
    assert all(until(lambda number=number: served.is_gone(number)) for number in children.values())
    assert served.cluster.hold() is False
    assert served.cluster.leave() is True


def test_ctrl_c_during_the_start_stops_the_database(served):
    assert served.has_said("· Starting the database"), served.said
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(40) == 0
    assert not served.cluster.answers()


def test_taken_port_is_told_before_anything_is_started(place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        environment = own_environment(LYSNING_DATA=str(place / "data"), LYSNING_LANGUAGE="en")
        done = subprocess.run(
            [*SERVE, "--port", str(port)], check=False, capture_output=True, text=True, env=environment
        )
        assert done.returncode == 10
        assert done.stderr == (
            f"✗ Port {port} on 127.0.0.1 is taken by another program. Choose another: ./run --port {port + 1}\n"
        )
        assert not (place / "data").exists()
        with pytest.raises(PortTaken):
            check_port(Address("127.0.0.1", port))


def test_unreachable_database_has_its_own_exit_code(place, monkeypatch):
    address = f"postgresql://lysning@127.0.0.1:{free_port()}/lysning"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lysning.cli", "setup"],
        check=False,
        capture_output=True,
        text=True,
        env=own_environment(DATABASE_URL=address, LYSNING_DB_WAIT="1"),
    )
    assert done.returncode == 12
    assert done.stderr.startswith("✗ Databasen kan ikke nås: ")
    assert len(done.stderr.splitlines()) <= 3


def test_who_starts_it_hears_that_the_database_is_waited_for():
    address = f"postgresql://lysning@127.0.0.1:{free_port()}/lysning"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lysning.cli", "serve", "--port", str(free_port())],
        check=False,
        capture_output=True,
        text=True,
        env=own_environment(DATABASE_URL=address, LYSNING_DB_WAIT="1"),
    )
    assert (done.returncode, done.stderr.count("Venter på, at databasen svarer")) == (12, 1)


def test_link_is_what_a_person_types():
    links = [Address(host, 8000).link for host in ("127.0.0.1", "0.0.0.0", "::1", "lysning.dk", "fd00::1")]
    local = "http://localhost:8000"
    assert links == [local, local, local, "http://lysning.dk:8000", "http://[fd00::1]:8000"]


def test_a_child_that_keeps_dying_is_started_less_and_less_often():
    child = Child("false", ["false"])
    now, pauses = 0.0, []
    for _ in range(9):
        child.start()
        child.process.wait()
        child._started_at = now
        assert child.look_after(now) == 1
        assert child.look_after(child._due_at - 0.01) is None
        assert child.process is None
        pauses.append(child._due_at - now)
        now = child._due_at
    assert pauses == [FIRST_PAUSE, 1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    child.look_after(now)
    child.process.wait()
    child._started_at = now
    child.look_after(now + SETTLED_SECONDS + 1)
    assert child._due_at - (now + SETTLED_SECONDS + 1) == FIRST_PAUSE


def test_a_child_that_does_not_listen_is_ended():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    child = Child("deaf", [sys.executable, "-c", deaf], stop_seconds=1)
    child.start()
    number = child.process.pid
    child.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
