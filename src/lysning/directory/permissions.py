"""Who may do what with organisations and posts."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.core.actors import Actor
from lysning.core.permissions import NOTHING, Predicate, Verb, everyone, has_role, register
from lysning.directory.models import Municipality, Post, Supplier


def in_area_led(municipality: str = "municipality_id", area: str = "area_id") -> Callable[[Actor], Q]:
    """The rows whose municipality and area are those of a post the actor holds, for the rooms above.

    `municipality`, `area`: the fields in which the rows keep the two keys. One query, none for who holds no post.
    """

    def rows(actor: Actor) -> Q:
        either = NOTHING
        if actor.posts:
            held = Post.objects.active().filter(pk__in=actor.posts).values_list("municipality_id", "area_id")
            for municipality_id, area_id in held:
                either |= Q(**{municipality: municipality_id, area: area_id})
        return either

    return rows


anyone = Predicate("anyone", _("everyone"), everyone)
operator = Predicate("operator", _("the operator"), has_role("operator"))
holder = Predicate("holder", _("the leader who holds the post"), lambda actor: Q(pk__in=actor.posts))
coordinator_of_post = Predicate(
    "coordinator_of_post",
    _("a coordinator of the post's municipality"),
    lambda actor: Q(municipality_id__in=actor.organisations(["coordinator"])),
)
coordinator = Predicate(
    "coordinator", _("a coordinator of the municipality"), lambda actor: Q(pk__in=actor.organisations(["coordinator"]))
)
owner = Predicate(
    "owner", _("an owner of the supplier"), lambda actor: Q(pk__in=actor.organisations(["supplier_owner"]))
)

TABLE = register(
    "directory",
    {
        "directory.view_post": Verb(Post, ((holder,), (coordinator_of_post,), (operator,))),
        "directory.edit_post": Verb(Post, ((holder,), (coordinator_of_post,))),
        "directory.close_post": Verb(Post, ((coordinator_of_post,),)),
        "directory.view_municipality": Verb(Municipality, ((anyone,),)),
        "directory.coordinate": Verb(Municipality, ((coordinator,),)),
        "directory.edit_supplier": Verb(Supplier, ((owner,),)),
        "directory.edit_domains": Verb(None, ((operator,),)),
        "directory.import": Verb(None, ((operator,),)),
    },
)
