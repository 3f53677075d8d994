"""The one process behind `lysning serve`: database, set-up, web server and job worker, from start to clean stop."""

import contextlib
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from lysning.operations import readiness, setup
from lysning.operations.child import Child
from lysning.operations.failures import Failure, PortTaken, SetupFailed
from lysning.operations.postgres import Cluster
from lysning.operations.text import _

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BETWEEN_DATABASE_LOOKS = 2.0
SECONDS_TO_ANSWER = 60
SECONDS_FOR_JOBS = 30
WEB = {
    "LYSNING_DB_POOL": "1",
    "LYSNING_END_WITH_PARENT": "1",
    "LYSNING_WARM_UP": "1",
    "LYSNING_WORDS_KEPT": "10000",
    "MALLOC_ARENA_MAX": "1",
    "RUST_MIN_STACK": str(32 * 1024 * 1024),
}
"""What web processes are told: to keep their connections, to end when what started them is gone, to be ready for their first
visitor, to hold fewer words than who reads a whole index, to let their threads share what the typesetter frees, and to give
each thread room for linear algebra: solving for the KLE titles takes over 3 MB of stack, the server's own 2 MB end in the
memory of somebody else, and the process dies then or later. The room costs nothing until it is used."""
ALL_INTERFACES = {"0.0.0.0", "::"}  # noqa: S104 -- compared, not bound to


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def link(self) -> str:
        """Returns the address a person on this machine types."""
        host = "localhost" if self.host in ALL_INTERFACES | {"127.0.0.1", "::1"} else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class Stopped(BaseException):
    """SIGTERM or SIGINT arrived; derives from BaseException so that no set-up step swallows it."""


def serve(address: Address, *, with_example: bool, say: Callable[[str], None], announce: setup.Announce) -> None:
    """Runs Lysning until SIGTERM or SIGINT, then stops web server, worker and database, in this order.

    Args:
        address: where to listen.
        with_example: load and show example data.
        say: prints one line to the person who started us.
        announce: is told each set-up step, and returns where it reports its progress.

    Raises:
        Failure: see failures.py for each kind and its exit code.
    """
    check_port(address)
    _tell_settings(address, with_example=with_example)
    with _signals_stop(), contextlib.suppress(Stopped):
        children = _children(address)
        try:
            cluster = readiness.connect(
                on_start=lambda: say(_("Starting the database")), on_wait=lambda: say(_("Waiting for the database"))
            )
            if setup.pending(with_example=with_example):  # Django is loaded here on these starts only
                readiness.configure()
                setup.bring_up_to_date(announce=announce, with_example=with_example)
                _let_go_of_connections()
            say(_("Starting web server and job worker"))
            web, *others = children
            web.start()
            _await_answer(address, web)  # before the others start: they would take the processors from it
            for child in others:
                child.start()
            say(_("Lysning is ready: {link}").format(link=address.link))
            if with_example:
                say(_("Try it in any role: {link}").format(link=f"{address.link}/eksempel/"))
            say(_("Ctrl-C stops it."))
            _look_after(children, cluster, say)
        finally:
            _ignore_signals()
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop()
            readiness.disconnect()
            say(_("Lysning has stopped."))


def check_port(address: Address) -> None:
    """Makes sure that the address is free.

    Raises:
        PortTaken: another program listens there.
        Failure: this machine has no such address, or the port is reserved for root.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(address.host, address.port) from error
            text = _("Lysning cannot listen on {host}, port {port}: {reason}")
            raise Failure(text.format(host=address.host, port=address.port, reason=error.strerror)) from error


def _tell_settings(address: Address, *, with_example: bool) -> None:
    """Fills in what the settings read from the environment, except what the operator has set."""
    os.environ["LYSNING_EXAMPLE_MODE"] = "1" if with_example else "0"
    os.environ.setdefault("LYSNING_BASE_URL", address.link)
    hosts = ["localhost", "127.0.0.1", "[::1]", socket.gethostname()]
    if address.host not in ALL_INTERFACES:
        hosts.append(address.host)
    elif with_example:
        hosts.append("*")  # a demonstration on a local network is reached by any name
    os.environ.setdefault("LYSNING_HOSTS", ",".join(hosts))


def _children(address: Address) -> list[Child]:
    workers = os.environ.get("LYSNING_WEB_WORKERS") or str(max(1, min(4, os.cpu_count() or 1)))
    web = [
        *("granian", "lysning.wsgi:application", "--interface", "wsgi"),
        *("--host", address.host, "--port", str(address.port)),
        *("--workers", workers, "--blocking-threads", "4", "--backlog", "1024"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning", "--no-ws"),
    ]
    worker = ["lysning.operations.worker"]
    return [
        Child(_("web server"), [sys.executable, "-P", "-m", *web], environment=WEB),
        Child(_("job worker"), [sys.executable, "-P", "-m", *worker], stop_seconds=SECONDS_FOR_JOBS),
    ]


@contextlib.contextmanager
def _signals_stop() -> Iterator[None]:
    """Turns SIGTERM and SIGINT into Stopped; the old handlers come back afterwards."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """From here on the stop is under way: a second Ctrl-C must not leave the database behind."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _let_go_of_connections() -> None:
    from django.db import connections

    connections.close_all()


def _await_answer(address: Address, web: Child) -> None:
    """Waits until the web server answers; any status will do, since the worker is not there yet."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    host = "127.0.0.1" if address.host == "0.0.0.0" else "[::1]" if address.host == "::" else address.host  # noqa: S104
    while True:
        try:
            with urlopen(f"http://{host}:{address.port}/sundhed", timeout=5):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            pass
        if web.process is None or web.process.poll() is not None:
            raise SetupFailed(_("the web server stopped while starting; its message stands above"))
        if time.monotonic() > deadline:
            raise SetupFailed(_("the web server did not answer within {seconds} s").format(seconds=SECONDS_TO_ANSWER))
        time.sleep(0.05)


def _look_after(children: list[Child], cluster: Cluster | None, say: Callable[[str], None]) -> None:
    """Watches until a signal raises Stopped."""
    database_due = 0.0
    while True:
        now = time.monotonic()
        if cluster is not None and now >= database_due:
            _look_after_database(cluster, say)
            database_due = now + SECONDS_BETWEEN_DATABASE_LOOKS
        for child in children:
            code = child.look_after(now)
            if code is not None:
                text = _("{name} ended with code {code}; it is started again.")
                say(text.format(name=child.name.capitalize(), code=code))
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _look_after_database(cluster: Cluster, say: Callable[[str], None]) -> None:
    try:
        if cluster.revive():
            say(_("The database had stopped; it runs again."))
    except Failure as failure:
        say(str(failure))
