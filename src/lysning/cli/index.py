"""`lysning index`: the state of the search index, its faults, and their repair."""

import click

from lysning.cli.progress import progress
from lysning.operations.text import _

KINDS = {
    "unread": _("was never read by this analyser"),
    "missing": _("is missing: {key}"),
    "stale": _("is not what its source says now: {key}"),
    "surplus": _("should not be found: {key}"),
    "rows": _("block of postings differs from its documents: {key}"),
    "words": _("counts of words that are wrong: {key}"),
}


@click.group(help=_("Look at the search index, check it against the database, repair it or read everything anew."))
def index() -> None:
    pass


@index.command(help=_("Show each space: documents, what waits to be folded, the analyser that read it."))
def status() -> None:
    from lysning import operations

    operations.ready()
    from lysning.matching.models import Document, Generation

    for generation in Generation.objects.order_by("space", "-is_live"):
        documents = Document.objects.filter(generation=generation)
        line = _("{space}: {documents} documents, {delta} not folded, analyser {analyser}")
        state = "" if generation.is_live else _(" (being built)")
        click.echo(
            line.format(
                space=generation.space,
                documents=documents.exclude(terms=[]).count(),
                delta=documents.filter(is_folded=False).count(),
                analyser=generation.analyser_version,
            )
            + state
        )


@index.command(help=_("Compare the index with the database. Exit code 1 when something is wrong."))
@click.pass_context
def check(ctx: click.Context) -> None:
    if _told(repair=False):
        ctx.exit(1)
    click.echo(_("The index is as it should be."))


@index.command(help=_("Mend what `check` finds. Searches go on meanwhile."))
def repair() -> None:
    count = _told(repair=True)
    click.echo(_("{count} faults mended.").format(count=count))


@index.command(help=_("Read everything anew. Searches and publishing go on meanwhile."))
def rebuild() -> None:
    from lysning import operations

    operations.ready()
    from lysning.core import clock
    from lysning.matching.actions import reindex_everything

    with progress(_("Indexing")) as report:
        counts = reindex_everything(at=clock.now(), progress=report)
    for space, documents in counts.items():
        click.echo(f"{space}: {documents}")


def _told(*, repair: bool) -> int:
    """Checks or repairs every space, says what was found, and returns how many faults there were."""
    from lysning import operations

    operations.ready()
    from lysning.core import clock
    from lysning.matching.actions.checking import check_index, repair_index
    from lysning.matching.actions.subjects import SUBJECTS

    faults = 0
    for space in SUBJECTS:
        for fault in repair_index(space, at=clock.now()) if repair else check_index(space):
            click.echo(f"{space}: {KINDS[fault.kind].format(key=fault.key)}")
            faults += 1
    return faults
