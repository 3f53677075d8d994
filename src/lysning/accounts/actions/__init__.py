"""The verbs of the room: people, their roles, invitations, claims, and addresses that take no mail."""

from lysning.accounts.actions.addresses import resume_address, suppress_address
from lysning.accounts.actions.claims import claim_municipality, decide_claim
from lysning.accounts.actions.examples import enter_as_example, make_example_user
from lysning.accounts.actions.invitations import accept_invitation, invite, withdraw_invitation
from lysning.accounts.actions.memberships import end_membership, grant_platform_role, start_membership
from lysning.accounts.actions.people import (
    delete_account,
    edit_person,
    forget_unverified,
    note_visit,
    remember_language,
    sign_out_elsewhere,
)
from lysning.accounts.actions.suppliers import register_supplier

__all__ = [
    "accept_invitation",
    "claim_municipality",
    "decide_claim",
    "delete_account",
    "edit_person",
    "end_membership",
    "enter_as_example",
    "forget_unverified",
    "grant_platform_role",
    "invite",
    "make_example_user",
    "note_visit",
    "register_supplier",
    "remember_language",
    "resume_address",
    "sign_out_elsewhere",
    "start_membership",
    "suppress_address",
    "withdraw_invitation",
]
