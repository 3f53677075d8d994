"""Who may do what with directions and placements."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core.actors import Actor
from lysning.core.permissions import Predicate, Verb, has_role, register
from lysning.direction.models import Direction, Placement
from lysning.directory.models import Municipality
from lysning.directory.permissions import in_area_led

Rows = Callable[[Actor], Q]


def _in(roles: tuple[str, ...], field: str) -> Rows:
    return lambda actor: Q(**{f"{field}__in": actor.organisations(roles)})


published = Predicate(
    "published",
    _("everyone, once it is published"),
    lambda _actor: Q(published_at__isnull=False, hidden_at__isnull=True),
)
was_published = Predicate(
    "was_published", _("once it has been published"), lambda _actor: Q(published_at__isnull=False)
)
own = Predicate("own", _("leaders and coordinators of the municipality"), _in(MUNICIPAL_ROLES, "municipality_id"))
coordinator = Predicate("coordinator", _("a coordinator of the municipality"), _in(("coordinator",), "municipality_id"))
area_leader = Predicate("area_leader", _("a leader of the municipality whose post lies in the area"), in_area_led())
moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
municipal = Predicate("municipal", _("leaders and coordinators of any municipality"), has_role(*MUNICIPAL_ROLES))
in_community = Predicate(
    "in_community",
    _("leaders and coordinators of any municipality, and the people of a partner"),
    has_role(*MUNICIPAL_ROLES, *PARTNER_ROLES),
)

OPEN = {
    "published_at__isnull": False,
    "hidden_at__isnull": True,
    "direction__published_at__isnull": False,
    "direction__hidden_at__isnull": True,
}
open_to_all = Predicate(
    "open_to_all", _("everyone, once it is published to everyone"), lambda _actor: Q(visibility="public", **OPEN)
)
open_to_community = Predicate(
    "open_to_community",
    _("once it is published to municipalities and partners"),
    lambda _actor: Q(visibility__in=("public", "community"), **OPEN),
)
shared = Predicate(
    "shared",
    _("once it has been published beyond the municipality"),
    lambda _actor: Q(
        visibility__in=("public", "community"), published_at__isnull=False, direction__published_at__isnull=False
    ),
)
own_placement = Predicate(
    "own_placement",
    _("leaders and coordinators of the municipality"),
    _in(MUNICIPAL_ROLES, "direction__municipality_id"),
)
coordinator_of_placement = Predicate(
    "coordinator_of_placement",
    _("a coordinator of the municipality"),
    _in(("coordinator",), "direction__municipality_id"),
)
area_leader_of_placement = Predicate(
    "area_leader_of_placement",
    _("a leader of the municipality whose post lies in the area"),
    in_area_led("direction__municipality_id", "direction__area_id"),
)
standing = Predicate("standing", _("while it is on the radar"), lambda _actor: Q(removed_at__isnull=True))
removed = Predicate("removed", _("once it has left the radar"), lambda _actor: Q(removed_at__isnull=False))
coordinated = Predicate("coordinated", _("a coordinator of the municipality"), _in(("coordinator",), "pk"))
led = Predicate("led", _("a leader with a post in the municipality"), _in(("leader",), "pk"))

TABLE = register(
    "direction",
    {
        "direction.view_direction": Verb(Direction, ((published,), (own,), (moderator, was_published))),
        "direction.view_own": Verb(Direction, ((own,),)),
        "direction.edit_direction": Verb(Direction, ((coordinator,), (area_leader,))),
        "direction.hide_direction": Verb(Direction, ((moderator, was_published),)),
        "direction.start_direction": Verb(Municipality, ((coordinated,), (led,))),
        "direction.view_placement": Verb(
            Placement,
            ((open_to_all,), (in_community, open_to_community), (own_placement,), (moderator, shared)),
        ),
        "direction.view_own_placement": Verb(Placement, ((own_placement,),)),
        "direction.edit_placement": Verb(
            Placement, ((coordinator_of_placement, standing), (area_leader_of_placement, standing))
        ),
        "direction.hide_placement": Verb(Placement, ((moderator, shared),)),
        "direction.restore_placement": Verb(
            Placement, ((coordinator_of_placement, removed), (area_leader_of_placement, removed))
        ),
        "direction.copy_placement": Verb(None, ((municipal,),)),
    },
)
