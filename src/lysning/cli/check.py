import sys

import click

from lysning.operations.text import _

WHY_NOT_DENSE = {
    "switched_off": _("LYSNING_DENSE is 0"),
    "not_installed": _("its packages are not installed (LYSNING_DENSE=1 ./run)"),
    "other_weights": _("the weights are not those Lysning knows"),
    "no_extension": _("this PostgreSQL has no pgvector 0.8 or newer"),
    "no_table": _("its table has not been made yet (lysning setup)"),
}


@click.command(
    help=_(
        "Look for faults in settings, models and tables: Django's own checks, changed models without a migration, and"
        " migrations that have not been applied. Exit code 1 when something is wrong."
    ),
)
@click.option("--deploy", is_flag=True, help=_("Also the checks for a host on the open internet."))
def check(*, deploy: bool) -> None:
    from django.core.management import CommandError, call_command

    from lysning import operations

    operations.ready()
    try:
        call_command("check", deploy=deploy, fail_level="WARNING" if deploy else "ERROR", databases=["default"])
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
        call_command("migrate", check_unapplied=True, verbosity=0)
    except (CommandError, SystemExit) as stop:
        if str(stop) not in {"", "1"}:
            click.echo(stop, err=True)
        sys.exit(1)
    click.echo(_("No faults found."))
    click.echo(dense_search())


def dense_search() -> str:
    """One line about the optional half of the search; that it is off is no fault."""
    from lysning.matching.queries.dense import dense_state

    state = dense_state()
    if state.why_not is None:
        said = _("Dense search is on: {embedded} of {documents} documents have a vector.")
        return said.format(embedded=state.embedded, documents=state.documents)
    return _("Dense search is off: {reason}.").format(reason=WHY_NOT_DENSE[state.why_not])
