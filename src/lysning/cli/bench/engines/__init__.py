"""Search engines behind one protocol, so that one measurement fits all of them."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

from lysning.cli.bench.collections import Document
from lysning.operations.text import _

WORD = re.compile(r"\w+")
TITLE_WEIGHTS = (1.0, 0.5, 0.25, 2.0, 4.0, 8.0, 12.0)
"""How many times the title counts, where that is a setting. The first is the one without effect."""


class Unavailable(Exception):  # noqa: N818 -- it is shown to a person, who reads a reason, not an error
    """The engine cannot be measured here; the message says why, and how to get what is missing."""


class Found(NamedTuple):
    """The names of the documents, best first, and how long it took to find them."""

    names: Sequence[str]
    seconds: float


Search = Callable[[str, int], Found]
"""The text asked and how many documents at most."""


class Engine(Protocol):
    """One way to index and to search. Its module opens it as a context; what it made is gone when the context ends."""

    version: str
    settings: str

    def index(self, documents: Sequence[Document]) -> None:
        """Takes the documents, once; afterwards they can be found."""

    def ways(self) -> Mapping[str, Search]:
        """The settings of the search that are tried, by name; a single one where there is nothing to choose."""

    def size(self) -> int:
        """Bytes on disk of the index."""


def timed(find: Callable[[], Sequence[str]]) -> Found:
    """What `find` finds, and the seconds that took."""
    began = time.perf_counter()
    names = find()
    return Found(names, time.perf_counter() - began)


def title_ways(search: Callable[..., Found], documents: Sequence[Document]) -> dict[str, Search]:
    """A way for each weight of the title worth trying, which `search` takes as `title`."""
    weights = worth_trying(TITLE_WEIGHTS, documents)
    return {_("title × {weight:g}").format(weight=weight): partial(search, title=weight) for weight in weights}


def worth_trying(weights: Sequence[float], documents: Sequence[Document]) -> Sequence[float]:
    """The weights of the title; the first of them where no document has a title."""
    return weights if any(document.title for document in documents) else weights[:1]


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone after the block."""
    with TemporaryDirectory(prefix="lysning-compare-") as folder:
        yield Path(folder)


def size_of_files(folder: Path) -> int:
    """Bytes of the files in the folder and below it."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
