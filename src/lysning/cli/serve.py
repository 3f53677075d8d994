import os

import click

from lysning.cli.progress import announce
from lysning.operations.text import _


@click.command(
    help=_(
        "Start the web server and the job worker, and stop both with Ctrl-C or SIGTERM.\n\n"
        "The first start prepares the database and, unless --no-demo is given, loads example data. Mails of an example"
        " stay in the database and are read in the browser."
    ),
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("Port to listen on."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on; 0.0.0.0 for all."))
@click.option(
    "--demo/--no-demo",
    "with_example",
    default=lambda: os.environ.get("LYSNING_EXAMPLE_MODE", "1") == "1",
    help=_("With or without example data, and the page to enter in any role. With it, unless LYSNING_EXAMPLE_MODE=0."),
)
def serve(port: int, host: str, *, with_example: bool) -> None:
    from lysning.operations.parent import Address, serve

    def say(line: str) -> None:
        click.echo(f"· {line}", err=True)

    serve(Address(host, port), with_example=with_example, say=say, announce=announce)
