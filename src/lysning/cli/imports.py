"""`lysning import`: lists from outside, first tried and then, with --apply, written whole or not at all."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lysning.cli.lists import APPLY, FILE, JSON, LEFT_OUT, ready, tell
from lysning.cli.radars import bring
from lysning.operations.text import _

if TYPE_CHECKING:
    from lysning.taxonomy.rules import ImportReport

TWIN = "project_twin"
"""The code of a row that tells of a project that is here already."""
WARNED_OF_PLACES = _("Put in another place than their number says: {count}. See the lines above.")


@click.group(
    "import",
    help=_(
        "Bring in lists: leader posts, KLE subjects, CPV codes, topics, earlier projects. CSV with comma, semicolon or tab,"
        " UTF-8 or Latin-1. Twice the same list changes nothing. A list is written whole or not at all, but for earlier"
        " projects, which are taken without their bad rows."
        " Exit codes: 0 every row is taken or was here · 1 a row is bad and nothing was written · 3 rows were left out and the"
        " others taken. Without --apply the code tells what would happen. What is taken with a remark counts as taken."
    ),
)
def imports() -> None:
    pass


@imports.command(
    help=_(
        "Bring in leader posts. Columns: kommune and rolle, and if you like fagområde, institution, titel, e-mail, ugeplads."
        " `lysning export posts FILE` writes a list to fill in, with all roles and areas there are."
    )
)
@FILE
@APPLY
@JSON
def posts(file: Path, *, apply: bool, as_json: bool) -> None:
    _bring("lysning.directory.actions.import_posts", file, apply=apply, as_json=as_json)


@imports.command(
    help=_(
        "Bring in KLE subjects. Columns: nummer and titel. A topic whose group is missing is put under its main group, and"
        " you are told its line."
    )
)
@FILE
@APPLY
@JSON
def kle(file: Path, *, apply: bool, as_json: bool) -> None:
    _bring("lysning.taxonomy.actions.import_kle", file, apply=apply, as_json=as_json, file_name=file.name)


@imports.command(help=_("Bring in CPV codes. Columns: kode and navn, and if you like name_en and light_regime."))
@FILE
@APPLY
@JSON
def cpv(file: Path, *, apply: bool, as_json: bool) -> None:
    _bring("lysning.taxonomy.actions.import_cpv", file, apply=apply, as_json=as_json, file_name=file.name)


@imports.command(
    help=_(
        "Bring in topics, as CSV or JSON. Columns: key, name_da, name_en, explanation_da, explanation_en and areas, and if you"
        " like kle_groups, state, merged_into, source and date: as `lysning export topics` writes them."
    )
)
@FILE
@APPLY
@JSON
def topics(file: Path, *, apply: bool, as_json: bool) -> None:
    _bring("lysning.taxonomy.actions.import_topics", file, apply=apply, as_json=as_json, file_name=file.name)


@imports.command(
    help=_(
        "Bring in earlier projects, as CSV, JSON or JSON lines. Columns: titel, and if you like id, beskrivelse, periode or"
        " start and slut, ansøger, partnere, budget, valuta, land, region, tema, link and sprog. What is not understood is told"
        " by line and column, and shown as it is written. A project that is here already is kept once. A row that cannot be"
        " taken is left out and told, and the exit code is 3: mend it and bring the list again, the others stay as they are."
    )
)
@FILE
@click.option(
    "--source", required=True, help=_("The list it comes from, as people name it: it is shown with each project.")
)
@click.option("--country", default="DK", show_default=True, help=_("The country of a row that names none (DK, SE …)."))
@click.option(
    "--currency", default="DKK", show_default=True, help=_("The currency of a sum that names none (DKK, EUR …).")
)
@click.option(
    "--language", default="da", show_default=True, help=_("The language of a row that names none (da, en …).")
)
@APPLY
@JSON
def projects(
    file: Path, source: str, country: str, currency: str, language: str, *, apply: bool, as_json: bool
) -> None:
    from lysning.evidence.rules.projects import read_defaults
    from lysning.evidence.rules.unclear import Unclear

    try:
        defaults = read_defaults(country, currency, language)
    except Unclear as fault:
        raise click.UsageError(_("“{value}” is not known here.").format(value=fault.text)) from None
    said = _("Not understood: {unclear} · here already: {twins}. See the lines above.")
    _bring(
        "lysning.evidence.actions.import_projects",
        file,
        apply=apply,
        as_json=as_json,
        warned=said,
        source=source,
        defaults=defaults,
    )


@imports.command(
    help=_("Compare a list of municipalities with ours. Nothing is written. Exit code 1 when they differ.")
)
@FILE
@JSON
def municipalities(file: Path, *, as_json: bool) -> None:
    ready()
    from lysning.core import clock
    from lysning.directory.queries import check_municipality_list, words_of

    report = check_municipality_list(file.read_bytes(), day=clock.today())
    problems = [{**asdict(problem), "reason": words_of(problem)} for problem in report.problems]
    if as_json:
        click.echo(json.dumps({**asdict(report), "problems": problems}, ensure_ascii=False, indent=1))
    else:
        click.echo(_("Written exactly as here: {count}").format(count=report.exact))
        for spelling in report.spelled_otherwise:
            click.echo(_("Line {line}: “{written}” is {name}").format(**asdict(spelling)))
        for other in report.other_region:
            click.echo(_("Line {line}: {name} lies in {region}, not in {written}").format(**asdict(other)))
        for name in report.missing:
            click.echo(_("Missing: {name}").format(name=name))
        tell(problems)
    sys.exit(1 if report.missing or report.problems or report.other_region else 0)


def _bring(
    action: str, file: Path, *, apply: bool, as_json: bool, warned: str = WARNED_OF_PLACES, **more: object
) -> None:
    """Hands the file to the action of this name, which can be imported only once Django is set up, and tells the report."""
    ready()
    from django.utils.module_loading import import_string

    from lysning.cli.progress import progress
    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.directory.queries import words_of

    with progress(_("Reading {file}").format(file=file.name), silent=as_json) as told:
        report: ImportReport = import_string(action)(
            content=file.read_bytes(), apply=apply, by=SYSTEM, at=clock.now(), progress=told, **more
        )
    problems, left_out, warnings = (
        [{**asdict(place), "reason": words_of(place)} for place in places]
        for places in (report.problems, report.left_out, report.warnings)
    )
    if as_json:
        told_as = {**asdict(report), "problems": problems, "left_out": left_out, "warnings": warnings}
        click.echo(json.dumps(told_as, ensure_ascii=False, indent=1))
    elif problems:
        tell(problems)
        click.echo(_("{count} mistakes. Nothing was written.").format(count=len(problems)), err=True)
    else:
        tell(left_out)
        tell(warnings, mark="!")
        counts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
        click.echo(_("New: {new} · changed: {changed} · unchanged: {unchanged}").format(**counts))
        if warnings:
            twins = sum(warning["code"] == TWIN for warning in warnings)
            click.echo(warned.format(count=len(warnings), twins=twins, unclear=len(warnings) - twins))
        if left_out:
            click.echo(
                _("Left out: {count}. See the lines above.").format(count=len({row["line"] for row in left_out}))
            )
        click.echo(_end_of(report))
    sys.exit(1 if problems else LEFT_OUT if left_out else 0)


def _end_of(report: "ImportReport") -> str:
    if not report.new and not report.changed:
        return _("Everything is here already. Nothing to write.")
    return _("Written.") if report.is_applied else _("Nothing was written. Add --apply to write it.")


imports.add_command(bring)
