"""Who may do what with the index. Searching needs no verb here: each hit is filtered by its own room's table."""

from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import Predicate, Verb, has_role, register

operator = Predicate("operator", _("the operator"), has_role("operator"))
municipal = Predicate("municipal", _("leaders and coordinators of a municipality"), has_role("leader", "coordinator"))

TABLE = register(
    "matching",
    {
        "matching.operate": Verb(None, ((operator,),)),
        "matching.decide_synonym": Verb(None, ((operator,),)),
        "matching.judge": Verb(None, ((municipal,),)),
    },
)
