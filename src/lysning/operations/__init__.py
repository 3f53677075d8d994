"""What runs Lysning: the database supervisor, the parent process, set-up, health. See README.md in this folder."""

from collections.abc import Callable

from lysning.operations.failures import Failure

__all__ = ["Announce", "Failure", "announce_with", "ready"]

Announce = Callable[[str], Callable[[int, int, str], None]]

_announce: Announce | None = None


def announce_with(announce: Announce | None) -> None:
    """Names who tells a person about set-up steps whenever `ready` is not told itself; None: nobody does."""
    global _announce  # noqa: PLW0603 -- one terminal per process
    _announce = announce


def ready(*, announce: Announce | None = None, with_example: bool = False) -> list[str]:
    """Makes the database answer, configures Django, migrates, loads reference data: readiness.ready, loaded late."""
    from lysning.operations import readiness

    return readiness.ready(announce=announce or _announce, with_example=with_example)
