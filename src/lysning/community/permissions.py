"""Who may do what with coalitions. What a member may, its leaders and coordinators (a partner's people) may."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.community.models import Coalition, Decision, Document, Member, Post, Task
from lysning.core.actors import Actor
from lysning.core.permissions import NOTHING, Predicate, Verb, has_role, register

Rows = Callable[[Actor], Q]
TAKING_PART = (*MUNICIPAL_ROLES, *PARTNER_ROLES)
"""The roles that act for an organisation in a coalition."""


def _member(field: str, *, steward: bool = False) -> Rows:
    """The rows that belong to a coalition of which the actor's organisation is a member now; asked of the database."""

    def rows(actor: Actor) -> Q:
        own = actor.organisations(TAKING_PART)
        if not own:
            return NOTHING
        members = Member.objects.in_force().filter(organisation_id__in=own, organisation__closed_at__isnull=True)
        if steward:
            members = members.filter(is_steward=True)
        return Q(**{f"{field}__in": members.values_list("coalition_id", flat=True)})

    return rows


def _own(field: str) -> Rows:
    return lambda actor: Q(**{f"{field}__in": actor.organisations(TAKING_PART)})


def _is(**condition: object) -> Rows:
    return lambda _actor: Q(**condition)


def _by(field: str) -> Rows:
    return lambda actor: Q(**{field: actor.user_id}) if actor.is_signed_in else NOTHING


MEMBER, STEWARD = _("a member"), _("a member that looks after the coalition")
public = Predicate("public", _("everyone"), _is(hidden_at__isnull=True))
going = Predicate("going", _("while it is not closed"), _is(closed_at__isnull=True, hidden_at__isnull=True))
of_going = Predicate(
    "of_going",
    _("while the coalition is not closed"),
    _is(coalition__closed_at__isnull=True, coalition__hidden_at__isnull=True),
)
member = Predicate("member", MEMBER, _member("pk"))
steward = Predicate("steward", STEWARD, _member("pk", steward=True))
of_member = Predicate("of_member", MEMBER, _member("coalition_id"))
of_steward = Predicate("of_steward", STEWARD, _member("coalition_id", steward=True))
own = Predicate("own", _("the organisation itself"), _own("organisation_id"))
by_own = Predicate("by_own", _("the organisation that put it in"), _own("member__organisation_id"))
author = Predicate("author", _("who wrote it"), _by("by_user_id"))
moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
municipal = Predicate("municipal", _("leaders and coordinators"), has_role(*MUNICIPAL_ROLES))
acting = Predicate("acting", _("leaders, coordinators and people of partners"), has_role(*TAKING_PART))
open_decision = Predicate(
    "open_decision", _("everyone, when it is public"), _is(is_public=True, coalition__hidden_at__isnull=True)
)
removed = Predicate("removed", _("when it is removed"), _is(removed_at__isnull=False))
kept = Predicate("kept", _("until it is removed"), _is(removed_at__isnull=True))
shown = Predicate("shown", _("unless the moderators have hidden it"), _is(hidden_at__isnull=True))

TABLE = register(
    "community",
    {
        "community.view_coalition": Verb(Coalition, ((public,), (member,), (moderator,))),
        "community.view_inside": Verb(Coalition, ((member,),)),
        "community.start": Verb(None, ((municipal,),)),
        "community.join": Verb(Coalition, ((acting, going),)),
        "community.work": Verb(Coalition, ((member, going),)),
        "community.leave": Verb(Coalition, ((member,),)),
        "community.steward": Verb(Coalition, ((steward, going),)),
        "community.hide_coalition": Verb(Coalition, ((moderator,),)),
        "community.view_member": Verb(Member, ((of_member,), (own,))),
        "community.remove_member": Verb(Member, ((of_steward, of_going),)),
        "community.answer": Verb(Member, ((of_steward, of_going),)),
        "community.withdraw": Verb(Member, ((own,),)),
        "community.view_decision": Verb(Decision, ((open_decision,), (of_member,))),
        "community.edit_decision": Verb(Decision, ((of_steward, of_going),)),
        "community.view_task": Verb(Task, ((of_member,),)),
        "community.edit_task": Verb(Task, ((of_member, of_going),)),
        "community.view_document": Verb(Document, ((of_member, kept),)),
        "community.remove_document": Verb(Document, ((of_member, by_own, kept), (of_steward, kept))),
        "community.restore_document": Verb(Document, ((of_member, by_own, removed), (of_steward, removed))),
        "community.view_post": Verb(Post, ((of_member, shown),)),
        "community.remove_post": Verb(Post, ((of_member, author, kept),)),
        "community.hide_post": Verb(Post, ((moderator,),)),
    },
)
