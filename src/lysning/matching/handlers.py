"""Keeps the index in step with what lower rooms announce, in the transaction of the act itself."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lysning.catalogue.events import SolutionHidden, SolutionPublished, SolutionShown, SolutionWithdrawn
from lysning.core import clock
from lysning.directory.events import PostChanged
from lysning.evidence.events import ProjectsImported
from lysning.matching import actions
from lysning.matching.dense import why_no_encoder
from lysning.needs.events import NeedClosed, NeedDeclared, NeedHidden, NeedShown
from lysning.taxonomy.events import KleImported, TopicsChanged

REFERENCE_TASK = "matching.index_reference"
PROJECTS_TASK = "matching.read_projects"
TOPICS_TASK = "matching.index_solutions_of_topics"
EMBED_TASK = "matching.embed"


def solution_changed(event: SolutionPublished | SolutionWithdrawn | SolutionHidden | SolutionShown) -> None:
    """Indexes or removes the solution."""
    actions.index_solution(event.solution_id, at=clock.now())
    _embed_soon()


def need_changed(event: NeedDeclared | NeedClosed | NeedHidden | NeedShown) -> None:
    """Indexes or removes the need."""
    actions.index_need(event.need_id, at=clock.now())
    _embed_soon()


def post_changed(event: PostChanged) -> None:
    """Indexes or removes what the post looks for."""
    actions.index_post(event.post_id, at=clock.now())
    _embed_soon()


def kle_imported(_event: KleImported) -> None:
    """Has the titles of KLE read anew, as a job: the full list takes longer than an import should wait."""
    app.configure_task(REFERENCE_TASK).defer()


def projects_imported(_event: ProjectsImported) -> None:
    """Has earlier projects read, as a job: a list may hold thousands. Which ones is told by the rows themselves."""
    app.configure_task(PROJECTS_TASK).defer()


def topics_changed(event: TopicsChanged) -> None:
    """Indexes topics, removes those that are merged, and has the solutions read anew that say what they are called."""
    actions.index_topics(event.topic_ids, at=clock.now())
    app.configure_task(TOPICS_TASK).defer(topic_ids=list(event.topic_ids))


def _embed_soon() -> None:
    """Has the vectors made once the act stands, where this installation makes any.

    Not in the act's own transaction: the one waiting job is shared by all, and acts would wait for one another. Should the
    process die in between, the job that runs every ten minutes finds what is missing.
    """
    if why_no_encoder() is None:
        transaction.on_commit(_defer_embedding, robust=True)


def _defer_embedding() -> None:
    try:
        with transaction.atomic():
            app.configure_task(EMBED_TASK).defer()
    except AlreadyEnqueued:
        pass  # the job that waits will find this document too
