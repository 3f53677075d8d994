"""What runs Lysning: the database supervisor, the parent process, set-up, health. See README.md in this folder."""

from collections.abc import Callable

from lysning.operations.failures import Failure

__all__ = ["Failure", "ready"]


def ready(
    *, announce: Callable[[str], Callable[[int, int, str], None]] | None = None, with_example: bool = False
) -> list[str]:
    """Makes the database answer, configures Django, migrates, loads reference data: readiness.ready, loaded late."""
    from lysning.operations import readiness

    return readiness.ready(announce=announce, with_example=with_example)
