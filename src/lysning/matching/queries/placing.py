"""What a leader may mean who looks for something to place on the radar."""

from collections.abc import Sequence

from lysning.catalogue.queries import public_shelf
from lysning.matching.queries.search import search_solutions, search_topics


def answering(text: str) -> tuple[Sequence[int], Sequence[int]]:
    """The keys of the topics and of the public solutions that answer the text, best first: as search finds them everywhere."""
    return search_topics(text).ids, search_solutions(text, among=public_shelf()).ids
