"""Which things are in the index and with which words: only what everyone may see ever gets in."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.directory.models import Post
from lysning.matching.actions.indexing import Source, compact_space, index_documents, rebuild_space, remove_document
from lysning.matching.models import Document
from lysning.matching.text.analyser import ANALYSER_VERSION
from lysning.needs.models import Need
from lysning.taxonomy.models import KleGroup

LARGEST_DELTA = 200


def index_solution(solution_id: int, *, at: datetime) -> None:
    """Brings the index in step with a solution: its current version when it is public, nothing otherwise."""
    solution = Solution.objects.public().select_related("current_version", "supplier").filter(pk=solution_id).first()
    if solution is None:
        remove_document("solution", solution_id, at=at)
    else:
        index_documents("solution", [_of_solution(solution)], at=at)


def index_need(need_id: int, *, at: datetime) -> None:
    """Brings the index in step with a need: its words while it is open and not hidden, nothing otherwise."""
    need = Need.objects.open().filter(pk=need_id).first()
    if need is None:
        remove_document("need", need_id, at=at)
    else:
        index_documents("need", [_of_need(need)], at=at)


def index_post(post_id: int, *, at: datetime) -> None:
    """Brings the index in step with what a post says it looks for; a post that says nothing is not in the index."""
    post = Post.objects.active().exclude(interests="").filter(pk=post_id).first()
    if post is None:
        remove_document("post", post_id, at=at)
    else:
        index_documents("post", [_of_post(post)], at=at)


def index_reference(*, at: datetime | None = None, progress: Callable[[int, int, str], None] | None = None) -> int:
    """Indexes the titles of the KLE groups and topics; returns how many were read. Repeating it changes nothing."""
    moment = at or clock.now()
    if progress is not None:
        progress(0, 1, "kle")
    sources = [Source(kle.pk, {"title": kle.title}) for kle in KleGroup.objects.all()]
    known = Document.objects.filter(space="kle", analyser_version=ANALYSER_VERSION).exclude(terms=[])
    if set(known.values_list("subject_id", flat=True)) == {source.subject_id for source in sources}:
        return index_documents("kle", sources, at=moment)
    return rebuild_space("kle", sources, at=moment)


@transaction.atomic
def reindex_everything(*, at: datetime, progress: Callable[[int, int, str], None]) -> dict[str, int]:
    """Reads all solutions, needs, interests and KLE titles anew; returns the number of documents per space.

    Queries see the old index until it is done.
    """
    counts = {}
    spaces = {"solution": _solutions, "need": _needs, "post": _posts, "kle": _kle_groups}
    for done, (space, sources) in enumerate(spaces.items()):
        progress(done, len(spaces), space)
        counts[space] = rebuild_space(space, sources(), at=at)
    progress(len(spaces), len(spaces), "")
    return counts


def compact_where_needed(*, at: datetime) -> list[str]:
    """Compacts each space whose delta has grown long enough to slow a query; returns their names."""
    compacted = []
    for space in ("solution", "need", "post", "kle"):
        if Document.objects.filter(space=space, is_compacted=False).count() > LARGEST_DELTA:
            compact_space(space, at=at)
            compacted.append(space)
    return compacted


def _solutions() -> Iterator[Source]:
    rows = Solution.objects.public().select_related("current_version", "supplier").order_by("pk")
    return (_of_solution(row) for row in rows.iterator(500))


def _needs() -> Iterator[Source]:
    return (_of_need(need) for need in Need.objects.open().order_by("pk").iterator(500))


def _posts() -> Iterator[Source]:
    return (_of_post(post) for post in Post.objects.active().exclude(interests="").order_by("pk").iterator(500))


def _kle_groups() -> Iterator[Source]:
    return (Source(kle.pk, {"title": kle.title}) for kle in KleGroup.objects.order_by("pk").iterator(500))


def _of_solution(solution: Solution) -> Source:
    version = solution.current_version
    if version is None:
        raise ValueError(f"solution {solution.pk} is public without a version")
    body = (version.problem, version.audience, version.description, version.integrations, version.evidence)
    return Source(solution.pk, {"title": version.title, "body": "\n".join((*body, solution.supplier.name))})


def _of_need(need: Need) -> Source:
    return Source(need.pk, {"title": need.title, "body": need.description})


def _of_post(post: Post) -> Source:
    return Source(post.pk, {"body": post.interests})
