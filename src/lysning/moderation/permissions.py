"""Who may do what with reports."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES, SUPPLIER_ROLES
from lysning.community.queries import stewarded
from lysning.core.permissions import NOTHING, Predicate, Verb, has_role, register
from lysning.moderation.models import Report

moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
subject_owner = Predicate(
    "subject_owner",
    _("the supplier, municipality, partner, coalition or person whose text was hidden"),
    lambda actor: (
        Q(is_upheld=True)
        & (
            Q(solution__supplier_id__in=actor.organisations(SUPPLIER_ROLES))
            | Q(need__municipality_id__in=actor.organisations(MUNICIPAL_ROLES), need__is_citizens=False)
            | Q(direction__municipality_id__in=actor.organisations(MUNICIPAL_ROLES))
            | Q(placement__direction__municipality_id__in=actor.organisations(MUNICIPAL_ROLES))
            | Q(coalition_id__in=stewarded(actor))
            | Q(trial__lead_id__in=actor.organisations(MUNICIPAL_ROLES))
            | Q(trial__evaluator_id__in=actor.organisations(PARTNER_ROLES))
            | Q(finding__author_id__in=actor.organisations((*MUNICIPAL_ROLES, *PARTNER_ROLES)))
            | Q(post__by_user_id__in=[actor.user_id] if actor.is_signed_in else [])
        )
    ),
)
author = Predicate(
    "author",
    _("the citizen whose need was hidden or not let through"),
    lambda actor: (
        Q(is_upheld=True, need__is_citizens=True, need__created_by_id=actor.user_id) if actor.is_signed_in else NOTHING
    ),
)

TABLE = register(
    "moderation",
    {
        "moderation.view_queue": Verb(None, ((moderator,),)),
        "moderation.view_report": Verb(Report, ((moderator,), (subject_owner,), (author,))),
        "moderation.decide": Verb(Report, ((moderator,),)),
        "moderation.appeal": Verb(Report, ((subject_owner,), (author,))),
    },
)
