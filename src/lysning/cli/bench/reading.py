"""`lysning bench reading`: what the search shows to somebody who writes in plain words, judged by reading."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from lysning.cli.bench import collections
from lysning.cli.bench import needs as files
from lysning.cli.bench.collections import Document, Grades
from lysning.cli.bench.engines import Unavailable, ours
from lysning.cli.bench.needs import Need
from lysning.cli.bench.options import DENSE, EXISTING, JSON
from lysning.cli.progress import progress
from lysning.operations.text import _

FULLY = 2

Ask = Callable[[Need, int], list[str]]
"""The names of so many documents for a need, best first."""
Shown = dict[str, dict[str, list[str]]]
"""Arm to need to the documents shown, best first."""

ARMS = {
    "plain": _("plain stems, no compounds"),
    "without": _("without synonyms"),
    "own": _("without the synonyms this test suggested"),
    "with": _("with all synonyms: as it is"),
    "trade": _("asked in the words of the profession"),
}


@click.command(
    help=_(
        "Measure the search on needs in plain words: needs and judgements as tab-separated files (id, text, perhaps trade;"
        " need, document, grade 0 to 2), documents as JSON lines with title and text. They go through the product's own index"
        " and queries, in a schema of their own that is dropped afterwards. Shows how many of the first five hits are"
        " relevant, nDCG@5 and the share of needs with a hit of grade 2, with 95 % intervals: without synonyms, with all,"
        " and without those this test suggested. What nobody has judged counts 0 and is counted."
    )
)
@click.option("--needs", "asked", required=True, type=EXISTING, help=_("The needs."))
@click.option("--judgements", required=True, type=EXISTING, help=_("The judgements."))
@click.option(
    "--corpus", required=True, multiple=True, type=EXISTING, help=_("The documents; several files may be given.")
)
@DENSE
@click.option("--split", help=_("Ask only the needs whose column split says so."))
@click.option(
    "--unjudged",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_(
        "Write the shown pairs that nobody has judged to this file, in an order that does not tell who showed them."
    ),
)
@click.option(
    "--depth", default=5, show_default=True, type=click.IntRange(5), help=_("How many hits --unjudged looks at.")
)
@JSON
def reading(
    asked: Path,
    judgements: Path,
    corpus: tuple[Path, ...],
    split: str | None,
    unjudged: Path | None,
    depth: int,
    *,
    dense: bool,
    as_json: bool,
) -> None:
    from lysning import operations

    needs, grades = files.needs(asked, split), collections.grades(judgements)
    documents = files.documents(corpus)
    operations.ready()
    with progress(_("Measuring"), silent=as_json) as report:
        shown = answered(documents, needs, depth, report, dense=dense)
    if unjudged:
        unjudged.write_text("".join(f"{need}\t{name}\n" for need, name in blind(shown, grades)), encoding="utf-8")
    result = measured(documents, needs, grades, shown)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1) if as_json else "\n".join(table(result)))


def answered(
    documents: Sequence[Document], needs: Sequence[Need], depth: int, report: Any, *, dense: bool = False
) -> Shown:
    """What each arm shows for each need, down to `depth`; the arm `trade` is there when every need has such words.

    Raises click.UsageError where dense search is asked for and off.
    """
    shown: Shown = {}
    try:
        with ours.by_meaning_too(report) if dense else ours.by_words() as engine:
            engine.index(documents)
            asking = {**_arms([document.name for document in documents]), "plain": _plain(documents)}
            for done, arm in enumerate(arm for arm in ARMS if arm != "trade" or all(need.trade for need in needs)):
                shown[arm] = {need.name: asking[arm](need, depth) for need in needs}
                report(done + 1, len(ARMS), ARMS[arm])
    except Unavailable as reason:
        raise click.UsageError(str(reason)) from None
    return shown


def _arms(names: Sequence[str]) -> dict[str, Ask]:
    """The product's own path with different synonyms, and with other words."""
    from lysning.matching.queries.search import answers
    from lysning.matching.text import tables
    from lysning.matching.text.analyser import Analyser, default_analyser
    from lysning.matching.text.lexicon import open_lexicon

    def arm(reader: Analyser, words: Callable[[Need], str]) -> Ask:
        return lambda need, limit: [
            names[key - 1] for key in answers("solution", words(need), limit=limit, reader=reader).ids
        ]

    own = [pair for pair in tables.synonyms() if pair.source != "reading"]
    return {
        "without": arm(Analyser(open_lexicon(), ()), lambda need: need.text),
        "own": arm(Analyser(open_lexicon(), own), lambda need: need.text),
        "with": arm(default_analyser(), lambda need: need.text),
        "trade": arm(default_analyser(), lambda need: need.trade),
    }


def _plain(documents: Iterable[Document]) -> Ask:
    from lysning.matching.text.reference import PlainReader, ReferenceIndex

    index = ReferenceIndex(PlainReader(), ((d.name, {"title": d.title, "body": d.text}) for d in documents))
    return lambda need, limit: [name for name, _score in index.search(need.text, limit)]


def blind(shown: Shown, grades: Grades) -> list[tuple[str, str]]:
    """The shown pairs without a grade, each once, in the order of their digests: it says nothing of arm or place."""
    pairs = {(need, name) for arm in shown.values() for need, names in arm.items() for name in names}
    new = (pair for pair in pairs if pair[1] not in grades.get(pair[0], {}))
    return sorted(new, key=lambda pair: sha256("\t".join(pair).encode()).digest())


def measured(documents: Sequence[Document], needs: Sequence[Need], grades: Grades, shown: Shown) -> dict[str, Any]:
    """Quality of each arm, and what the synonyms add, as plain values."""
    from lysning.matching.rules.quality import PAGE, of_page
    from lysning.matching.text.analyser import ANALYSER_VERSION

    known = [grades.get(need.name, {}) for need in needs]
    pages = {arm: [of_page(found[n.name], grades.get(n.name, {})) for n in needs] for arm, found in shown.items()}
    gains = [_difference(after, before) for after, before in zip(pages["with"], pages["without"], strict=True)]
    return {
        "analyser": ANALYSER_VERSION,
        "documents": len(documents),
        "needs": len(needs),
        "judged": sum(map(len, known)),
        "touched": sum(any(grade > 0 for grade in found.values()) for found in known),
        "answerable": sum(FULLY in found.values() for found in known),
        "arms": {
            arm: {
                "unjudged": sum(
                    name not in grades.get(need, {}) for need, names in found.items() for name in names[:PAGE]
                ),
                **_figures(pages[arm]),
            }
            for arm, found in shown.items()
        },
        "gain": _figures(gains),
    }


def _difference(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    return {metric: value - before[metric] for metric, value in after.items()}


def _figures(pages: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    from lysning.matching.rules.quality import figure

    return {
        metric: {key: round(value, 4) for key, value in figure([page[metric] for page in pages])._asdict().items()}
        for metric in pages[0]
    }


def table(result: dict[str, Any]) -> list[str]:
    """The figures as lines a person reads."""
    head = _("{documents} documents, {needs} needs, {judged} judgements, analyser {analyser}")
    known = _("{touched} needs have a relevant document, {answerable} one of grade 2")
    lines = [head.format(**result), known.format(**result)]
    for arm, figures in result["arms"].items():
        lines += ["", _("{arm}; unjudged: {unjudged}").format(arm=ARMS[arm], unjudged=figures["unjudged"])]
        lines += _lines(figures)
    return [*lines, "", _("what the synonyms add, need by need"), *_lines(result["gain"])]


def _lines(figures: Mapping[str, Any]) -> list[str]:
    return [
        f"{metric:>12}  {value['mean']:.4f}  [{value['low']:.4f}, {value['high']:.4f}]"
        for metric, value in figures.items()
        if isinstance(value, dict)
    ]
