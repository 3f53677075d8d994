import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from lysning.operations.postgres import Cluster

UNSAFE = {"fsync": "off", "shared_buffers": "16MB"}
HOLDER = """
import sys, time
from pathlib import Path
from lysning.operations.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), settings={"fsync": "off", "shared_buffers": "16MB"})
print("started" if cluster.hold() else "joined", flush=True)
sys.stdin.readline()
print("stopped" if cluster.leave() else "left", flush=True)
"""


def own_environment(**more):
    """The environment of a program outside the test run: none of its database."""
    ours = ("PG", "LYSNING_", "DJANGO_", "DATABASE_URL", "PYTEST_", "CI")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(ours)}, **more}


def folder_open_to_others():
    """A short temporary folder; afterwards whatever runs in it is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="lysning-ops-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    for mark in folder.rglob("postgres/postmaster.pid"):
        Cluster(mark.parent.parent).stop_abandoned()
    shutil.rmtree(folder)


place = pytest.fixture(folder_open_to_others)
lasting_place = pytest.fixture(folder_open_to_others, scope="module")


@pytest.fixture
def cluster(lasting_place):
    """A cluster that is made once for all tests and stands still between them."""
    made = Cluster(lasting_place / "data", settings=UNSAFE)
    yield made
    made.leave()
    assert not made.is_held()


@pytest.fixture
def holder():
    """`holder(root)`: a process of its own that holds the cluster until `release(process)`."""
    processes = []

    def start(root, **options):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=own_environment(),
            **options,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def release(process):
    """Lets a holder leave; returns what it said: stopped or left."""
    return process.communicate("\n", timeout=30)[0].split()[-1]


def until(condition, seconds=20):
    """Waits for the condition; returns what it was at last."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


@pytest.fixture
def nobody():
    """An ordinary account other than ours, where we are root."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    return pwd.getpwnam("nobody")
