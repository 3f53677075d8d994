"""Which things are in the index and with which words: only what everyone may see ever gets in."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.progress import Progress, silent
from lysning.directory.models import Post
from lysning.evidence.models import EarlierProject
from lysning.matching.actions.folding import fold
from lysning.matching.actions.indexing import index_documents, remove_document
from lysning.matching.actions.rebuilding import rebuild_space
from lysning.matching.actions.sources import Source
from lysning.matching.models import Document, Generation
from lysning.matching.text.analyser import ANALYSER_VERSION
from lysning.needs.models import Need
from lysning.taxonomy.models import KleGroup, Topic

LARGEST_DELTA = 100
"""A longer delta is folded: every query reads all of it."""


@dataclass(frozen=True)
class Subject:
    """One kind of thing in the index: the rows that belong there, and what is read of a row."""

    rows: Callable[[], QuerySet[Any]]
    source: Callable[[Any], Source]

    def all(self) -> Iterator[Source]:
        """Every thing that belongs in the index, by key."""
        return (self.source(row) for row in self.rows().order_by("pk").iterator(500))

    def some(self, keys: Collection[int]) -> Iterator[Source]:
        """Those of these things that belong in the index."""
        return (self.source(row) for row in self.rows().filter(pk__in=keys))

    def one(self, key: int) -> Source | None:
        """One thing; None when it does not belong there."""
        row = self.rows().filter(pk=key).first()
        return self.source(row) if row is not None else None


def _with_topics(solutions: QuerySet[Solution]) -> QuerySet[Solution]:
    topics = Prefetch("current_version__topics", Topic.objects.select_related("current"))
    return solutions.select_related("current_version", "supplier").prefetch_related(topics)


def _of_solution(solution: Solution) -> Source:
    version = solution.current_version
    if version is None:
        raise ValueError(f"solution {solution.pk} is public without a version")
    body = (version.problem, version.audience, version.description, version.integrations, version.evidence)
    kinds = sorted({topic.current.name_da for topic in version.topics.all()})
    return Source(solution.pk, {"title": version.title, "body": "\n".join((*body, solution.supplier.name, *kinds))})


def _of_need(need: Need) -> Source:
    said = (need.description, need.audience, need.scale, need.tried)
    return Source(need.pk, {"title": need.title, "body": "\n".join(filter(None, said))})


def _of_project(project: EarlierProject) -> Source:
    return Source(project.pk, {"title": project.title, "body": f"{project.text}\n{project.lead}\n{project.theme}"})


SUBJECTS = {
    "solution": Subject(lambda: _with_topics(Solution.objects.public()), _of_solution),
    "need": Subject(Need.objects.open, _of_need),
    "post": Subject(
        lambda: Post.objects.active().exclude(interests=""), lambda post: Source(post.pk, {"body": post.interests})
    ),
    "kle": Subject(KleGroup.objects.all, lambda kle: Source(kle.pk, {"title": kle.title})),
    "topic": Subject(
        Topic.objects.public, lambda topic: Source(topic.pk, {"title": topic.name_da, "body": topic.explanation_da})
    ),
    "project": Subject(EarlierProject.objects.listed, _of_project),
}


@transaction.atomic
def index_subject(space: str, key: int, *, at: datetime) -> None:
    """Brings the index in step with one thing: its words when it belongs there, nothing otherwise."""
    source = SUBJECTS[space].one(key)
    if source is None:
        remove_document(space, key, at=at)
    else:
        index_documents(space, [source], at=at)


def index_solution(solution_id: int, *, at: datetime) -> None:
    """Brings the index in step with a solution: its current version when it is public, nothing otherwise."""
    index_subject("solution", solution_id, at=at)


def index_need(need_id: int, *, at: datetime) -> None:
    """Brings the index in step with a need: its words while it is open and not hidden, nothing otherwise."""
    index_subject("need", need_id, at=at)


def index_post(post_id: int, *, at: datetime) -> None:
    """Brings the index in step with what a post says it looks for; a post that says nothing is not in the index."""
    index_subject("post", post_id, at=at)


@transaction.atomic
def index_subjects(space: str, keys: Collection[int], *, at: datetime) -> None:
    """Brings the index in step with several things: the words of those that belong there, nothing of the others."""
    sources = list(SUBJECTS[space].some(keys))
    index_documents(space, sources, at=at)
    for gone in set(keys) - {source.subject_id for source in sources}:
        remove_document(space, gone, at=at)


def index_topics(topic_ids: Collection[int], *, at: datetime) -> None:
    """Brings the index in step with topics: their words while one may choose them, nothing once they are merged."""
    index_subjects("topic", topic_ids, at=at)


def index_solutions_of_topics(topic_ids: Collection[int], *, at: datetime) -> None:
    """Brings the index in step with the solutions of these topics, which say what their topics are called."""
    counted_as = Topic.objects.filter(pk__in=topic_ids).values("current")
    chosen = Q(current_version__topics__in=topic_ids) | Q(current_version__topics__current__in=counted_as)
    keys = list(Solution.objects.public().filter(chosen).order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, len(keys), LARGEST_DELTA):
        index_subjects("solution", keys[start : start + LARGEST_DELTA], at=at)


def index_reference(*, at: datetime | None = None, progress: Progress = silent) -> int:
    """Indexes the titles of the KLE groups and topics; returns how many were read. Repeating it changes nothing."""
    moment, titles = at or clock.now(), SUBJECTS["kle"]
    live = Generation.objects.live("kle").filter(analyser_version=ANALYSER_VERSION)
    known = Document.objects.filter(generation__in=live).exclude(terms=[])
    if set(known.values_list("subject_id", flat=True)) == set(titles.rows().values_list("pk", flat=True)):
        return index_documents("kle", titles.all(), at=moment)
    return rebuild_space("kle", titles.all, at=moment, progress=progress)


def reindex_everything(*, at: datetime, progress: Progress = silent) -> dict[str, int]:
    """Reads every space anew; returns the number of documents of each. Each goes on answering until its new one is ready."""
    return {space: rebuild_space(space, subject.all, at=at, progress=progress) for space, subject in SUBJECTS.items()}


def bring_up_to_date(*, at: datetime | None = None, progress: Progress = silent) -> list[str]:
    """Reads those spaces anew that were read by another analyser or never; returns their names."""
    current = Generation.objects.filter(is_live=True, analyser_version=ANALYSER_VERSION).values_list("space", flat=True)
    due = [space for space in SUBJECTS if space not in set(current)]
    for space in due:
        rebuild_space(space, SUBJECTS[space].all, at=at or clock.now(), progress=progress)
    return due


def fold_where_needed(*, at: datetime) -> list[str]:
    """Folds each live space whose delta has grown long enough to slow a query; returns their names."""
    due = [each for each in Generation.objects.filter(is_live=True) if _delta(each) > LARGEST_DELTA]
    for generation in due:
        fold(generation, at=at)
    return [generation.space for generation in due]


def _delta(generation: Generation) -> int:
    return Document.objects.filter(generation=generation, is_folded=False).count()
