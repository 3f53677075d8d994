"""The rows an address speaks of, as far as the one who asks may see them."""

from django.http import Http404, HttpRequest

from lysning.core import permissions
from lysning.core.http import actor_of, load
from lysning.direction.models import Direction, Placement
from lysning.directory.models import Municipality
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import area_by_key

SEE = "direction.view_direction"
SEE_PLACEMENT = "direction.view_placement"
EDIT = "direction.edit_direction"
EDIT_PLACEMENT = "direction.edit_placement"


def find_area(key: str) -> ServiceArea:
    """The service area with this key. Raises Http404."""
    area = area_by_key(key)
    if area is None:
        raise Http404
    return area


def find_direction(request: HttpRequest, municipality: str, area: str, *, do: str | None = None) -> Direction:
    """The direction of the municipality (slug) in the area (key). Raises Http404 or PermissionDenied as `load`."""
    rows = Direction.objects.select_related("municipality", "area", "owner_post")
    return load(rows, request, see=SEE, do=do, municipality__slug=municipality, area__key=area)


def find_placement(
    request: HttpRequest, municipality: str, area: str, slug: str, *, do: str | None = None
) -> Placement:
    """The placement with this slug on that radar. Raises Http404 or PermissionDenied as `load`."""
    rows = Placement.objects.select_related("direction__municipality", "direction__area", "ring", "owner_post")
    place = {"direction__municipality__slug": municipality, "direction__area__key": area}
    return load(rows, request, see=SEE_PLACEMENT, do=do, slug=slug, **place)


def may_start(request: HttpRequest, municipality: Municipality, area: ServiceArea) -> bool:
    """True when the one who asks could write a direction of the municipality in this area."""
    return permissions.may(actor_of(request), EDIT, Direction(municipality=municipality, area=area))
