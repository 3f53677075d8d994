"""`lysning bench classify`: whether the right KLE group and service area are told from a title."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from lysning.cli.bench.classifiers import ARMS, classifiers
from lysning.cli.bench.options import EXISTING, JSON
from lysning.cli.bench.titles import Asked, Subject, activities, needs, parted, subjects
from lysning.cli.progress import progress
from lysning.core.progress import Progress
from lysning.operations.text import _

Judged = dict[str, dict[str, list[float]]]
"""Arm to measure to one value for each text."""
FIRST = (1, 3)


@click.command(
    help=_(
        "Measure how often the right KLE group and service area are told from a title: a KLE list as CSV (number, title), a"
        " part of whose topics is held out. With --activities also a JSON list of activities with name and kleGroups, and"
        " with --needs the needs of a reading test (kle, text, trade); for these all of the list is learnt from. Shows for"
        " the usual ways and the product's own how often the first answer is right, and one of the first three, with 95 %"
        " intervals. The areas are those of the KLE groups in this installation."
    )
)
@click.option("--kle", "listed", required=True, type=EXISTING, help=_("The KLE list."))
@click.option("--activities", "acts", type=EXISTING, help=_("The activities."))
@click.option("--needs", "asked", type=EXISTING, help=_("The needs."))
@click.option(
    "--split",
    default="held",
    show_default=True,
    type=click.Choice(["dev", "held"]),
    help=_("Which topics are asked for: dev is for tuning and leaves those of held alone."),
)
@JSON
def classify(listed: Path, acts: Path | None, asked: Path | None, split: str, *, as_json: bool) -> None:
    from lysning import operations

    operations.ready()
    from lysning.taxonomy.models import KleGroup

    rows = subjects(listed, set(KleGroup.objects.values_list("number", flat=True)))
    parts = parted(rows, split)
    tasks = {"topics": (parts.learnt, parts.held)}
    if acts:
        tasks["activities"] = (rows, activities(acts))
    if asked:
        tasks |= {name: (rows, needs(asked, column, rows)) for name, column in (("needs", "text"), ("trade", "trade"))}
    with progress(_("Measuring"), silent=as_json) as report:
        result = {name: measured(titles, texts, report) for name, (titles, texts) in tasks.items()}
    click.echo(json.dumps(result, ensure_ascii=False, indent=1) if as_json else "\n".join(table(result)))


def measured(titles: Sequence[Subject], asked: Sequence[Asked], report: Progress) -> dict[str, Any]:
    """How often each arm that learns these titles is right, and what the product's model gains on the usual ones."""
    from lysning.matching.queries.reading import listed_kle
    from lysning.matching.rules.kle import areas_of
    from lysning.matching.text.analyser import ANALYSER_VERSION

    listed = listed_kle()

    def areas(groups: Iterable[str]) -> list[int]:
        return list(dict.fromkeys(area for number in groups for area in sorted(areas_of(number, listed))))

    judged: Judged = {}
    arms = classifiers(titles)
    for done, (name, arm) in enumerate(arms.items()):
        report(done, len(arms), ARMS[name])
        found = [arm(each.text) for each in asked]
        judged[name] = _right("group", found, [each.groups for each in asked])
        judged[name] |= _right("area", map(areas, found), [frozenset(areas(each.groups)) for each in asked])
    heard = [_heard(each.text) for each in asked]
    judged["vocabulary"] = _right("area", heard, [frozenset(areas(each.groups)) for each in asked])
    return {
        "analyser": ANALYSER_VERSION,
        "titles": len(titles),
        "asked": len(asked),
        "with_area": len(judged["vocabulary"]["area@1"]),
        "arms": {name: _figures(values) for name, values in judged.items()},
        "gain": {name: _figures(_difference(judged["ours"], judged[name])) for name in ("nearest", "linear")},
    }


def _heard(text: str) -> list[int]:
    """The areas that the vocabulary hears in the text, the surest first."""
    from lysning.matching.queries.reading import understand
    from lysning.matching.rules.facts import MatchFacts

    return [area.area_id for area in understand(MatchFacts(description=text)).areas]


def _right(what: str, found: Iterable[Sequence[Any]], wanted: Sequence[frozenset[Any]]) -> dict[str, list[float]]:
    """Whether something wanted stands among the first; texts of which nothing is wanted are left out."""
    pairs = [(given, right) for given, right in zip(found, wanted, strict=True) if right]
    return {f"{what}@{most}": [float(bool(right & {*given[:most]})) for given, right in pairs] for most in FIRST}


def _difference(ours: Mapping[str, list[float]], theirs: Mapping[str, list[float]]) -> dict[str, list[float]]:
    return {name: [a - b for a, b in zip(values, theirs[name], strict=True)] for name, values in ours.items()}


def _figures(values: Mapping[str, list[float]]) -> dict[str, dict[str, float]]:
    from lysning.matching.rules.quality import figure

    return {
        name: {key: round(value, 4) for key, value in figure(each)._asdict().items()}
        for name, each in values.items()
        if each
    }


def table(result: Mapping[str, Any]) -> list[str]:
    """The figures as lines a person reads."""
    heads = {
        "topics": _("{asked} topics held out, learnt from {titles} titles, analyser {analyser}"),
        "needs": _("{asked} needs in plain words, learnt from {titles} titles, analyser {analyser}"),
        "trade": _("{asked} needs in the words of the profession, learnt from {titles} titles, analyser {analyser}"),
        "activities": _("{asked} activities, learnt from {titles} titles, analyser {analyser}"),
    }
    gains = {
        "nearest": _("what the product's model gains on the nearest title"),
        "linear": _("what the product's model gains on the linear classifier"),
    }
    lines: list[str] = []
    for name, task in result.items():
        lines += [heads[name].format(**task), _("{with_area} of them lie in a service area").format(**task)]
        for title, figures in ((ARMS[arm], each) for arm, each in task["arms"].items()):
            lines += ["", title, *_lines(figures)]
        for arm, figures in task["gain"].items():
            lines += ["", gains[arm], *_lines(figures)]
        lines.append("")
    return lines[:-1]


def _lines(figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    return [
        f"{name:>12}  {value['mean']:.4f}  [{value['low']:.4f}, {value['high']:.4f}]" for name, value in figures.items()
    ]
