"""What happens to earlier projects and findings, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProjectsImported:
    """A list has brought projects that are new or say something else."""

    project_ids: tuple[int, ...]


@dataclass(frozen=True)
class FindingPublished:
    """A finding has a new version of this number; 1 is the first time for everyone."""

    finding_id: int
    number: int


@dataclass(frozen=True)
class FindingSeen:
    """A moderator has hidden a finding, or put it back."""

    finding_id: int


@dataclass(frozen=True)
class FindingAdopted:
    """A municipality has adopted a finding."""

    adoption_id: int
