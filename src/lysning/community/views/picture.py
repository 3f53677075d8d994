"""The country as the pages of coalitions draw it."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lysning.community.models import Member
from lysning.core.tilemap import LegendEntry, Look, TileMap, draw_places
from lysning.directory.queries import MunicipalityPlace, municipality_places

MANY = 3


def country_map(counted: Mapping[int, int]) -> TileMap:
    """How many coalitions each municipality (by id) is a member of; a tile leads to its coalitions."""
    legend = [
        LegendEntry("many", _("Three coalitions or more"), "deep", "●"),
        LegendEntry("some", _("One or two coalitions"), "soft", "+"),
        LegendEntry("none", _("In none yet"), "empty"),
    ]

    def look(place: MunicipalityPlace) -> Look:
        count = counted.get(place.id, 0)
        if not count:
            return Look("none", _("in none yet"))
        words = ngettext("%(n)s coalition", "%(n)s coalitions", count) % {"n": count}
        return Look(
            "many" if count >= MANY else "some", words, f"{reverse('community:coalitions')}?kommune={place.slug}"
        )

    return draw_places(
        ((place, look(place)) for place in municipality_places()),
        legend=legend,
        title=_("Who goes together?"),
        description=_("The municipalities by how many of these coalitions they are in"),
    )


def members_map(members: Iterable[Member]) -> TileMap:
    """Where the members of one coalition lie, and who looks after it."""
    legend = [
        LegendEntry("steward", _("Looks after it"), "deep", "●"),
        LegendEntry("member", _("Member"), "soft", "+"),
        LegendEntry("none", _("Not a member"), "empty"),
    ]
    state = {member.organisation_id: "steward" if member.is_steward else "member" for member in members}
    words = {"steward": _("looks after it"), "member": _("member"), "none": _("not a member")}
    looks = ((place, state.get(place.id, "none")) for place in municipality_places())
    return draw_places(
        ((place, Look(each, words[each])) for place, each in looks),
        legend=legend,
        title=_("The members on the map"),
        description=_("The municipalities that are members, and those that look after the coalition"),
    )
