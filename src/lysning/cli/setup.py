import click

from lysning.cli.progress import announce
from lysning.matching.dense import why_no_encoder
from lysning.operations.text import _


@click.command(
    help=_(
        "Prepare or update the database and stop again: tables, reference data and, with --demo, example data. Doing it"
        " twice changes nothing. `lysning serve` does the same before it starts."
    ),
)
@click.option("--demo", "with_example", is_flag=True, help=_("Load example data too."))
def setup(*, with_example: bool) -> None:
    from lysning import operations

    performed = operations.ready(announce=announce, with_example=with_example)
    if why_no_encoder() is None:
        from lysning.matching.actions import prepare_vectors

        prepare_vectors()
    click.echo(_("The database is ready.") if performed else _("The database was ready already."))
