"""`lysning import radar` and `lysning export radar`: one municipality's radar in one area, in and out."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lysning.cli.lists import APPLY, FILE, JSON, ready, tell
from lysning.operations.text import _

if TYPE_CHECKING:
    from lysning.direction.models import Direction

MUNICIPALITY = click.option(
    "--municipality", required=True, metavar=_("NAME"), help=_("The municipality, as it stands in its address: aarhus.")
)
AREA = click.option(
    "--area", required=True, metavar=_("KEY"), help=_("The service area, as it stands in its address: aeldre-sundhed.")
)


@click.command(
    name="radar",
    help=_(
        "Bring a radar into a municipality's direction, as drafts. CSV or JSON with at least name and ring; radars of others"
        " and our own format are understood. A ring whose word is not known is asked about: answer with --ring."
    ),
)
@FILE
@MUNICIPALITY
@AREA
@click.option(
    "--ring",
    "meant",
    multiple=True,
    metavar=_("WORD=RING"),
    help=_('What a word of the list means, for instance "HOLD=afvent". May be given many times.'),
)
@APPLY
@JSON
def bring(file: Path, *, municipality: str, area: str, meant: tuple[str, ...], apply: bool, as_json: bool) -> None:
    ready()
    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.direction.actions import import_radar

    report = import_radar(
        direction=_direction(municipality, area),
        content=file.read_bytes(),
        rings_meant=dict(_pair(each) for each in meant),
        apply=apply,
        by=SYSTEM,
        at=clock.now(),
    )
    problems = [*_problems(report.problems), *_faults(report.lines)]
    if as_json:
        told: dict[str, Any] = {
            **{str(fate): count for fate, count in report.counts.items()},
            "unknown_rings": dict(report.unknown_rings),
            "problems": problems,
            "is_applied": report.is_applied,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        tell(problems)
        for word, count in report.unknown_rings:
            click.echo(
                _('? {count} lines say the ring is “{word}”: --ring "{word}=…"').format(word=word, count=count),
                err=True,
            )
        counts = {"new": report.counts["new"], "stands": report.counts["stands"]}
        click.echo(_("New drafts: {new} · there already: {stands}").format(**counts))
        click.echo(_("Written.") if report.is_applied else _("Nothing was written. Add --apply to write it."))
    sys.exit(1 if problems or report.unknown_rings else 0)


@click.command(
    name="radar",
    help=_("Write what everyone may see of a municipality's radar to FILE: JSON when it ends in .json, otherwise CSV."),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar=_("FILE"))
@MUNICIPALITY
@AREA
def take(file: Path, *, municipality: str, area: str) -> None:
    ready()
    from lysning.core import clock
    from lysning.core.actors import VISITOR
    from lysning.direction.queries import radar_document, radar_of, radar_rows
    from lysning.taxonomy.rules import csv_lines

    direction = _direction(municipality, area)
    radar = radar_of(direction, VISITOR, today=clock.today()) if direction.is_public else None
    if radar is None:
        raise click.ClickException(_("The direction is not published."))
    if file.suffix.lower() == ".json":
        file.write_text(json.dumps(radar_document(direction, radar), ensure_ascii=False, indent=1), encoding="utf-8")
    else:
        file.write_text("".join(csv_lines(radar_rows(radar))), encoding="utf-8", newline="")
    click.echo(_("{file}: {count} placements").format(file=file, count=len(radar.lines)))


def _direction(municipality: str, area: str) -> "Direction":
    from lysning.direction.models import Direction

    rows = Direction.objects.select_related("municipality", "area")
    direction = rows.filter(municipality__slug=municipality, area__key=area).first()
    if direction is None:
        raise click.ClickException(
            _("There is no direction for {municipality}, {area}.").format(municipality=municipality, area=area)
        )
    return direction


def _pair(written: str) -> tuple[str, str]:
    word, sign, ring = written.rpartition("=")
    if not sign:
        raise click.BadParameter(_("Write WORD=RING."), param_hint="--ring")
    return word, ring


def _problems(problems: Any) -> list[dict[str, Any]]:
    from lysning.directory.queries import words_of

    return [{"line": each.line, "column": each.column, "reason": words_of(each)} for each in problems]


def _faults(lines: Any) -> list[dict[str, Any]]:
    faulty = (line for line in lines if line.fate == "fault")
    return [{"line": each.listed.line, "column": "", "reason": each.words} for each in faulty]
