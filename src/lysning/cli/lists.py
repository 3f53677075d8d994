"""What the commands that bring in lists share: their options, and how bad places are told."""

import os
from pathlib import Path
from typing import Any

import click

from lysning.operations.text import _

MOST_LINES = 40
LEFT_OUT = 3
"""Exit code of a list that is taken without some of its rows: more than nothing and less than all."""
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar=_("FILE"))
APPLY = click.option("--apply", is_flag=True, help=_("Write the list. Without it you only see what would change."))
JSON = click.option("--json", "as_json", is_flag=True, help=_("Write the report as JSON."))


def ready() -> None:
    """The database, and our words for bad rows in the language of the terminal."""
    from django.utils import translation

    from lysning import operations

    operations.ready()
    translation.activate(os.environ.get("LYSNING_LANGUAGE", "da"))


def tell(problems: list[dict[str, Any]], mark: str = "✗") -> None:
    """Writes each bad place of a list with its line and its reason, the first forty."""
    for problem in problems[:MOST_LINES]:
        where = _("line {line}").format(line=problem["line"])
        column = f", {problem['column']}" if problem["column"] else ""
        click.echo(f"{mark} {where}{column}: {problem['reason']}", err=True)
    if len(problems) > MOST_LINES:
        rest = _("… and {count} more; --json shows all of them.").format(count=len(problems) - MOST_LINES)
        click.echo(f"{mark} {rest}", err=True)
