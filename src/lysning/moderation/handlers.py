"""What lower rooms announce that a moderator should look at."""

from django.utils import translation
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.moderation import actions
from lysning.moderation.models import BURST, FIRST_LOOK
from lysning.needs.events import NeedSubmitted, SupportBurst
from lysning.needs.models import Need


def need_submitted(event: NeedSubmitted) -> None:
    """A citizen's need waits in the queue."""
    need = Need.objects.get(pk=event.need_id)
    actions.open_case(need=need, reason=FIRST_LOOK, text="", at=clock.now())


def support_burst(event: SupportBurst) -> None:
    """The numbers of the hour stand in the queue; nothing happens to the need or its support by itself."""
    need = Need.objects.get(pk=event.need_id)
    with translation.override("da"):
        text = _("In one hour %(confirmed)d confirmed and %(unconfirmed)d that nobody has confirmed.")
    said = {"confirmed": event.confirmed, "unconfirmed": event.unconfirmed}
    actions.open_case(need=need, reason=BURST, text=text % said, at=clock.now())
