"""`lysning export`: lists that leave, in the form in which `lysning import` takes them."""

import json
from pathlib import Path

import click

from lysning.cli.radars import take
from lysning.operations.text import _


@click.group("export", help=_("Write lists to files, in the form in which `lysning import` takes them."))
def exports() -> None:
    pass


@exports.command(
    help=_("Write all topics, proposed and merged ones too, to FILE: JSON when it ends in .json, otherwise CSV.")
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar=_("FILE"))
def topics(file: Path) -> None:
    from lysning import operations

    operations.ready()
    from lysning.core.actors import Actor, Grant
    from lysning.taxonomy.queries import topic_rows
    from lysning.taxonomy.rules import csv_lines

    rows = list(topic_rows(Actor(grants=frozenset({Grant("operator")}))))
    if file.suffix.lower() == ".json":
        file.write_text(json.dumps({"topics": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
    else:
        file.write_text("".join(csv_lines(rows)), encoding="utf-8", newline="")
    click.echo(_("{file}: {count} topics").format(file=file, count=len(rows)))


@exports.command(
    help=_(
        "Write every leader post to FILE as CSV: fill in addresses and bring it back with `lysning import posts`. It also"
        " shows the roles and areas there are."
    )
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar=_("FILE"))
def posts(file: Path) -> None:
    from lysning import operations

    operations.ready()
    from lysning.directory.queries import post_rows
    from lysning.taxonomy.rules import csv_lines

    rows = list(post_rows())
    file.write_text("".join(csv_lines(rows)), encoding="utf-8", newline="")
    click.echo(_("{file}: {count} posts").format(file=file, count=len(rows)))


exports.add_command(take)
