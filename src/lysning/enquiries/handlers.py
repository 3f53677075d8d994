"""What a change in the catalogue means for enquiries; lysning.subscriptions says when these are called."""

from lysning.catalogue.events import SolutionHidden, SolutionPublished, SolutionWithdrawn
from lysning.catalogue.models import Solution, SolutionVersion
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.enquiries import actions


def end_enquiries(event: SolutionWithdrawn | SolutionHidden) -> None:
    """Nobody owes an answer about a solution that is out of sight."""
    solution = Solution.objects.get(pk=event.solution_id)
    actions.withdraw_enquiries(solution=solution, by=SYSTEM, at=clock.now())


def end_outdated(event: SolutionPublished) -> None:
    """What waited for somebody to reach about an earlier version gives way to the new one."""
    version = SolutionVersion.objects.get(pk=event.version_id)
    actions.withdraw_outdated(version=version, by=SYSTEM, at=clock.now())
