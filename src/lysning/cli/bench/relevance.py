"""`lysning bench relevance`: how well the product's own search answers a test collection."""

import json
from pathlib import Path
from typing import Any

import click

from lysning.cli.bench import collections
from lysning.cli.bench.engines import Unavailable, ours
from lysning.cli.bench.measuring import figures, measure
from lysning.cli.bench.options import DENSE, EXISTING, JSON
from lysning.cli.progress import progress
from lysning.core.progress import Progress
from lysning.operations.text import _

CORPUS = click.option("--corpus", required=True, type=EXISTING, help=_("The documents."))
QUERIES = click.option("--queries", "asked", required=True, type=EXISTING, help=_("The queries."))
QRELS = click.option("--qrels", required=True, type=EXISTING, help=_("The judgements."))
LIMIT = click.option("--limit", type=click.IntRange(1), help=_("Ask only the first so many judged queries."))


@click.command(
    help=_(
        "Measure the search on a test collection: documents and queries as JSON lines (_id, title, text), judgements as"
        " tab-separated query, document, grade. They go through the product's own index and queries, in a schema of their"
        " own that is dropped afterwards. Shows nDCG@10, MRR@10, recall@10 and @100 with 95 % intervals."
    )
)
@CORPUS
@QUERIES
@QRELS
@DENSE
@LIMIT
@JSON
def relevance(corpus: Path, asked: Path, qrels: Path, limit: int | None, *, dense: bool, as_json: bool) -> None:
    from lysning import operations

    collection = collections.read(corpus, asked, qrels, limit)
    operations.ready()
    with progress(_("Measuring"), silent=as_json) as report:
        result = measured(collection, report, dense=dense)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1) if as_json else "\n".join(table(result)))


def measured(collection: collections.Collection, report: Progress, *, dense: bool = False) -> dict[str, Any]:
    """Index time, size, latency and quality as plain values. Raises click.UsageError where dense search is off."""
    try:
        with ours.by_meaning_too(report) if dense else ours.by_words() as engine:
            found = measure(engine, collection, report)
    except Unavailable as reason:
        raise click.UsageError(str(reason)) from None
    return {
        "analyser": found.version,
        "documents": len(collection.documents),
        "queries": len(collection.queries),
        **figures(found),
    }


def table(result: dict[str, Any]) -> list[str]:
    """The figures as lines a person reads."""
    head = _("{documents} documents, {queries} queries, analyser {analyser}").format(**result)
    work = _("indexed in {index_seconds} s, {megabytes:.1f} MB; a query takes {p50_ms} ms (p50), {p95_ms} ms (p95)")
    lines = [head, work.format(megabytes=result["index_bytes"] / 1e6, **result)]
    for metric, value in result.items():
        if isinstance(value, dict):
            lines.append(f"{metric:>12}  {value['mean']:.4f}  [{value['low']:.4f}, {value['high']:.4f}]")
    return lines
