"""What a change among people means for coalitions; lysning.subscriptions says when this is called."""

from lysning.accounts.events import MembershipEnded
from lysning.accounts.models import Membership
from lysning.community import actions
from lysning.community.models import Participant
from lysning.core import clock
from lysning.core.actors import SYSTEM


def membership_ended(event: MembershipEnded) -> None:
    """Who no longer acts for an organisation takes part for it no more: no tasks, no mentions, no mails."""
    ended = Membership.objects.get(pk=event.membership_id)
    if ended.organisation_id is None:
        return
    still = Membership.objects.in_force().filter(user_id=ended.user_id, organisation_id=ended.organisation_id)
    if still.exists():
        return
    for participant in Participant.objects.filter(
        user_id=ended.user_id, member__organisation_id=ended.organisation_id, ended_at__isnull=True
    ):
        actions.step_out(participant=participant, by=SYSTEM, at=clock.now())
