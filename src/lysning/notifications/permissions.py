"""Who may do what with mails."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import Predicate, Verb, has_role, register
from lysning.notifications.models import Mail, Subscription

operator = Predicate("operator", _("the operator"), has_role("operator"))
follower = Predicate(
    "follower",
    _("who follows it with an account"),
    lambda actor: Q(user_id=actor.user_id) if actor.is_signed_in else Q(pk__in=()),
)

TABLE = register(
    "notifications",
    {
        "notifications.view_mail": Verb(Mail, ((operator,),)),
        "notifications.settle_mail": Verb(Mail, ((operator,),)),
        "notifications.view_subscription": Verb(Subscription, ((follower,),)),
        "notifications.end_subscription": Verb(Subscription, ((follower,),)),
        "notifications.operate": Verb(None, ((operator,),)),
    },
)
