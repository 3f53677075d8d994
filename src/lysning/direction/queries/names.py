"""What is placed and who owns it, in words: a few queries, however many placements."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lysning.catalogue.models import Solution
from lysning.direction.rules import Merge, PlacementState, Subject
from lysning.directory.models import Post
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import topics

Kind = Literal["topic", "solution", "own"]


@dataclass(frozen=True)
class Named:
    """A subject in the reader's words; `key` is the topic's key or the solution's slug, empty when it has no page now.

    `formerly` is what a topic that has become part of another one was called when it was placed.
    """

    kind: Kind
    name: str
    key: str = ""
    explanation: str = ""
    formerly: str = ""

    @property
    def address(self) -> str:
        """Where to read more about it, or nothing."""
        folder = "emner" if self.kind == "topic" else "loesninger"
        return f"/{folder}/{self.key}/" if self.key else ""


class Names:
    """The names of everything these placements point at, read once. At most three queries, one less while topics are kept."""

    def __init__(self, states: Iterable[PlacementState], *, posts: Iterable[int] = ()) -> None:
        states = list(states)
        post_ids = {state.facts.owner_post_id for state in states} | set(posts)
        self._subjects = _Subjects(state.subject for state in states)
        self._posts = Post.objects.select_related("role").in_bulk(list(post_ids)) if post_ids else {}

    def subject(self, subject: Subject) -> Named:
        """What is placed: a merged topic under the name of the one it counts as."""
        return self._subjects.named(subject)

    def post(self, post_id: int) -> str:
        """The post's title as the municipality shows it."""
        return self._posts[post_id].name

    def merges(self) -> dict[int, Merge]:
        """Every merge of topics, when one of those named here has been merged. One query, none for names all current."""
        if not self._subjects.has_merged:
            return {}
        rows = Topic.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into", "merged_at")
        return {topic_id: Merge(into, at) for topic_id, into, at in rows if into and at}


def named_subjects(subjects: Iterable[Subject]) -> dict[Subject, Named]:
    """Each of these in the reader's words. At most two queries, one less while topics are kept."""
    every = list(subjects)
    names = _Subjects(every)
    return {subject: names.named(subject) for subject in every}


class _Subjects:
    """The topics and solutions these point at, read once."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        subjects = list(subjects)
        topic_ids = {subject.topic_id for subject in subjects} - {None}
        solution_ids = {subject.solution_id for subject in subjects} - {None}
        self._topics = {topic.pk: topic for topic in topics()} if topic_ids else {}
        gone = topic_ids - self._topics.keys()
        self._merged = Topic.objects.select_related("current").in_bulk(gone) if gone else {}
        solutions = Solution.objects.select_related("current_version", "supplier")
        self._solutions = solutions.in_bulk(list(solution_ids)) if solution_ids else {}

    @property
    def has_merged(self) -> bool:
        """True when one of the topics counts as another today."""
        return any(topic.current_id != topic.pk for topic in self._merged.values())

    def named(self, subject: Subject) -> Named:
        if subject.topic_id is not None:
            merged = self._merged.get(subject.topic_id)
            topic = merged.current if merged else self._topics[subject.topic_id]
            formerly = merged.name if merged and merged.pk != topic.pk else ""
            return Named("topic", topic.name, topic.key, topic.explanation, formerly)
        if subject.solution_id is not None:
            solution = self._solutions[subject.solution_id]
            version = solution.current_version
            name = f"{version.title} ({solution.supplier.name})" if version else solution.slug
            return Named(
                "solution", name, solution.slug if solution.is_public else "", version.problem if version else ""
            )
        return Named("own", subject.own_title)
