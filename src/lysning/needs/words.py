"""What a need's page says in pictures."""

from django.utils.translation import gettext as _

from lysning.core.tilemap import LegendEntry, Look, TileMap, draw_places
from lysning.directory.queries import municipality_places
from lysning.needs.models import Need
from lysning.needs.queries import Backing


def sharing_map(need: Need, backing: Backing) -> TileMap | None:
    """Which municipalities have the need, and how they said so; None while it is only the one it was described in."""
    cosigned = {row.municipality_id for row in backing.cosignatures}
    joined = {each.municipality_id for each in backing.joined}
    if not cosigned | joined:
        return None
    looks = {
        "described": Look("described", _("the need was described here")),
        "cosigned": Look("cosigned", _("has co-signed the need")),
        "joined": Look("joined", _("has joined a need into it")),
        "others": Look("others", _("has not said so")),
    }

    def state(place_id: int) -> str:
        if place_id == need.municipality_id:
            return "described"
        return "cosigned" if place_id in cosigned else "joined" if place_id in joined else "others"

    legend = [
        LegendEntry("described", _("Described here"), "night", "★"),
        LegendEntry("cosigned", _("Has co-signed"), "deep", "✓"),
        LegendEntry("joined", _("Has joined its own need"), "mid", "+"),
        LegendEntry("others", _("Has not said so"), "empty"),
    ]
    return draw_places(
        ((place, looks[state(place.id)]) for place in municipality_places()),
        legend=legend,
        title=_("Who has the same need?"),
        description=_("Each square is a municipality. A sign tells how it has said that it has the need."),
    )
