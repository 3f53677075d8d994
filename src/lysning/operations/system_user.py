"""Who runs the embedded server: ourselves, or, because PostgreSQL refuses root, a system user of its own."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lysning.operations.failures import DatabaseUnreachable
from lysning.operations.text import _

NAME = "lysningdb"


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int


def server_account() -> Account:
    """Returns the account the server runs under; as root it creates the system user `lysningdb` the first time.

    Raises:
        DatabaseUnreachable: root, and the machine has no means to create a system user.
    """
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    try:
        return _account(pwd.getpwnam(NAME))
    except KeyError:
        _create()
    try:
        return _account(pwd.getpwnam(NAME))
    except KeyError:
        raise DatabaseUnreachable(
            _("PostgreSQL does not run as root, and the user {name} could not be made").format(name=NAME)
        ) from None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _create() -> None:
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    elif adduser := shutil.which("adduser", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [adduser, "-S", "-D", "-H", "-s", "/sbin/nologin", NAME]
    else:
        return
    # Two processes may try at once: the one that comes second fails, and finds the user made by the first.
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603 -- fixed words only


def can_reach(account: Account, place: Path) -> bool:
    """Returns whether the account may enter every folder on the way to `place`, and enter or run `place` itself."""
    return account.uid == os.geteuid() or all(
        _may_enter(account, step.stat()) for step in (place, *place.parents) if step.exists()
    )


def _may_enter(account: Account, status: os.stat_result) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
