"""Who may enter the pages that belong to no single room."""

from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import Predicate, Verb, has_role, register

operator = Predicate("operator", _("the operator"), has_role("operator"))

TABLE = register("web", {"web.operate": Verb(None, ((operator,),))})
