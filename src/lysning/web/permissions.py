"""Who may enter the pages that belong to no single room."""

from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import PARTNER_ROLES
from lysning.core.permissions import Predicate, Verb, has_role, register

partner = Predicate("partner", _("the people of a partner"), has_role(*PARTNER_ROLES))
operator = Predicate("operator", _("the operator"), has_role("operator"))

TABLE = register("web", {"web.operate": Verb(None, ((operator,),)), "web.partner": Verb(None, ((partner,),))})
