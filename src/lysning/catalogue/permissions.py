"""Who may do what with solutions."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.catalogue.models import Solution, SolutionImage
from lysning.core.permissions import Predicate, Verb, has_role, register

public = Predicate(
    "public",
    _("everyone, once it is published"),
    lambda _actor: Q(published_at__isnull=False, withdrawn_at__isnull=True, hidden_at__isnull=True),
)
own = Predicate(
    "own", _("the supplier's owners and editors"), lambda actor: Q(supplier_id__in=actor.organisations(SUPPLIER_ROLES))
)
moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
was_published = Predicate(
    "was_published", _("once it has been published"), lambda _actor: Q(published_at__isnull=False)
)
standing = Predicate("standing", _("while it is not withdrawn"), lambda _actor: Q(withdrawn_at__isnull=True))
supplier = Predicate("supplier", _("owners and editors of a supplier"), has_role(*SUPPLIER_ROLES))

public_picture = Predicate(
    "public_picture",
    _("everyone, once it is published"),
    lambda _actor: Q(
        version__frozen_at__isnull=False,
        version__solution__published_at__isnull=False,
        version__solution__withdrawn_at__isnull=True,
        version__solution__hidden_at__isnull=True,
    ),
)
own_picture = Predicate(
    "own_picture",
    _("the supplier's owners and editors"),
    lambda actor: Q(version__solution__supplier_id__in=actor.organisations(SUPPLIER_ROLES)),
)
published_picture = Predicate(
    "published_picture", _("once it has been published"), lambda _actor: Q(version__frozen_at__isnull=False)
)

TABLE = register(
    "catalogue",
    {
        "catalogue.view_solution": Verb(Solution, ((public,), (own,), (moderator, was_published))),
        "catalogue.view_own_solution": Verb(Solution, ((own,),)),
        "catalogue.view_image": Verb(
            SolutionImage, ((public_picture,), (own_picture,), (moderator, published_picture))
        ),
        "catalogue.create_solution": Verb(None, ((supplier,),)),
        "catalogue.edit_solution": Verb(Solution, ((own, standing),)),
        "catalogue.publish_solution": Verb(Solution, ((own, standing),)),
        "catalogue.discard_draft": Verb(Solution, ((own,),)),
        "catalogue.withdraw_solution": Verb(Solution, ((own, standing, was_published),)),
        "catalogue.view_history": Verb(Solution, ((own,), (moderator, was_published))),
        "catalogue.hide_solution": Verb(Solution, ((moderator, was_published),)),
    },
)
