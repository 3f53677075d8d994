import click

from lysning.operations.text import _


@click.group(help=_("Give people a role on the whole platform, end it, and show who has one."))
def user() -> None:
    from lysning import operations

    operations.ready()


@user.command(help=_("Make the person behind EMAIL a moderator or an operator. The account must exist."))
@click.argument("email")
@click.argument("role", type=click.Choice(["moderator", "operator"]))
def grant(email: str, role: str) -> None:
    from lysning.accounts import actions
    from lysning.accounts.models import User
    from lysning.core import clock
    from lysning.core.actors import SYSTEM

    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise click.ClickException(_("Nobody has an account with the address {email}.").format(email=email))
    actions.grant_platform_role(user=person, role=role, by=SYSTEM, at=clock.now())
    click.echo(_("{email} is now {role}.").format(email=person.email, role=role))


@user.command(help=_("End a role on the whole platform. The last operator stays."))
@click.argument("email")
@click.argument("role", type=click.Choice(["moderator", "operator"]))
def end(email: str, role: str) -> None:
    from lysning.accounts import actions, queries
    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.core.refusal import Refused

    row = queries.platform_memberships().filter(user__email=email.strip().lower(), role=role).first()
    if row is None:
        raise click.ClickException(_("{email} is not {role}.").format(email=email, role=role))
    try:
        actions.end_membership(membership=row, by=SYSTEM, at=clock.now())
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(_("{email} is no longer {role}.").format(email=email, role=role))


@user.command("list", help=_("Show the moderators and operators."))
def list_users() -> None:
    from lysning.accounts import queries

    for row in queries.platform_memberships():
        click.echo(f"{row.role:<12}{row.user.email}")
