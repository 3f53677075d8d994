"""Who may do what with mails."""

from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import Predicate, Verb, has_role, register
from lysning.notifications.models import Mail

operator = Predicate("operator", _("the operator"), has_role("operator"))

TABLE = register(
    "notifications",
    {
        "notifications.view_mail": Verb(Mail, ((operator,),)),
        "notifications.settle_mail": Verb(Mail, ((operator,),)),
        "notifications.operate": Verb(None, ((operator,),)),
    },
)
