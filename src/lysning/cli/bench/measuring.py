"""One measurement for every search engine: how good, how fast, how large."""

import math
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lysning.cli.bench.collections import Collection
from lysning.cli.bench.engines import Engine, Search
from lysning.cli.bench.options import percentiles
from lysning.core.progress import Progress

DEPTH = 100
DECIDING = "ndcg@10"


Quality = Mapping[str, Mapping[str, float]]
"""Query to name of the measure to its value."""


class Answers(NamedTuple):
    """What one way of searching gave: quality, and the milliseconds of each query."""

    quality: Quality
    milliseconds: Sequence[float]


class Measurement(NamedTuple):
    """An engine measured on a collection, by the way of searching that served it best."""

    version: str
    settings: str
    way: str
    index_seconds: float
    index_bytes: int
    answers: Answers


def measure(engine: Engine, collection: Collection, progress: Progress) -> Measurement:
    """Indexes the documents and asks every query in every way the engine knows; keeps the one with the best nDCG@10.

    Where there was a choice, that one is asked everything once more for the time it takes: by then all is warm.
    """
    began = time.perf_counter()
    engine.index(collection.documents)
    seconds = time.perf_counter() - began
    ways, tried = engine.ways(), {}
    for done, (name, search) in enumerate(ways.items()):
        progress(done, len(ways), name)
        tried[name] = _asked(search, collection)
    best = max(tried, key=lambda name: math.fsum(each[DECIDING] for each in tried[name].quality.values()))
    answers = _asked(ways[best], collection) if len(ways) > 1 else tried[best]
    return Measurement(engine.version, engine.settings, best, seconds, engine.size(), answers)


def figures(measured: Measurement) -> dict[str, Any]:
    """The measurement as plain values: time, size, latency, and each measure of quality with its interval."""
    return {
        "index_seconds": round(measured.index_seconds, 2),
        "index_bytes": measured.index_bytes,
        **percentiles(measured.answers.milliseconds),
        **{name: _figure(values) for name, values in _by_measure(measured).items()},
    }


def differences(measured: Measurement, other: Measurement) -> dict[str, dict[str, float]]:
    """For each measure by how much the first lies above the other, query by query, with the paired bootstrap's interval.

    Both must have answered the same queries.
    """
    theirs = _by_measure(other)
    return {
        name: _figure([a - b for a, b in zip(values, theirs[name], strict=True)])
        for name, values in _by_measure(measured).items()
    }


def _asked(search: Search, collection: Collection) -> Answers:
    from lysning.matching.rules.quality import of_query

    found = {name: search(text, DEPTH) for name, text in collection.queries.items()}
    return Answers(
        {name: of_query(answer.names, collection.grades[name]) for name, answer in found.items()},
        [answer.seconds * 1000 for answer in found.values()],
    )


def _by_measure(measured: Measurement) -> dict[str, list[float]]:
    quality = list(measured.answers.quality.values())
    return {name: [each[name] for each in quality] for name in quality[0]}


def _figure(values: Sequence[float]) -> dict[str, float]:
    from lysning.matching.rules.quality import figure

    return {key: round(value, 4) for key, value in figure(values)._asdict().items()}
