"""What can go wrong before a page is shown: one class, one message and one exit code for each."""

from pathlib import Path

from lysning.operations.text import _


class Failure(Exception):  # noqa: N818 -- it is shown to a person, who reads "failure", not "error"
    """An anticipated failure: the message tells what to do, `exit_code` tells a script which one it was."""

    exit_code = 1


class PortTaken(Failure):
    """Another program listens on the address."""

    exit_code = 10

    def __init__(self, host: str, port: int) -> None:
        text = _("Port {port} on {host} is taken by another program. Choose another: ./run --port {other}")
        super().__init__(text.format(port=port, host=host, other=port + 1))


class DiskFull(Failure):
    """The file system that holds the data has no room."""

    exit_code = 11

    def __init__(self, place: Path, needed_megabytes: int) -> None:
        text = _("The disk is full: at least {needed} MB must be free in {place}. Free some room and start again.")
        super().__init__(text.format(needed=needed_megabytes, place=place))


class DatabaseUnreachable(Failure):
    """`DATABASE_URL` names a server that does not answer, or the embedded one does not come up."""

    exit_code = 12

    def __init__(self, reason: str) -> None:
        super().__init__(_("The database cannot be reached: {reason}").format(reason=reason.strip()))


class WrongMajor(Failure):
    """The data were written by another major version of PostgreSQL."""

    exit_code = 13

    def __init__(self, place: Path, *, found: str, expected: str) -> None:
        text = _(
            "The data in {place} were written by PostgreSQL {found}; this Lysning brings PostgreSQL {expected}."
            " Dump them with the old Lysning (lysning db dump FILE), move the folder away,"
            " and load them here (lysning db restore FILE)."
        )
        super().__init__(text.format(place=place, found=found, expected=expected))


class DataUnusable(Failure):
    """The data directory belongs to someone else, or cannot be written or entered."""

    exit_code = 14

    def __init__(self, place: Path, reason: str) -> None:
        text = _("The data folder {place} cannot be used: {reason}. Set LYSNING_DATA to another folder.")
        super().__init__(text.format(place=place, reason=reason))


class NoServer(Failure):
    """There are no PostgreSQL programs for this machine."""

    exit_code = 15

    def __init__(self) -> None:
        super().__init__(
            _(
                "There is no built-in PostgreSQL for this machine."
                " Set DATABASE_URL=postgresql://user:password@host/name,"
                " or LYSNING_PG_BIN to the folder of its programs.",
            ),
        )


class SetupFailed(Failure):
    """A step of the set-up stopped."""

    exit_code = 16
