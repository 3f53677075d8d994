"""`lysning bench search` and `lysning bench reverse`: how long an answer takes, and how that grows."""

import json
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from lysning import operations
from lysning.cli.bench import collections, texts
from lysning.cli.bench.engines.ours import without_meaning
from lysning.cli.bench.options import EXISTING, JSON, percentiles
from lysning.cli.progress import progress
from lysning.operations.text import _

SOLUTION_WORDS, PROFILE_WORDS = 80, 25
BEST_PROFILES = 200
PAGE = 20

SIZES = click.option(
    "--sizes", default="10000,100000", show_default=True, help=_("Numbers of documents, with commas between.")
)
CORPUS = click.option(
    "--corpus", type=EXISTING, help=_("Mix the texts of this JSON-lines file instead of made-up Danish.")
)
QUERIES = click.option("--queries", "asked", type=EXISTING, help=_("Ask the queries of this JSON-lines file."))
REPEAT = click.option("--repeat", default=300, show_default=True, type=click.IntRange(20), help=_("How many to time."))


@click.command(help=_("Time the search: short queries against solutions of 80 words, one page of 20 with its total."))
@SIZES
@CORPUS
@QUERIES
@REPEAT
@JSON
def search(sizes: str, corpus: Path | None, asked: Path | None, repeat: int, *, as_json: bool) -> None:
    operations.ready()
    from lysning.matching.queries.search import answers

    queries = list(collections.queries(asked).values())[:repeat] if asked else texts.questions(repeat, seed=2)
    rows = _grown(
        sizes, corpus, SOLUTION_WORDS, queries, lambda text: answers("solution", text, limit=PAGE).total, silent=as_json
    )
    _show(rows, as_json=as_json)


@click.command(
    help=_(
        "Time the reverse search: a new solution of 80 words against standing profiles of 25 words, the best 200 of all."
    )
)
@SIZES
@CORPUS
@REPEAT
@JSON
def reverse(sizes: str, corpus: Path | None, repeat: int, *, as_json: bool) -> None:
    operations.ready()
    from lysning.matching.queries.ranking import rank
    from lysning.matching.text.analyser import default_analyser

    solutions = list(_texts(corpus, repeat, SOLUTION_WORDS, seed=3))

    def met(text: str) -> int:
        return rank("solution", default_analyser().terms(text), limit=BEST_PROFILES).total

    _show(_grown(sizes, corpus, PROFILE_WORDS, solutions, met, silent=as_json), as_json=as_json)


def _texts(corpus: Path | None, count: int, words: int, *, seed: int) -> Iterable[str]:
    if corpus is None:
        return texts.texts(count, words, seed=seed)
    pieces = texts.chunks([document.text for document in collections.documents(corpus)], words // 2)
    return texts.mixed(pieces, count, seed=seed)


def _grown(
    sizes: str, corpus: Path | None, words: int, queries: Sequence[str], ask: Callable[[str], int], *, silent: bool
) -> list[dict[str, Any]]:
    """One row of figures per size, each in an index of its own; by words alone."""
    try:
        counts = [int(size) for size in sizes.split(",")]
    except ValueError:
        raise click.UsageError(_("--sizes takes whole numbers with commas between.")) from None
    with without_meaning():
        return [_timed(count, corpus, words, queries, ask, silent=silent) for count in counts]


def _timed(
    count: int, corpus: Path | None, words: int, queries: Sequence[str], ask: Callable[[str], int], *, silent: bool
) -> dict[str, Any]:
    from lysning.cli.bench.scratch import analyse, scratch_index, size_of
    from lysning.core import clock
    from lysning.matching.actions import Source, rebuild_space

    def sources() -> Iterable[Source]:
        for number, text in enumerate(_texts(corpus, count, words, seed=1), 1):
            yield Source(number, {"body": text})

    with scratch_index() as schema, progress(_("Indexing"), silent=silent) as report:
        began = time.perf_counter()
        rebuild_space("solution", sources, at=clock.now(), progress=lambda done, _t, label: report(done, count, label))
        seconds = time.perf_counter() - began
        analyse(schema)
        hits, times = [], []
        for text in (*queries[:20], *queries):  # the first ones warm the caches and are not counted
            began = time.perf_counter()
            hits.append(ask(text))
            times.append((time.perf_counter() - began) * 1000)
        return {
            "documents": count,
            **percentiles(times[20:]),
            "max_ms": round(max(times[20:]), 2),
            "hits_p50": sorted(hits)[len(hits) // 2],
            "index_seconds": round(seconds, 1),
            "disk_mb": round(size_of(schema) / 1e6, 1),
            "process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    click.echo("  ".join(f"{name:>13}" for name in rows[0]))
    for row in rows:
        click.echo("  ".join(f"{value:>13,}" for value in row.values()))
