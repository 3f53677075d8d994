"""`lysning demo`: the example data come and go."""

import click

from lysning.cli.progress import progress
from lysning.operations.text import _

KINDS = {
    "solutions": _("solutions"),
    "needs": _("needs"),
    "enquiries": _("enquiries"),
    "directions": _("directions"),
    "findings": _("findings"),
    "coalitions": _("coalitions"),
    "trials": _("trials"),
    "projects": _("earlier projects"),
    "mails": _("mails"),
    "people": _("people"),
    "suppliers": _("suppliers"),
    "posts": _("posts' addresses"),
}


@click.group(help=_("Load or remove the example data."))
def demo() -> None:
    from lysning import operations

    operations.ready()


@demo.command(
    help=_("Load the example: suppliers, solutions, needs, answers and a year of history. Twice changes nothing.")
)
def load() -> None:
    from lysning.web.demo import load_demo

    with progress(_("Loading example data")) as report:
        is_new = load_demo(progress=report)
    click.echo(_("The example is loaded.") if is_new else _("The example is here already. Nothing was changed."))


@demo.command(
    help=_(
        "Remove everything that is marked as an example, and what cannot be without it: all that the persons of the example"
        " have written, whatever municipality it is of. Real data stay. So does what an example operator has changed in"
        " topics, rings, posts and word pairs: nothing marks it, the log of acts tells it."
    )
)
def clear() -> None:
    from lysning.web.demo import clear_demo

    for kind, count in clear_demo().items():
        click.echo(f"{count:>6}  {KINDS[kind]}")
    click.echo(_("When it is in earnest, start with --no-demo: then mails are sent, and nobody enters as an example."))
