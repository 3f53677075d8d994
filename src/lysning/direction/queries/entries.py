"""What municipalities have decided in public, as entries of a feed."""

from django.db.models import Max, Q
from django.db.models.functions import Greatest

from lysning.core import clock
from lysning.core.feeds import MOST_ENTRIES, Entry
from lysning.direction.models import Placement
from lysning.direction.queries.names import Names
from lysning.direction.queries.placement import address_of
from lysning.direction.queries.rings import rings_by_key


def placement_entries(which: Q) -> list[Entry]:
    """What everyone may see of these placements, the newest decisions first: what was published or moved.

    At most as many as a feed holds. At most four queries.
    """
    moved = Max("changes__at", filter=Q(changes__kind="moved"))
    rows = Placement.objects.public().filter(which).annotate(told_at=Greatest("published_at", moved))
    rows = rows.select_related("direction__municipality", "direction__area", "ring", "owner_post")
    newest = list(rows.order_by("-told_at", "-pk")[:MOST_ENTRIES])
    names = Names(row.state for row in newest)
    rings = rings_by_key(clock.today())
    return [_entry(row, names.subject(row.subject).name, rings[row.ring.key].name) for row in newest]


def _entry(row: Placement, name: str, ring: str) -> Entry:
    place, field = row.direction.municipality, row.direction.area
    return Entry(
        key=f"placering:{row.slug}",
        title=f"{place.name}: {name}, {ring}",
        address=address_of(row),
        text=row.reason,
        published=row.published_at or row.created_at,
        updated=getattr(row, "told_at", row.created_at),
        author=place.official_name,
        categories=[field.name],
    )
