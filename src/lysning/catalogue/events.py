"""What happened to a solution, as ids; lysning.subscriptions says who listens."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SolutionPublished:
    """A version was frozen and is the current one from now on."""

    solution_id: int
    version_id: int


@dataclass(frozen=True)
class SolutionWithdrawn:
    """The supplier took the solution back; it stays gone."""

    solution_id: int


@dataclass(frozen=True)
class SolutionHidden:
    """A moderator took the solution out of sight."""

    solution_id: int


@dataclass(frozen=True)
class SolutionShown:
    """A moderator let the solution be seen again."""

    solution_id: int
