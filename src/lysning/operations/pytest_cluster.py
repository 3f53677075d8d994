"""Early pytest plugin: a throw-away PostgreSQL for the whole test run, up before Django's settings are read.

The workers of xdist inherit the address. `DATABASE_URL` names another server instead. Clusters that a killed run left
behind are cleared away by the next one.
"""

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

from lysning.operations.postgres import Cluster

PREFIX = "lysning-test-"
ABANDONED_SECONDS = 600
QUICK_AND_UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}


def clear_abandoned(folder: Path) -> list[Path]:
    """Removes the clusters in `folder` that nobody holds any more; returns them. Those of other users stay."""
    removed = []
    for root in folder.glob(f"{PREFIX}*"):
        if root.stat().st_uid != os.geteuid() or time.time() - root.stat().st_mtime < ABANDONED_SECONDS:
            continue
        cluster = Cluster(root)
        if not cluster.is_held():
            cluster.stop_abandoned()
            shutil.rmtree(root, ignore_errors=True)
            removed.append(root)
    return removed


def _start() -> None:
    folder = Path(tempfile.gettempdir())
    clear_abandoned(folder)
    root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
    root.chmod(0o711)  # as root the server runs under another account
    cluster = Cluster(root, settings=QUICK_AND_UNSAFE)
    cluster.hold()
    os.environ.update(cluster.environment, LYSNING_TEST_CLUSTER=str(root), LYSNING_DATA=str(root / "state"))
    os.environ["LYSNING_SETUP"] = "0"  # pytest-django makes and migrates the database
    owner = os.getpid()

    def stop() -> None:
        if os.getpid() == owner:
            cluster.leave()
            shutil.rmtree(root, ignore_errors=True)

    atexit.register(stop)


if not {"DATABASE_URL", "LYSNING_TEST_CLUSTER", "PYTEST_XDIST_WORKER"} & os.environ.keys():
    _start()
