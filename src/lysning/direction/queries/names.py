"""What is placed and who owns it, in words: a few queries, however many placements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lysning.catalogue.models import Solution
from lysning.direction.rules import Merge, Merges, PlacementState, Subject, counted_as
from lysning.directory.models import Post
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import merges, topics

Kind = Literal["topic", "solution", "own"]


@dataclass(frozen=True)
class Named:
    """A subject in the reader's words; `key` is the topic's key or the solution's slug, empty when it has no page now.

    `formerly` is what a topic that is part of another one by then was called when it was placed.
    """

    kind: Kind
    name: str
    key: str = ""
    explanation: str = ""
    formerly: str = ""

    @property
    def placed_as(self) -> str:
        """What it was called when it was placed."""
        return self.formerly or self.name

    @property
    def address(self) -> str:
        """Where to read more about it, or nothing."""
        folder = "emner" if self.kind == "topic" else "loesninger"
        return f"/{folder}/{self.key}/" if self.key else ""


class Names:
    """The names of everything these placements point at, read once. At most three queries, one less while topics are kept.

    `before`: the words of an earlier moment, in which topics counted as what they did then. One query more.
    """

    def __init__(
        self, states: Iterable[PlacementState], *, posts: Iterable[int] = (), before: datetime | None = None
    ) -> None:
        states = list(states)
        post_ids = {state.facts.owner_post_id for state in states} | set(posts)
        self._subjects = _Subjects((state.subject for state in states), before)
        self._posts = Post.objects.select_related("role").in_bulk(list(post_ids)) if post_ids else {}

    def subject(self, subject: Subject) -> Named:
        """What is placed: a merged topic under the name of the one it counts as."""
        return self._subjects.named(subject)

    def post(self, post_id: int) -> str:
        """The post's title as the municipality shows it."""
        return self._posts[post_id].name

    def merges(self) -> Merges:
        """Every merge of topics that may concern these. One query, none for names all current, nor for an earlier moment."""
        return self._subjects.merges()


def named_subjects(subjects: Iterable[Subject]) -> dict[Subject, Named]:
    """Each of these in the reader's words. At most two queries, one less while topics are kept."""
    every = list(subjects)
    names = _Subjects(every)
    return {subject: names.named(subject) for subject in every}


class _Subjects:
    """The topics and solutions these point at, read once."""

    def __init__(self, subjects: Iterable[Subject], before: datetime | None = None) -> None:
        subjects = list(subjects)
        solution_ids = {subject.solution_id for subject in subjects} - {None}
        solutions = Solution.objects.select_related("current_version", "supplier")
        self._solutions = solutions.in_bulk(list(solution_ids)) if solution_ids else {}
        topic_ids = {subject.topic_id for subject in subjects if subject.topic_id is not None}
        self._then = _merges(with_ended=True) if before and topic_ids else None
        self._topics = {topic.pk: topic for topic in topics()} if topic_ids else {}
        self._counted = {each: counted_as(each, self._then, before) for each in topic_ids} if self._then else {}
        if gone := (topic_ids | set(self._counted.values())) - self._topics.keys():
            self._topics |= Topic.objects.select_related("current").in_bulk(gone)
        if before is None:
            counted = {each: self._topics[each].current for each in gone}
            self._counted = {each: topic.pk for each, topic in counted.items()}
            self._topics |= {topic.pk: topic for topic in counted.values()}

    def merges(self) -> Merges:
        if self._then is not None:
            return self._then
        is_merged = any(topic_id != counted for topic_id, counted in self._counted.items())
        return _merges(with_ended=False) if is_merged else {}

    def named(self, subject: Subject) -> Named:
        if subject.topic_id is not None:
            placed = self._topics[subject.topic_id]
            topic = self._topics[self._counted.get(subject.topic_id, subject.topic_id)]
            formerly = placed.name if placed.pk != topic.pk else ""
            return Named("topic", topic.name, topic.key, topic.explanation, formerly)
        if subject.solution_id is not None:
            solution = self._solutions[subject.solution_id]
            version = solution.current_version
            name = f"{version.title} ({solution.supplier.name})" if version else solution.slug
            return Named(
                "solution", name, solution.slug if solution.is_public else "", version.problem if version else ""
            )
        return Named("own", subject.own_title)


def _merges(*, with_ended: bool) -> Merges:
    found: defaultdict[int, list[Merge]] = defaultdict(list)
    for topic_id, into, at, until in merges(with_ended=with_ended):
        found[topic_id].append(Merge(into, at, until))
    return found
