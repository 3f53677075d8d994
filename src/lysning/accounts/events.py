"""What the room tells others; each event carries ids, and the token only where it cannot be looked up again."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SupplierRegistered:
    """A supplier has come to Lysning."""

    supplier_id: int


@dataclass(frozen=True)
class SupplierClosed:
    """The last person of a supplier has left; nobody acts for it any more."""

    supplier_id: int


@dataclass(frozen=True)
class InvitationSent:
    """Somebody is invited; `token` opens the invitation and is kept nowhere else."""

    invitation_id: int
    token: str = field(repr=False)


@dataclass(frozen=True)
class MembershipStarted:
    """A person has a new role."""

    membership_id: int


@dataclass(frozen=True)
class MembershipEnded:
    """A role has ended; the next request of the person is judged without it."""

    membership_id: int
    by_user_id: int | None


@dataclass(frozen=True)
class AccountGoes:
    """A person deletes the account; announced while the person is still there."""

    user_id: int


@dataclass(frozen=True)
class MunicipalityClaimed:
    """A person wants to coordinate a municipality; granted at once or waiting for the operator."""

    claim_id: int


@dataclass(frozen=True)
class ClaimDecided:
    """The operator has granted or refused a claim."""

    claim_id: int
