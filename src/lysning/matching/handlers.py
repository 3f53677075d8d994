"""Keeps the index in step with what lower rooms announce, in the transaction of the act itself."""

from procrastinate.contrib.django import app

from lysning.catalogue.events import SolutionHidden, SolutionPublished, SolutionShown, SolutionWithdrawn
from lysning.core import clock
from lysning.directory.events import PostChanged
from lysning.matching import actions
from lysning.needs.events import NeedClosed, NeedDeclared, NeedHidden, NeedShown
from lysning.taxonomy.events import KleImported

REFERENCE_TASK = "matching.index_reference"


def solution_changed(event: SolutionPublished | SolutionWithdrawn | SolutionHidden | SolutionShown) -> None:
    """Indexes or removes the solution."""
    actions.index_solution(event.solution_id, at=clock.now())


def need_changed(event: NeedDeclared | NeedClosed | NeedHidden | NeedShown) -> None:
    """Indexes or removes the need."""
    actions.index_need(event.need_id, at=clock.now())


def post_changed(event: PostChanged) -> None:
    """Indexes or removes what the post looks for."""
    actions.index_post(event.post_id, at=clock.now())


def kle_imported(_event: KleImported) -> None:
    """Has the titles of KLE read anew, as a job: the full list takes longer than an import should wait."""
    app.configure_task(REFERENCE_TASK).defer()
