import json
import sys

import click

from lysning.operations.text import _


@click.command(
    help=_(
        "Show the state of this installation: database, migrations, job worker, oldest waiting job. It starts nothing"
        " and changes nothing. Exit code 0: pages can be shown; 1: they cannot."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object, as /sundhed answers it."))
def health(*, as_json: bool) -> None:
    from lysning.operations import readiness
    from lysning.operations.health import health as measure

    readiness.point_to_database()
    readiness.configure()
    state = measure()
    if as_json:
        click.echo(json.dumps(state.as_json()))
    else:
        for name, value in state.as_json().items():
            click.echo(f"{name:<28} {', '.join(value) if isinstance(value, list) else value}")
    sys.exit(0 if state.can_serve else 1)
