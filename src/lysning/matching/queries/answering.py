"""The search as rooms below know it: what answers a text, without saying why."""

from collections.abc import Callable, Mapping, Sequence

from lysning.catalogue.queries import public_shelf
from lysning.core.actors import Actor
from lysning.matching.queries.search import Found, search_needs, search_solutions, search_topics

_SPACES: Mapping[str, Callable[[str, Actor], Found]] = {
    "solution": lambda text, _actor: search_solutions(text, among=public_shelf()),
    "need": lambda text, actor: search_needs(text, actor=actor),
    "topic": lambda text, _actor: search_topics(text),
}


def answering(space: str, text: str, *, actor: Actor) -> Sequence[int]:
    """The keys of what answers the text and the actor may see, best first, as search finds them everywhere.

    Raises KeyError for a space that is none of these: solution, need, topic.
    """
    return _SPACES[space](text, actor).ids
