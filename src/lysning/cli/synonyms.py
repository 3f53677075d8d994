"""`lysning synonyms`: what people say and what the profession says, tried on questions before it counts."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lysning.operations.text import _

if TYPE_CHECKING:
    from lysning.matching.queries.synonyms import Synonyms
    from lysning.matching.text.tables import Synonym
    from lysning.taxonomy.rules import Problem

LAYMAN = click.argument("layman", metavar=_("PLAIN_WORDS"))
TRADE = click.argument("trade", metavar=_("TRADE_WORDS"))
APPLY = click.option(
    "--apply", is_flag=True, help=_("Write it. Without it you only see what it would do to the search.")
)
REASON = click.option("--reason", default="", help=_("Why; asked for with --apply, and kept."))
JSON = click.option("--json", "as_json", is_flag=True, help=_("Write the result as JSON."))


@click.group(
    help=_(
        "Pairs of words: whoever searches with what people say also finds what the profession says, and the other way round."
        " The shipped list stays as it is; what you decide lies over it, counts in every search at once, and nothing has to be"
        " indexed anew. Without --apply you see what a change does to needs in plain words, to judged questions and to open"
        " needs. Exit code 1 when something is wrong with the words."
    )
)
def synonyms() -> None:
    pass


@synonyms.command(
    "list", help=_("Show the pairs. Tab-separated as the shipped list, perhaps only those with TEXT in them.")
)
@click.argument("text", default="", metavar=_("[TEXT]"))
@click.option("--area", default="", help=_("Only the pairs of this service area (its key)."))
@click.option("--own", is_flag=True, help=_("Only what is decided in this installation."))
@click.option("--off", is_flag=True, help=_("Only pairs that are switched off."))
def list_(text: str, area: str, *, own: bool, off: bool) -> None:
    _ready()
    from lysning.matching.queries.synonyms import as_table, listed, synonyms_now

    rows = listed(synonyms_now(), text=text, area_key=area, show="own" if own else "off" if off else "")
    click.echo(as_table(row.pair for row in rows), nl=False)


@synonyms.command(help=_("Use a pair. A phrase in plain words stands in quotes, and works one way."))
@LAYMAN
@TRADE
@click.option("--area", default="", help=_("The key of a service area; none means all of them."))
@click.option("--source", default="", help=_("Where the pair comes from."))
@REASON
@APPLY
@JSON
def add(layman: str, trade: str, area: str, source: str, reason: str, *, apply: bool, as_json: bool) -> None:
    _one(layman, trade, "used", reason, area=area, source=source, apply=apply, as_json=as_json)


@synonyms.command(help=_("Switch a pair off, shipped or your own. `lysning synonyms add` switches it on again."))
@LAYMAN
@TRADE
@REASON
@APPLY
@JSON
def off(layman: str, trade: str, reason: str, *, apply: bool, as_json: bool) -> None:
    _one(layman, trade, "withdrawn", reason, apply=apply, as_json=as_json)


@synonyms.command(
    help=_("Write out what is decided here. In the form of the shipped list, to FILE or to standard output.")
)
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-", metavar=_("[FILE]"))
def export(file: Any) -> None:
    _ready()
    from lysning.matching.queries.synonyms import as_table, own_decisions, synonyms_now

    file.write(as_table(own_decisions(synonyms_now())))


@synonyms.command(
    "import",
    help=_(
        "Take over a list of pairs. Columns: layman and trade, perhaps area, source and status (used or withdrawn). All of it"
        " or nothing; twice the same list changes nothing."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar=_("FILE"))
@REASON
@APPLY
@JSON
def import_(file: Path, reason: str, *, apply: bool, as_json: bool) -> None:
    _ready()
    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.matching.actions.synonyms import import_synonyms
    from lysning.matching.queries.synonyms import synonyms_now

    now, at, content = synonyms_now(), clock.now(), file.read_bytes()
    report, decisions = _or_exit(
        lambda: import_synonyms(content=content, apply=apply, reason=reason, version=now.version, by=SYSTEM, at=at)
    )
    if report.problems:
        _tell_problems(report.problems, as_json=as_json)
    counts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
    if not as_json:
        click.echo(_("New: {new} · changed: {changed} · unchanged: {unchanged}").format(**counts))
    _tell(now, decisions, applied=apply, as_json=as_json, more=counts)


def _one(
    layman: str,
    trade: str,
    status: str,
    reason: str,
    *,
    apply: bool,
    as_json: bool,
    area: str = "",
    source: str = "",
) -> None:
    _ready()
    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.matching.actions.synonyms import decide_synonym, faults_of, refusal_of, written
    from lysning.matching.queries.synonyms import synonyms_now

    now, at = synonyms_now(), clock.now()
    pair = written(layman, trade, area_key=area, source=source, status=status, at=at)
    if faults := faults_of(pair, now):
        for fault in faults:
            click.echo(f"✗ {refusal_of(fault)}", err=True)
        sys.exit(1)
    if apply:
        _or_exit(lambda: decide_synonym(pair=pair, reason=reason, version=now.version, by=SYSTEM, at=at))
    _tell(now, [pair], applied=apply, as_json=as_json)


def _ready() -> None:
    """The database, and our words in the language of the terminal."""
    from django.utils import translation

    from lysning import operations

    os.environ.setdefault("LYSNING_TASKS_IN", "no_tasks")
    operations.ready()
    translation.activate(os.environ.get("LYSNING_LANGUAGE", "da"))


def _or_exit(act: Callable[[], Any]) -> Any:
    """What the act returns; a refusal is one sentence and exit code 1."""
    from lysning.core.refusal import Refused

    try:
        return act()
    except Refused as refusal:
        click.echo(f"✗ {refusal}", err=True)
        sys.exit(1)


def _tell_problems(problems: Iterable["Problem"], *, as_json: bool) -> None:
    from lysning.directory.queries import words_of

    rows = [{"line": each.line, "column": each.column, "reason": words_of(each)} for each in problems]
    if as_json:
        click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=1))
    for row in rows if not as_json else ():
        where = _("line {line}").format(line=row["line"])
        click.echo(f"✗ {where}{', ' if row['column'] else ''}{row['column']}: {row['reason']}", err=True)
    sys.exit(1)


def _tell(
    before: "Synonyms",
    decided: "Iterable[Synonym]",
    *,
    applied: bool,
    as_json: bool,
    more: dict[str, int] | None = None,
) -> None:
    """What the decisions do to every set of questions, and whether they were written."""
    from lysning.matching.queries.effects import effects
    from lysning.matching.words import effect_lines

    found = effects(before, before.with_decisions(decided))
    if as_json:
        rows = [{"set": line.found.name, **_figures(line)} for line in effect_lines(found)]
        click.echo(json.dumps({**(more or {}), "applied": applied, "sets": rows}, ensure_ascii=False, indent=1))
        return
    for line in effect_lines(found):
        _tell_set(line)
    click.echo(_("Written.") if applied else _("Nothing was written. Add --apply to write it."))


def _tell_set(line: Any) -> None:
    effect = line.found.effect
    click.echo(str(line.name))
    counts = _("  {changed} of {questions} questions find something else; better {better}, worse {worse}")
    if effect.before is None:
        counts = _("  {changed} of {questions} questions find something else")
    click.echo(counts.format(**vars(effect)))
    if effect.before is not None:
        click.echo(_("  quality {before:.3f} → {after:.3f}").format(before=effect.before, after=effect.after))
    for each in line.most:
        click.echo(f"  » {each.question}")
        click.echo(f"    − {each.before[0].title if each.before else '–'}")
        click.echo(f"    + {each.after[0].title if each.after else '–'}")


def _figures(line: Any) -> dict[str, Any]:
    effect = line.found.effect
    names = ("questions", "changed", "before", "after", "better", "worse")
    most = [
        {
            "question": each.question,
            "before": [hit.title for hit in each.before],
            "after": [hit.title for hit in each.after],
            "gain": each.gain,
        }
        for each in line.most
    ]
    return {**{name: getattr(effect, name) for name in names}, "most": most}
