"""`lysning bench compare`: Lysning's search beside those that others make, on the same documents and queries."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import click

from lysning.cli.bench import collections
from lysning.cli.bench.engines import Engine, Unavailable, lucene, ours, postgres, sqlite, tantivy
from lysning.cli.bench.measuring import Measurement, differences, figures, measure
from lysning.cli.bench.options import JSON
from lysning.cli.bench.relevance import CORPUS, LIMIT, QRELS, QUERIES
from lysning.cli.progress import progress
from lysning.core.progress import Progress
from lysning.operations.text import _

Opened = Callable[[], AbstractContextManager[Engine]]
OWN = "lysning"
JARS = Path("/usr/share/java")
ENGINES: dict[str, Opened] = {
    OWN: ours.by_words,
    "lysning-dense": ours.by_meaning_too,
    "postgres-all": postgres.every_word,
    "postgres-any": postgres.any_word,
    "postgres-any-cd": postgres.any_word_close,
    "sqlite": sqlite.raw,
    "sqlite-stems": sqlite.stemmed,
    "tantivy": tantivy.tantivy,
}
NAMES = (*ENGINES, "lucene", "lucene-parts")
WIDTHS = (max(map(len, NAMES)), 7, 16, 26, 6, 9, 10, 8, 6, 7, 7)


@click.command(
    help=_(
        "Measure the search beside other search engines on a test collection, read as `relevance` reads it: quality with"
        " 95 % intervals and the difference to Lysning query by query, time to index, size on disk, time of a query."
        " Where an engine has settings to choose, several are tried and the one with its best nDCG@10 counts. What cannot"
        " be measured here says why. All indexes are gone afterwards."
    )
)
@CORPUS
@QUERIES
@QRELS
@LIMIT
@click.option("--engines", default=",".join(NAMES), show_default=True, help=_("Which, with commas between."))
@click.option(
    "--lucene",
    "jars",
    default=JARS,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help=_("The folder with Lucene's jars (core and analysers)."),
)
@JSON
def compare(
    corpus: Path, asked: Path, qrels: Path, limit: int | None, engines: str, jars: Path, *, as_json: bool
) -> None:
    from lysning import operations

    chosen = _chosen(engines, jars)
    collection = collections.read(corpus, asked, qrels, limit)
    operations.ready()
    rows = _rows(dict(_all_measured(chosen, collection, silent=as_json)))
    if as_json:
        result = {"documents": len(collection.documents), "queries": len(collection.queries), "engines": rows}
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    head = _("{documents} documents, {queries} queries")
    click.echo(head.format(documents=len(collection.documents), queries=len(collection.queries)))
    click.echo("\n".join(table(rows)))


def _chosen(engines: str, jars: Path) -> dict[str, Opened]:
    known = ENGINES | {"lucene": partial(lucene.danish, jars), "lucene-parts": partial(lucene.compounds, jars)}
    names = list(filter(None, engines.split(",")))
    if unknown := [name for name in names if name not in known]:
        message = _("Unknown: {unknown}. There are {known}.")
        raise click.UsageError(message.format(unknown=", ".join(unknown), known=", ".join(known)))
    return {name: known[name] for name in names}


def _measured(opened: Opened, collection: collections.Collection, report: Progress) -> Measurement | str:
    """The engine's measurement, or the reason why there is none."""
    try:
        with opened() as engine:
            return measure(engine, collection, report)
    except Unavailable as reason:
        return str(reason)


def _all_measured(
    chosen: dict[str, Opened], collection: collections.Collection, *, silent: bool
) -> Iterator[tuple[str, Measurement | str]]:
    for name, opened in chosen.items():
        with progress(name, silent=silent) as report:
            yield name, _measured(opened, collection, report)


def _rows(found: dict[str, Measurement | str]) -> list[dict[str, Any]]:
    own = found.get(OWN)
    return [_row(name, measured, own) for name, measured in found.items()]


def _row(name: str, measured: Measurement | str, own: Measurement | str | None) -> dict[str, Any]:
    if isinstance(measured, str):
        return {"engine": name, "not_measured": measured}
    return {
        "engine": name,
        "version": measured.version,
        "settings": measured.settings,
        "chosen": measured.way,
        **figures(measured),
        **({"to_lysning": differences(measured, own)} if isinstance(own, Measurement) and name != OWN else {}),
    }


def table(rows: list[dict[str, Any]]) -> list[str]:
    """The rows as lines a person reads: one for each engine's figures, then what was measured."""
    heads = ("", "nDCG@10", "95 %", _("to Lysning"), "MRR@10", "recall@10", "recall@100")
    missing = _("not measured: {why}")
    lines = [_line((*heads, _("index s"), "MB", "p50 ms", "p95 ms"))]
    for row in rows:
        if "not_measured" in row:
            lines.append(f"{row['engine']:{WIDTHS[0]}}  {missing.format(why=row['not_measured'])}")
        else:
            lines.append(_line(_cells(row)))
    lines.append("")
    lines += [
        f"{row['engine']:{WIDTHS[0]}}  " + "; ".join(filter(None, (row["version"], row["settings"], row["chosen"])))
        for row in rows
        if "not_measured" not in row
    ]
    return lines


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    ndcg, apart = row["ndcg@10"], row.get("to_lysning", {}).get("ndcg@10")
    return (
        row["engine"],
        f"{ndcg['mean']:.4f}",
        f"[{ndcg['low']:.4f}, {ndcg['high']:.4f}]",
        f"{apart['mean']:+.4f} [{apart['low']:+.4f}, {apart['high']:+.4f}]" if apart else "",
        *(f"{row[name]['mean']:.4f}" for name in ("mrr@10", "recall@10", "recall@100")),
        f"{row['index_seconds']:.2f}",
        f"{row['index_bytes'] / 1e6:.1f}",
        f"{row['p50_ms']:.2f}",
        f"{row['p95_ms']:.2f}",
    )


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = zip(cells, WIDTHS, strict=True)
    return "  ".join([f"{first[0]:{first[1]}}", *(f"{cell:>{width}}" for cell, width in rest)]).rstrip()
