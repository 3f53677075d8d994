"""`lysning allocate`: the run that decides who is offered what, by hand."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from lysning.cli.progress import progress
from lysning.operations.text import _, ngettext

if TYPE_CHECKING:
    from lysning.enquiries.actions import Run
    from lysning.enquiries.models import AllocationOutcome


@click.command(
    help=_(
        "Offer solutions to the leaders they concern. A date has one nightly run: asking again shows it. With --again one"
        " more run is made, with --dry-run nothing is written."
    )
)
@click.option("--dry-run", is_flag=True, help=_("Work the run out and show it, but write and offer nothing."))
@click.option("--date", "run_date", type=click.DateTime(["%Y-%m-%d"]), help=_("The run's date instead of today."))
@click.option("--again", is_flag=True, help=_("Make one more run of the date after those already made."))
@click.option("--json", "as_json", is_flag=True, help=_("The run and each solution as one JSON object."))
def allocate(run_date: datetime | None, *, dry_run: bool, again: bool, as_json: bool) -> None:
    from lysning import operations

    operations.ready()
    from django.utils import translation

    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.core.refusal import Refused
    from lysning.enquiries.actions import next_number, run_allocation

    at = clock.now()
    day = run_date.date() if run_date else clock.day_of(at)
    number = next_number(day) if again else 1
    with translation.override("da"):
        try:
            with progress(_("Allocating"), silent=as_json) as report:
                run = run_allocation(run_date=day, number=number, by=SYSTEM, at=at, dry_run=dry_run, progress=report)
        except Refused as refusal:
            raise click.UsageError(str(refusal)) from refusal
        click.echo(json.dumps(described(run), ensure_ascii=False, indent=1) if as_json else "\n".join(table(run)))


def described(run: "Run") -> dict[str, Any]:
    """The run as plain values."""
    allocation = run.allocation
    return {
        "run_date": allocation.run_date.isoformat(),
        "number": allocation.number,
        "is_fresh": run.is_fresh,
        "is_dry": allocation.pk is None,
        "inputs_hash": allocation.inputs_hash,
        "objective": allocation.objective,
        "solver": allocation.solver,
        "offers": allocation.offer_count,
        "waiting": allocation.waiting_count,
        "solutions": [
            {
                "solution": outcome.version.title,
                "candidates": outcome.candidate_count,
                "municipalities": outcome.municipality_count,
                "offered": outcome.offered_count,
                "waiting": outcome.waiting_count,
                "reached": outcome.reached_count,
                "why": outcome.why,
                "reasons": {each["code"]: each["count"] for each in outcome.reasons},
            }
            for outcome in run.outcomes
        ],
    }


def table(run: "Run") -> list[str]:
    """The run as lines: one per solution, then the sums."""
    from lysning.enquiries.words import WHYS

    allocation = run.allocation
    heading = (_("posts"), _("now"), _("waits"), _("in all"))
    lines = ["  ".join([aligned(heading), _("solution")])]
    for each in run.outcomes:
        lines += [
            f"{aligned(figures(each))}  {each.version.title[:60]}",
            f"{'':>31}  {WHYS.get(each.why, each.why)}",
        ]
    done = _("Dry run, nothing written") if allocation.pk is None else _("Run {date}, number {number}")
    if not run.is_fresh:
        done = _("Run {date}, number {number}, was made before")
    if not run.outcomes:
        lines = [_("No solution's turn: each has been offered for fourteen days and has its eight municipalities.")]
    sums = ngettext(
        "{solutions} solution, {offers} offers, {waiting} wait for a contact",
        "{solutions} solutions, {offers} offers, {waiting} wait for a contact",
        allocation.solution_count,
    )
    facts = {"date": allocation.run_date, "number": allocation.number}
    counts = {"offers": allocation.offer_count, "waiting": allocation.waiting_count}
    return [*lines, done.format(**facts) + ": " + sums.format(solutions=allocation.solution_count, **counts)]


def figures(outcome: "AllocationOutcome") -> tuple[int, ...]:
    """Posts it concerns, offered now, waiting, municipalities in all."""
    return (outcome.candidate_count, outcome.offered_count, outcome.waiting_count, outcome.reached_count)


def aligned(cells: Iterable[object]) -> str:
    """The cells of a line under one another."""
    return " ".join(f"{cell!s:>7}" for cell in cells)
