"""What happens to earlier projects, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProjectsImported:
    """A list has brought projects that are new or say something else."""

    project_ids: tuple[int, ...]
