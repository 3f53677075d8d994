"""What a municipality decides about itself."""

from datetime import datetime

from django.db import transaction

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.directory.models import Municipality
from lysning.directory.rules import MOST_STAND_IN_ROOM


@transaction.atomic
def set_stand_in_room(*, municipality: Municipality, room: int, by: Actor, at: datetime) -> Municipality:
    """Sets how many enquiries a week may come to the coordinator in place of leaders; the same number changes nothing.

    Raises Refused("stand_in_room_wrong", field="stand_in_room") outside 0 to MOST_STAND_IN_ROOM.
    """
    if not 0 <= room <= MOST_STAND_IN_ROOM:
        raise Refused("stand_in_room_wrong", field="stand_in_room", most=MOST_STAND_IN_ROOM)
    if Municipality.objects.filter(pk=municipality.pk).exclude(stand_in_room=room).update(stand_in_room=room):
        audit.record("directory.set_stand_in_room", municipality, by=by, at=at, room=room)
    municipality.refresh_from_db(fields=["stand_in_room"])
    return municipality
