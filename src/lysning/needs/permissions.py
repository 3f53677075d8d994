"""Who may do what with needs."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.core.permissions import Predicate, Verb, has_role, register
from lysning.needs.models import Need

public = Predicate("public", _("everyone"), lambda _actor: Q(hidden_at__isnull=True))
own_municipality = Predicate(
    "own_municipality",
    _("leaders and coordinators of the municipality"),
    lambda actor: Q(municipality_id__in=actor.organisations(MUNICIPAL_ROLES)),
)
own_post = Predicate("own_post", _("the leader whose post declared it"), lambda actor: Q(post_id__in=actor.posts))
coordinator = Predicate(
    "coordinator",
    _("a coordinator of the municipality"),
    lambda actor: Q(municipality_id__in=actor.organisations(["coordinator"])),
)
moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
municipal = Predicate("municipal", _("leaders and coordinators"), has_role(*MUNICIPAL_ROLES))
still_open = Predicate("open", _("while it is open"), lambda _actor: Q(closed_at__isnull=True))

TABLE = register(
    "needs",
    {
        "needs.view_need": Verb(Need, ((public,), (own_municipality,), (moderator,))),
        "needs.declare_need": Verb(None, ((municipal,),)),
        "needs.edit_need": Verb(Need, ((own_post, still_open), (coordinator, still_open))),
        "needs.close_need": Verb(Need, ((own_post, still_open), (coordinator, still_open))),
        "needs.hide_need": Verb(Need, ((moderator,),)),
    },
)
