"""The process number that a killed PostgreSQL leaves behind, and how to make it harmless.

PostgreSQL refuses to start while `postmaster.pid` names a living process. In a container nobody may collect the dead
server (it stays a zombie), and after a restart of the machine the number may belong to another program. The file also
names the shared memory, which PostgreSQL checks for surviving back ends; so the file is not deleted, only its process
number is replaced by that of a process which no longer exists.
"""

import contextlib
import os
import subprocess
from pathlib import Path


def disown(path: Path) -> bool:
    """Replaces the number in `postmaster.pid` where it is no living PostgreSQL's; returns whether it did."""
    try:
        first, *rest = path.read_text().splitlines()
        number = int(first)
    except (FileNotFoundError, ValueError):
        return False
    if _is_living_server(number):
        return False
    with path.open("r+") as file:  # keeps owner and mode
        file.write("\n".join([str(_vanished_process()), *rest, ""]))
        file.truncate()
    return True


def _is_living_server(number: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        about = Path(f"/proc/{number}/stat").read_text()
        name, state = about[about.index("(") + 1 : about.rindex(")")], about[about.rindex(")") + 2]
        return name == "postgres" and state != "Z"
    return not Path("/proc/self/stat").exists() and _exists(number)


def _exists(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _vanished_process() -> int:
    with subprocess.Popen(["true"]) as process:  # noqa: S607 -- any program that ends at once
        process.wait()
    return process.pid
