import sys

import click

from lysning.operations.text import _


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
