"""Who may do what with needs, co-signatures, answers and joinings."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.core.actors import Actor
from lysning.core.permissions import NOTHING, Predicate, Verb, has_role, register, when
from lysning.directory.permissions import in_area_led
from lysning.needs.models import CoSignature, Need

Rows = Callable[[Actor], Q]


def _in(roles: tuple[str, ...], more: Q) -> Rows:
    return lambda actor: Q(municipality_id__in=actor.organisations(roles)) & more


def _written_by(actor: Actor) -> Q:
    return Q(created_by_id=actor.user_id, is_citizens=True) if actor.is_signed_in else NOTHING


MUNICIPAL = Q(is_citizens=False)
SEEN = Q(hidden_at__isnull=True, waiting_since__isnull=True)

public = Predicate("public", _("everyone, once it is public"), lambda _actor: SEEN)
own_municipality = Predicate(
    "own_municipality", _("leaders and coordinators of the municipality"), _in(MUNICIPAL_ROLES, MUNICIPAL)
)
author = Predicate("author", _("the citizen who wrote it"), _written_by)
own_post = Predicate(
    "own_post", _("the leader whose post declared it"), lambda actor: Q(post_id__in=actor.posts) & MUNICIPAL
)
coordinator = Predicate(
    "coordinator", _("a coordinator of the municipality that declared it"), _in(("coordinator",), MUNICIPAL)
)
answering_coordinator = Predicate(
    "answering_coordinator", _("a coordinator of the municipality it is about"), _in(("coordinator",), Q())
)
area_leader = Predicate("area_leader", _("a leader of the municipality whose post lies in the area"), in_area_led())
moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
municipal = Predicate("municipal", _("leaders and coordinators"), has_role(*MUNICIPAL_ROLES))
signed_in = Predicate("signed_in", _("anyone signed in"), when(lambda actor: actor.is_signed_in))
still_open = Predicate("open", _("while it is open"), lambda _actor: Q(closed_at__isnull=True))
waits = Predicate(
    "waits",
    _("while it waits for a moderator, or was not let through"),
    lambda _actor: Q(waiting_since__isnull=False, closed_at__isnull=True),
)
signed_for_post = Predicate(
    "signed_for_post", _("the leader whose post co-signed"), lambda actor: Q(post_id__in=actor.posts)
)
signed_for_municipality = Predicate(
    "signed_for_municipality",
    _("a coordinator of the municipality that co-signed"),
    lambda actor: Q(municipality_id__in=actor.organisations(["coordinator"])),
)
standing = Predicate("standing", _("while it counts"), lambda _actor: Q(withdrawn_at__isnull=True))
of_a_public_need = Predicate(
    "of_a_public_need",
    _("everyone, while the need is public"),
    lambda _actor: Q(need__hidden_at__isnull=True, need__waiting_since__isnull=True),
)
OWNERS_WHILE_OPEN = ((own_post, public, still_open), (coordinator, public, still_open), (author, public, still_open))

TABLE = register(
    "needs",
    {
        "needs.view_need": Verb(Need, ((public,), (own_municipality,), (author,), (moderator,))),
        "needs.declare_need": Verb(None, ((municipal,),)),
        "needs.submit_need": Verb(None, ((signed_in,),)),
        "needs.edit_need": Verb(Need, ((own_post, still_open), (coordinator, still_open), (author, waits))),
        "needs.close_need": Verb(Need, ((own_post, still_open), (coordinator, still_open))),
        "needs.take_back_need": Verb(Need, ((author, still_open),)),
        "needs.hide_need": Verb(Need, ((moderator,),)),
        "needs.cosign_need": Verb(Need, ((municipal, public, still_open),)),
        "needs.view_cosignature": Verb(CoSignature, ((of_a_public_need,),)),
        "needs.edit_cosignature": Verb(CoSignature, ((signed_for_post, standing), (signed_for_municipality, standing))),
        "needs.support_need": Verb(Need, ((public, still_open),)),
        "needs.answer_need": Verb(Need, ((answering_coordinator, public), (area_leader, public))),
        "needs.join_need": Verb(Need, OWNERS_WHILE_OPEN),
        "needs.separate_need": Verb(Need, ((own_post,), (coordinator,), (author, public))),
    },
)
