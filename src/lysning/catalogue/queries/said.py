"""What solutions say at length: the texts in which a search may have found its words."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from lysning.catalogue.models import Solution, SolutionVersion
from lysning.core.written import WrittenOnce
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import topics_by_id


class Texts(NamedTuple):
    """The texts of a solution's current version as they were written, some in Markdown, and its kinds of technology."""

    problem: str
    audience: str
    description: str
    integrations: str
    evidence: str
    supplier: str
    topics: Sequence[Topic]


def texts_of(ids: Iterable[int]) -> dict[int, Texts]:
    """The texts of the public ones among these solutions, by id. One query, none without ids."""
    rows = _rows(ids)
    topics = topics_by_id({key for *_, keys in rows for key in keys})
    return {row[0]: Texts._make([*row[1:-1], [topics[key] for key in row[-1] if key in topics]]) for row in rows}


@WrittenOnce
def _rows(ids: frozenset[int]) -> QuerySet[Any, Any]:
    links = SolutionVersion.topics.through.objects.filter(solutionversion=OuterRef("current_version"))
    columns = [
        f"current_version__{name}" for name in ("problem", "audience", "description", "integrations", "evidence")
    ]
    rows = Solution.objects.public().filter(pk__among=ids).order_by()
    topics = ArraySubquery(links.order_by("topic__current").values("topic__current").distinct())
    return rows.annotate(topic_ids=topics).values_list("pk", *columns, "supplier__name", "topic_ids")
