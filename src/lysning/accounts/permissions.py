"""Who may do what with memberships and invitations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES, SUPPLIER_ROLES, Invitation, Membership
from lysning.core.permissions import Predicate, Verb, has_role, register, when
from lysning.directory.models import Municipality, Organisation

LEADS = ("supplier_owner", "coordinator")

signed_in = Predicate("signed_in", _("anyone signed in"), when(lambda actor: actor.is_signed_in))
operator = Predicate("operator", _("the operator"), has_role("operator"))
own_membership = Predicate(
    "own_membership", _("the person"), lambda actor: Q(user_id=actor.user_id) if actor.is_signed_in else Q(pk__in=())
)
belongs = Predicate(
    "belongs",
    _("a member of the organisation"),
    lambda actor: Q(pk__in=actor.organisations((*SUPPLIER_ROLES, *MUNICIPAL_ROLES, *PARTNER_ROLES))),
)
leads_organisation = Predicate(
    "leads_organisation",
    _("an owner or coordinator of the organisation"),
    lambda actor: Q(pk__in=actor.organisations(LEADS)),
)
leads_members = Predicate(
    "leads_members",
    _("an owner or coordinator of the organisation"),
    lambda actor: Q(organisation_id__in=actor.organisations(LEADS)),
)

TABLE = register(
    "accounts",
    {
        "accounts.create_supplier": Verb(None, ((signed_in,),)),
        "accounts.claim_municipality": Verb(Municipality, ((signed_in,),)),
        "accounts.view_membership": Verb(Membership, ((own_membership,), (leads_members,), (operator,))),
        "accounts.end_membership": Verb(Membership, ((own_membership,), (leads_members,), (operator,))),
        "accounts.view_members": Verb(Organisation, ((belongs,), (operator,))),
        "accounts.invite": Verb(Organisation, ((leads_organisation,), (operator,))),
        "accounts.view_invitation": Verb(Invitation, ((leads_members,), (operator,))),
        "accounts.withdraw_invitation": Verb(Invitation, ((leads_members,), (operator,))),
        "accounts.decide_claim": Verb(None, ((operator,),)),
        "accounts.operate": Verb(None, ((operator,),)),
    },
)
