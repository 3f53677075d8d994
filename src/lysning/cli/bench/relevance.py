"""`lysning bench relevance`: how well the product's own search answers a test collection."""

import json
import os
import time
from pathlib import Path
from typing import Any

import click

from lysning.cli.bench import collections
from lysning.cli.progress import progress
from lysning.operations.text import _

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
DEPTH = 100


@click.command(
    help=_(
        "Measure the search on a test collection: documents and queries as JSON lines (_id, title, text), judgements as"
        " tab-separated query, document, grade. They go through the product's own index and queries, in a schema of their"
        " own that is dropped afterwards. Shows nDCG@10, MRR@10, recall@10 and @100 with 95 % intervals."
    )
)
@click.option("--corpus", required=True, type=EXISTING, help=_("The documents."))
@click.option("--queries", "asked", required=True, type=EXISTING, help=_("The queries."))
@click.option("--qrels", required=True, type=EXISTING, help=_("The judgements."))
@click.option("--dense", is_flag=True, help=_("Take meaning into account too; needs the optional dense search."))
@click.option("--limit", type=click.IntRange(1), help=_("Ask only the first so many judged queries."))
@click.option("--json", "as_json", is_flag=True, help=_("The figures as one JSON object."))
def relevance(corpus: Path, asked: Path, qrels: Path, limit: int | None, *, dense: bool, as_json: bool) -> None:
    from lysning import operations

    documents, queries, grades = collections.documents(corpus), collections.queries(asked), collections.grades(qrels)
    judged = {name: text for name, text in queries.items() if name in grades}
    chosen = dict(list(judged.items())[:limit])
    if not chosen:
        raise click.UsageError(_("None of the queries has a judgement."))
    if not dense:
        os.environ["LYSNING_DENSE"] = "0"
    operations.ready()
    with progress(_("Measuring"), silent=as_json) as report:
        result = measured(documents, chosen, grades, report, dense=dense)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1) if as_json else "\n".join(table(result)))


def measured(
    documents: list[collections.Document],
    queries: dict[str, str],
    grades: collections.Grades,
    report: Any,
    *,
    dense: bool = False,
) -> dict[str, Any]:
    """Index time, size, latency and quality as plain values."""
    from lysning.cli.bench.scratch import scratch_index, size_of
    from lysning.core import clock
    from lysning.matching.actions import Source, rebuild_space
    from lysning.matching.queries.search import answers
    from lysning.matching.rules.quality import figure, of_query
    from lysning.matching.text.analyser import ANALYSER_VERSION

    names = {number: document.name for number, document in enumerate(documents, 1)}
    sources = [Source(number, {"title": d.title, "body": d.text}) for number, d in enumerate(documents, 1)]
    with scratch_index() as schema:
        began = time.perf_counter()
        rebuild_space("solution", lambda: sources, at=clock.now())
        if dense:
            _embed(sources, report)
        seconds = time.perf_counter() - began
        found, times = {}, []
        for done, (name, text) in enumerate(queries.items()):
            began = time.perf_counter()
            ranking = answers("solution", text, limit=DEPTH)
            times.append((time.perf_counter() - began) * 1000)
            found[name] = of_query([names[key] for key in ranking.ids], grades[name])
            report(done, len(queries), "")
        size = size_of(schema)
    times.sort()
    return {
        "analyser": ANALYSER_VERSION,
        "documents": len(documents),
        "queries": len(queries),
        "index_seconds": round(seconds, 2),
        "index_bytes": size,
        "p50_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[len(times) * 95 // 100], 2),
        **{
            metric: {
                key: round(value, 4)
                for key, value in figure([each[metric] for each in found.values()])._asdict().items()
            }
            for metric in next(iter(found.values()))
        },
    }


def _embed(sources: list[Any], report: Any) -> None:
    """Gives every document its vector. Raises click.UsageError where dense search is off."""
    from lysning.core import clock
    from lysning.matching.actions.dense import embed_missing
    from lysning.matching.actions.vectors import prepare_vectors
    from lysning.matching.dense import available_encoder

    encoder = available_encoder()
    if encoder is None or not prepare_vectors():
        raise click.UsageError(_("Dense search is off here: `lysning check` says why."))
    by_key = {source.subject_id: source for source in sources}
    done, step = 0, 64
    while made := embed_missing(
        "solution", at=clock.now(), most=step, encoder=encoder, some=lambda keys: [by_key[key] for key in keys]
    ):
        done += made
        report(done, len(sources), _("vectors"))


def table(result: dict[str, Any]) -> list[str]:
    """The figures as lines a person reads."""
    head = _("{documents} documents, {queries} queries, analyser {analyser}").format(**result)
    work = _("indexed in {index_seconds} s, {megabytes:.1f} MB; a query takes {p50_ms} ms (p50), {p95_ms} ms (p95)")
    lines = [head, work.format(megabytes=result["index_bytes"] / 1e6, **result)]
    for metric, value in result.items():
        if isinstance(value, dict):
            lines.append(f"{metric:>12}  {value['mean']:.4f}  [{value['low']:.4f}, {value['high']:.4f}]")
    return lines
