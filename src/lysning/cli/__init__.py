"""The console command `lysning`: one manual over many modules, each loaded only when it is used.

A new command is one module `lysning/cli/<theme>.py` with a click command, and one row in COMMANDS.
"""

import gc
import sys
import traceback

import click

from lysning import operations
from lysning.cli import click_words, progress
from lysning.cli.manual import Entry, Manual
from lysning.operations.failures import Failure, SetupFailed
from lysning.operations.text import _

RUNNING = _("Running")
WORKING = _("The main job")
CONTENT = _("Content")
WATCHING = _("Watching over it")

COMMANDS = [
    Entry("serve", "lysning.cli.serve:serve", RUNNING, _("Start the web server and the job worker")),
    Entry("setup", "lysning.cli.setup:setup", RUNNING, _("Prepare or update the database and stop again")),
    Entry("db", "lysning.cli.db:db", RUNNING, _("Open, dump and restore the database")),
    Entry("match", "lysning.cli.match:match", WORKING, _("Show which leaders a description would reach, and why")),
    Entry("allocate", "lysning.cli.allocate:allocate", WORKING, _("Offer solutions to the leaders they concern")),
    Entry("pool", "lysning.cli.pool:pool", WORKING, _("Take the effects of several trials together")),
    Entry(
        "import",
        "lysning.cli.imports:imports",
        CONTENT,
        _("Bring in leader posts, KLE, CPV, topics, earlier projects and radars"),
    ),
    Entry("export", "lysning.cli.exports:exports", CONTENT, _("Write leader posts, topics or a radar to a file")),
    Entry(
        "synonyms", "lysning.cli.synonyms:synonyms", CONTENT, _("Say which words mean the same, and see what it does")
    ),
    Entry("demo", "lysning.cli.demo:demo", CONTENT, _("Load or remove the example data")),
    Entry("user", "lysning.cli.users:user", CONTENT, _("Give people a role on the whole platform, or end it")),
    Entry("health", "lysning.cli.health:health", WATCHING, _("Show the state that /sundhed tells load balancers")),
    Entry("bench", "lysning.cli.bench:bench", WATCHING, _("Measure the search and the matching")),
    Entry("check", "lysning.cli.check:check", WATCHING, _("Look for faults in settings, tables and migrations")),
    Entry("index", "lysning.cli.index:index", WATCHING, _("Look at, check and repair the search index")),
    Entry(
        "judgements",
        "lysning.cli.judgements:judgements",
        WATCHING,
        _("Export and count what people say of the matching"),
    ),
    Entry("jobs", "lysning.cli.jobs:jobs", WATCHING, _("Show waiting and failed jobs, and try them again")),
]

manual = Manual(
    name="lysning",
    entries=COMMANDS,
    help=_(
        "Lysning: the innovation community of Denmark's 98 municipalities.\n\n"
        "A small supplier publishes a solution once; it reaches the leaders whose field it concerns; each answers with"
        " a reason.\n\n"
        "Every command starts the built-in PostgreSQL when it needs it, and uses the server in DATABASE_URL instead"
        " where that is set. The words are Danish; LYSNING_LANGUAGE=en makes them English."
    ),
    epilog=_(
        "Exit codes: 0 done · 1 found something · 2 wrong use · 3 rows left out · 10 port taken · 11 disk full · 12"
        " database cannot be reached · 13 data of another PostgreSQL · 14 data folder cannot be used · 15 no built-in"
        " PostgreSQL for this machine · 16 a set-up step failed"
    ),
)


OBJECTS_BETWEEN_LOOKS = 200_000
"""Loading the product makes as many objects that all stay; looking for garbage among them takes a tenth of a short command."""


def main() -> None:
    """Runs the command line; an anticipated failure is one sentence and its own exit code, never a traceback."""
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    click_words.use()
    operations.announce_with(progress.announce if sys.stderr.isatty() else None)
    try:
        manual(prog_name="lysning")
    except Failure as failure:
        if isinstance(failure, SetupFailed) and failure.__cause__:  # a fault of ours: whoever mends it needs the place
            traceback.print_exception(failure.__cause__)
        click.echo(f"✗ {failure}", err=True)
        sys.exit(failure.exit_code)
