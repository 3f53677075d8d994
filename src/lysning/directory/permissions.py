"""Who may do what with organisations and posts."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import Predicate, Verb, everyone, has_role, register
from lysning.directory.models import Municipality, Post, Supplier

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
