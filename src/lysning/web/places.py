"""For which municipality a page reckons: the one that the address names, otherwise one's own."""

from dataclasses import dataclass

from django.http import HttpRequest

from lysning.catalogue.queries import Place, own_municipality
from lysning.core.http import actor_of
from lysning.directory.queries import place_by_slug


@dataclass(frozen=True)
class Reckoned:
    """The reader's own municipality, if there is one, and the one for which the page reckons now."""

    own: Place | None
    place: Place | None


def reckoned_for(request: HttpRequest) -> Reckoned:
    """The municipality of `?kommune=`, otherwise the one in which the reader has a role; none for other visitors."""
    own = own_municipality(actor_of(request))
    return Reckoned(own, place_by_slug(request.GET.get("kommune", "")) or own)
