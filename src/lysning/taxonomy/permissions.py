"""Who may do what with the reference data. It is public; the operator's imports change it."""

from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import Predicate, Verb, has_role, register

operator = Predicate("operator", _("the operator"), has_role("operator"))

TABLE = register("taxonomy", {"taxonomy.import": Verb(None, ((operator,),))})
