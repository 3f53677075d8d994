"""Who asks: a person (or nobody) with the roles that count right now. Pure; knows roles only as words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Grant:
    """One role, on its own (`organisation_id` None: for the whole platform) or within one organisation or post."""

    role: str
    organisation_id: int | None = None
    post_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """The one who asks, with all grants in force at this request; `user_id` None is a visitor who is not signed in.

    `is_example`: one of the persons that come with the example data.
    """

    user_id: int | None = None
    grants: frozenset[Grant] = frozenset()
    is_example: bool = False

    @property
    def is_signed_in(self) -> bool:
        """True when a person is behind the request."""
        return self.user_id is not None

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role the actor has anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def organisations(self, roles: Iterable[str]) -> list[int]:
        """The ids of the organisations in which the actor has one of the roles, in rising order."""
        wanted = set(roles)
        return sorted({g.organisation_id for g in self.grants if g.role in wanted and g.organisation_id is not None})

    @property
    def posts(self) -> list[int]:
        """The ids of the posts the actor holds, in rising order."""
        return sorted({grant.post_id for grant in self.grants if grant.post_id is not None})


VISITOR = Actor()
SYSTEM = Actor(grants=frozenset({Grant("system")}))
