"""The supervisor of the embedded PostgreSQL: starts the wheel's programs, shares one server, starts it again.

Several processes may hold one server. Each holder keeps a shared file lock on `users`; the operating system drops it
when the process dies, however it dies. The last holder to leave stops the server. Whether the server runs is asked of
the server (pg_isready), never concluded from a process number.
"""

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from lysning.operations import pidfile, places
from lysning.operations.failures import DatabaseUnreachable, DataUnusable, DiskFull, Failure, WrongMajor
from lysning.operations.interruptions import uninterrupted
from lysning.operations.system_user import Account, server_account
from lysning.operations.text import _

ROLE = "lysning"
DATABASE = "lysning"
PORT = "5432"
START_SECONDS = 120
STOP_SECONDS = 60
MEGABYTES_TO_CREATE = 200
MEGABYTES_TO_START = 40
LONGEST_LOG = 8_000_000
ACCEPTS, STARTING = 0, 1
DEFAULTS = {
    "shared_buffers": "128MB",
    "max_connections": "80",
    "jit": "off",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "timezone": "UTC",
}


class Cluster:
    """One data folder and the server over it.

    Args:
        root: the folder that holds `postgres` (the data), `run` (the socket), `log` and the two lock files.
        settings: PostgreSQL settings on top of DEFAULTS.
        account: who runs the server; found out where it is not given.
    """

    def __init__(
        self, root: Path, *, settings: Mapping[str, str] | None = None, account: Account | None = None
    ) -> None:
        self.root = root.absolute()
        self.account = account or server_account()
        self.data = self.root / "postgres"
        self.log = self.root / "log" / "postgres.log"
        self.socket = places.socket_directory(self.root, self.account)
        self.settings = {**DEFAULTS, **(settings or {})}
        self._users: IO[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Returns the variables that lead libpq and Django's settings to this server."""
        return {"PGHOST": str(self.socket), "PGPORT": PORT, "PGUSER": ROLE, "PGDATABASE": DATABASE}

    def hold(self) -> bool:
        """Starts the server unless it runs, and keeps it running until `leave`; returns whether it was started here.

        Raises:
            DataUnusable, DiskFull, WrongMajor, NoServer, DatabaseUnreachable: see failures.py.
        """
        with uninterrupted(), self._lock():
            if self._users is None:  # before the server starts, so that an interrupted start is stopped by `leave`
                self._users = self._private("users")
                fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                return self._ensure()
            except Failure:
                self._users.close()
                self._users = None
                raise

    def leave(self) -> bool:
        """Lets go of the server; the last holder stops it. Returns whether it was stopped here."""
        if self._users is None:
            return False
        with uninterrupted(), self._lock(), self._users as users:
            self._users = None
            fcntl.flock(users, fcntl.LOCK_UN)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._stop()
            return True

    def revive(self) -> bool:
        """Starts the server again where it has died; returns whether that was needed."""
        if self.answers():
            return False
        with uninterrupted(), self._lock():
            return self._ensure()

    def answers(self) -> bool:
        """Returns whether the server accepts connections."""
        return self._state() == ACCEPTS

    def is_held(self) -> bool:
        """Returns whether any process holds the server."""
        with contextlib.suppress(FileNotFoundError), (self.root / "users").open() as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def stop_abandoned(self) -> None:
        """Stops a server whose holders all died without leaving; does nothing while someone holds it."""
        with self._lock():
            if not self.is_held():
                self._stop()

    def program(self, name: str) -> Path:
        """Returns the path of one of PostgreSQL's programs, as psql or pg_dump."""
        return places.server_programs(self.account) / name

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        places.make_folder(self.root, mode=0o711 if self._is_other else 0o700)
        try:
            lock = self._private("lock")
        except OSError as error:
            raise DataUnusable(self.root, error.strerror or str(error)) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _private(self, name: str) -> IO[str]:
        return os.fdopen(os.open(self.root / name, os.O_RDWR | os.O_CREAT, 0o600), "r+")

    @property
    def _is_other(self) -> bool:
        return self.account.uid != os.geteuid()

    def _state(self) -> int:
        return self._run("pg_isready", "-q", "-t", "3", "-h", str(self.socket), "-p", PORT).returncode

    def _ensure(self) -> bool:
        if (self.data / "PG_VERSION").exists() and self.answers():
            return False
        self._prepare()
        self._start()
        self._create_database()
        return True

    def _prepare(self) -> None:
        is_new = not (self.data / "PG_VERSION").exists()
        needed = MEGABYTES_TO_CREATE if is_new else MEGABYTES_TO_START
        room = os.statvfs(self.root)
        if room.f_bavail * room.f_frsize < needed * 1_000_000:
            raise DiskFull(self.root, needed)
        places.make_folder(self.log.parent, mode=0o700, account=self.account)
        places.make_folder(self.socket, mode=0o711 if self._is_other else 0o700, account=self.account)
        for folder in (self.socket, *([] if is_new else [self.data])):
            if folder.is_symlink() or folder.stat().st_uid != self.account.uid:
                raise DataUnusable(folder, _("it belongs to another user than {name}").format(name=self.account.name))
        if is_new:
            self._initialise()
        found = (self.data / "PG_VERSION").read_text().strip()
        expected = self._run("postgres", "--version").stdout.split()[-1].split(".")[0]
        if found != expected:
            raise WrongMajor(self.data, found=found, expected=expected)
        self._write_configuration()

    def _initialise(self) -> None:
        """Makes the data folder beside its final place, so that an interrupted initdb leaves nothing half made."""
        unfinished = self.root / "postgres.unfinished"
        places.make_folder(unfinished, mode=0o700, account=self.account)
        self._run("sh", "-c", 'rm -rf "$0"/*', str(unfinished))
        result = self._run(
            "initdb", "--pgdata", str(unfinished), "--username", ROLE, "--auth-local=peer", "--auth-host=reject",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            "--data-checksums",
        )  # fmt: skip
        if result.returncode:
            raise self._explain(result.stderr)
        unfinished.rename(self.data)

    def _write_configuration(self) -> None:
        """Writes the socket, the settings and who may log in: the server's account and ourselves, by peer."""
        settings = {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": f'"{self.socket}"',
            **self.settings,
        }
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        names = {self.account.name, "root"} if self._is_other else {self.account.name}
        self._write("postgresql.auto.conf", lines)
        self._write("pg_hba.conf", ["local all all peer map=lysning"])
        self._write("pg_ident.conf", [f'lysning "{name}" {ROLE}' for name in sorted(names)])

    def _write(self, name: str, lines: list[str]) -> None:
        path = self.data / name
        path.write_text("\n".join(["# Written by Lysning before every start.", *lines, ""]))
        if self._is_other:
            os.chown(path, self.account.uid, self.account.gid)

    def _start(self) -> None:
        """Starts the server and waits until it answers; tries again while a dead server's processes still go away."""
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
        deadline = time.monotonic() + START_SECONDS
        while (state := self._state()) != ACCEPTS:
            begin = self.log.stat().st_size if self.log.exists() else 0
            if state != STARTING and self._run("pg_ctl", *self._pg_ctl, "-w", "-l", str(self.log), "start").returncode:
                said = self._said_since(begin)
                failure = self._explain(said)
                if not isinstance(failure, DatabaseUnreachable) or time.monotonic() > deadline:
                    raise failure
                pidfile.disown(self.data / "postmaster.pid")
            elif time.monotonic() > deadline:
                raise self._explain(self._said_since(begin))
            time.sleep(0.1)

    def _said_since(self, begin: int) -> str:
        if not self.log.exists():
            return ""
        with self.log.open(errors="replace") as log:
            log.seek(begin)
            return log.read()[-2000:]

    @property
    def _pg_ctl(self) -> tuple[str, ...]:
        return ("-D", str(self.data), "-s", "-t", str(STOP_SECONDS))

    def _stop(self) -> None:
        if not (self.data / "postmaster.pid").exists():
            return
        if self._run("pg_ctl", *self._pg_ctl, "-m", "fast", "-w", "stop").returncode:
            self._run("pg_ctl", *self._pg_ctl, "-m", "immediate", "-w", "stop")

    def _create_database(self) -> None:
        place = make_conninfo(host=str(self.socket), port=PORT, user=ROLE, dbname="postgres")
        with psycopg.connect(place, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _explain(self, said: str) -> Exception:
        if "No space left on device" in said or "could not resize shared memory" in said:
            return DiskFull(self.root, MEGABYTES_TO_START)
        if "Permission denied" in said:
            return DataUnusable(self.root, _("the user {name} may not write there").format(name=self.account.name))
        return DatabaseUnreachable(said or _("PostgreSQL did not start; see {log}").format(log=self.log))

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs a program as the server's account; without a pipe where the server it starts would keep that open."""
        keeps_running = program == "pg_ctl"
        output = subprocess.DEVNULL if keeps_running else subprocess.PIPE
        return subprocess.run(  # noqa: S603 -- our own programs
            [program if program == "sh" else str(self.program(program)), *arguments],
            check=False,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=self.account.uid if self._is_other else None,
            group=self.account.gid if self._is_other else None,
            extra_groups=[] if self._is_other else None,
            start_new_session=True,  # Ctrl-C in the terminal is for us, who wait for it
        )
