import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from lysning.operations.text import _


@click.group(help=_("Open, dump and restore the database."))
def db() -> None:
    pass


@db.command(help=_("Open psql on the database. Words after -- go to psql, as in: lysning db shell -- -c 'SELECT 1'"))
@click.argument("arguments", nargs=-1)
def shell(arguments: tuple[str, ...]) -> None:
    sys.exit(_run("psql", *_target(), *arguments))


@db.command(help=_("Write the whole database to FILE, to be read by `lysning db restore`, also of a newer PostgreSQL."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def dump(file: Path) -> None:
    if file.exists():
        raise click.UsageError(_("{file} exists already.").format(file=file))
    with file.open("xb") as output:
        code = _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *_target(), output=output.fileno())
    if code:
        file.unlink()
        sys.exit(code)
    click.echo(_("Written: {file}, {size} MB").format(file=file, size=round(file.stat().st_size / 1_000_000, 1)))


@db.command(help=_("Read FILE into the database. Everything that is in the database is replaced, all or nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
def restore(file: Path, *, yes: bool) -> None:
    if not yes:
        click.confirm(_("Replace everything in the database by {file}?").format(file=file), abort=True)
    with file.open("rb") as given:
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        code = _run("pg_restore", *options, *_target(), given=given.fileno())
    if code:
        sys.exit(code)
    click.echo(_("Read: {file}. Now run `lysning setup`.").format(file=file))


def _target() -> list[str]:
    from lysning.operations import readiness

    readiness.connect()
    return ["--dbname", os.environ.get("DATABASE_URL") or os.environ["PGDATABASE"]]


def _run(program: str, *arguments: str, given: int | None = None, output: int | None = None) -> int:
    """Runs one of PostgreSQL's programs; those on the PATH where the built-in ones lack (TLS to a real server)."""
    from lysning.operations import places
    from lysning.operations.system_user import server_account

    found = shutil.which(program) if "DATABASE_URL" in os.environ else None
    path = found or str(places.server_programs(server_account()) / program)
    return subprocess.run([path, *arguments], check=False, stdin=given, stdout=output).returncode  # noqa: S603 -- ours
