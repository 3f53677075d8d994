"""`lysning pool`: the effects of several trials taken together, from a list and without a database."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lysning.cli.lists import FILE, tell
from lysning.operations.text import _

if TYPE_CHECKING:
    from lysning.evidence.rules.pooling import Interval, Method, Pooled
    from lysning.evidence.rules.studies import Study

METHOD = click.option(
    "--method",
    type=click.Choice(["reml", "dl", "fixed"]),
    default="reml",
    show_default=True,
    help=_("How the variance between trials is estimated; fixed: there is none."),
)
INTERVAL = click.option(
    "--interval",
    type=click.Choice(["hk", "z"]),
    default="hk",
    show_default=True,
    help=_("Hartung and Knapp's interval, or the normal one."),
)
REASONS = {
    "study_missing": _("the study has no name"),
    "not_a_number": _("“{value}” is no number"),
    "not_positive": _("a variance is above nought, not “{value}”"),
    "table_headings": _("these columns are missing: {missing}. Found: {found}"),
    "table_is_json": _("this is no table with a line of headings"),
    "table_not_text": _("this is no text"),
    "table_broken": _("a quotation mark is not closed"),
    "table_too_large": _("the file is larger than {megabytes} MB"),
    "table_too_long": _("there are more than {rows} lines"),
    "row_too_wide": _("the line has {cells} cells, but there are only {headings} headings"),
}


@click.command(
    help=_(
        "Take the effects of independent trials together. FILE is a list with the columns study, yi (effect) and vi (sampling"
        " variance); comma, semicolon or tab, decimal point or comma. Prints the estimate with its standard error and 95 %"
        " interval, tau2, I2 in per cent, Q, and where one more trial would lie. One trial is never pooled."
    )
)
@FILE
@METHOD
@INTERVAL
@click.option("--json", "as_json", is_flag=True, help=_("The numbers as JSON."))
def pool(file: Path, method: "Method", interval: "Interval", *, as_json: bool) -> None:
    from lysning.evidence.rules import pooling, studies
    from lysning.taxonomy.rules import read_table

    found, problems = studies.read_studies(read_table(file.read_bytes(), studies.COLUMNS))
    if problems:
        tell([{"line": p.line, "column": p.column, "reason": _reason(p.code, p.facts)} for p in problems])
        sys.exit(1)
    if len(found) < 2:  # noqa: PLR2004 -- one trial is no several
        click.echo(_("Trials here: {count}. Fewer than two are never pooled.").format(count=len(found)), err=True)
        sys.exit(1)
    pooled = pooling.pool(
        [study.effect for study in found],
        [study.variance for study in found],
        method=method,
        interval=interval,
    )
    warnings = list(_warnings(found))
    for warning in warnings:
        click.echo(f"! {warning}", err=True)
    numbers = _numbers(pooled)
    if as_json:
        click.echo(json.dumps({**numbers, "warnings": warnings}, ensure_ascii=False, indent=1))
    else:
        for name, value in numbers.items():
            click.echo(f"{name:>20}  {_written(value)}")


def _reason(code: str, facts: Mapping[str, object]) -> str:
    return REASONS.get(code, code).format(**facts)


def _warnings(found: "Sequence[Study]") -> Iterable[str]:
    from lysning.evidence.rules.studies import FEW, twice

    if len(found) < FEW:
        yield _("Only {count} trials: how far they lie apart is hardly known.").format(count=len(found))
    if names := twice(found):
        yield _("Named more than once, and counted each time: {names}").format(names=", ".join(names))


def _numbers(pooled: "Pooled") -> dict[str, Any]:
    effect = pooled.effect
    return {
        "k": pooled.k,
        "method": pooled.method,
        "interval_method": pooled.interval,
        "estimate": effect.estimate,
        "se": effect.se,
        "p": effect.p,
        "interval": [effect.low, effect.high],
        "prediction_interval": list(pooled.prediction) if pooled.prediction else None,
        "tau2": pooled.tau2,
        "I2": 100 * pooled.i2,
        "Q": pooled.q,
        "Q_df": pooled.df,
        "Q_p": pooled.q_p,
    }


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "  ".join(_written(each) for each in value)
    return f"{value:.6g}" if isinstance(value, float) else "–" if value is None else str(value)
