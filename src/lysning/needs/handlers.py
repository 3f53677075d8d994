"""What the room does when a person goes."""

from lysning.accounts.events import AccountGoes
from lysning.accounts.models import User
from lysning.core import clock
from lysning.needs import actions


def account_goes(event: AccountGoes) -> None:
    """The person's support goes, and what nobody else has seen; a public need stays without a name."""
    actions.forget_person(user=User.objects.get(pk=event.user_id), at=clock.now())
