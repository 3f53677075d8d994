"""`ready()`: everything a command needs before it touches the database."""

import atexit
import os
import time
from collections.abc import Callable
from pathlib import Path

from lysning.operations import setup
from lysning.operations.failures import DatabaseUnreachable
from lysning.operations.places import data_root
from lysning.operations.postgres import Cluster
from lysning.operations.text import _

SECONDS_FOR_A_SERVER = max(1, int(os.environ.get("LYSNING_DB_WAIT", "10")))

_cluster: Cluster | None = None


def ready(*, announce: setup.Announce | None = None, with_example: bool = False) -> list[str]:
    """Makes the database answer, configures Django, migrates and loads reference data where that is still to be done.

    Safe to call again. The embedded server stays up until this process ends.

    Args:
        announce: is told each set-up step that begins, and returns where it reports its progress; silent if omitted.
        with_example: whether example data belong to this installation.

    Returns:
        The set-up steps performed; none on most calls.

    Raises:
        Failure: see failures.py for each kind and its exit code.
    """
    connect()
    configure()
    return setup.bring_up_to_date(announce=announce or _silent, with_example=with_example)


def connect(on_start: Callable[[], None] | None = None, on_wait: Callable[[], None] | None = None) -> Cluster | None:
    """Makes the database answer: checks `DATABASE_URL`, or holds the embedded server. Returns the latter.

    Args:
        on_start: called when the embedded server has to be started.
        on_wait: called once when the server of `DATABASE_URL` does not answer at once.

    Raises:
        Failure: see failures.py.
    """
    global _cluster  # noqa: PLW0603 -- one server per process
    if url := os.environ.get("DATABASE_URL"):
        _await(url, on_wait)
        return None
    if "LYSNING_TEST_CLUSTER" in os.environ:
        return None
    if _cluster is None:
        cluster = Cluster(data_root_for_this_machine())
        if on_start and not cluster.answers():
            on_start()
        _cluster = cluster
        atexit.register(disconnect)
        cluster.hold()
        os.environ.update(cluster.environment)
    return _cluster


def point_to_database() -> None:
    """Tells the settings where the database is, without starting anything."""
    if not {"DATABASE_URL", "LYSNING_TEST_CLUSTER"} & os.environ.keys():
        os.environ.update(Cluster(data_root_for_this_machine()).environment)


def disconnect() -> None:
    """Lets go of the embedded server; the last process to do so stops it."""
    global _cluster  # noqa: PLW0603 -- one server per process
    if _cluster is not None:
        _cluster.leave()
        _cluster = None


def data_root_for_this_machine() -> Path:
    """Returns the data folder and tells it to the settings, which keep pictures and the secret key there."""
    from lysning.operations.system_user import server_account

    root = data_root(server_account())
    os.environ["LYSNING_DATA"] = str(root)
    return root


def configure() -> None:
    """Configures Django with `DJANGO_SETTINGS_MODULE`, by default lysning.settings.production."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lysning.settings.production")
    if not apps.ready:
        django.setup()


def _silent(_title: str) -> setup.Progress:
    return lambda _done, _total, _label: None


def _await(url: str, on_wait: Callable[[], None] | None) -> None:
    """Waits for a server that may start at the same time as we do."""
    import psycopg

    deadline = time.monotonic() + SECONDS_FOR_A_SERVER
    while True:
        try:
            psycopg.connect(url, connect_timeout=SECONDS_FOR_A_SERVER).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise DatabaseUnreachable(str(error)) from error
            if on_wait:
                on_wait()
                on_wait = None
            time.sleep(0.5)
        except psycopg.Error as error:
            raise DatabaseUnreachable(_("DATABASE_URL is not an address: {error}").format(error=error)) from error
        else:
            return
