"""`lysning demo`: the example data come and go."""

import click

from lysning.cli.progress import progress
from lysning.operations.text import _


@click.group(help=_("Load or remove the example data."))
def demo() -> None:
    from lysning import operations

    operations.ready()


@demo.command(
    help=_("Load the example: suppliers, solutions, needs, answers and a year of history. Twice changes nothing.")
)
def load() -> None:
    from lysning.web.demo import load_demo

    with progress(_("Loading example data")) as report:
        load_demo(progress=report)


@demo.command(help=_("Remove everything that is marked as an example. Real data stay."))
def clear() -> None:
    from lysning.web.demo import clear_demo

    for kind, count in clear_demo().items():
        click.echo(f"{count:>6}  {kind}")
