"""Where the day of a university college or a region begins: what it evaluates, what it is in, and what is next in each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.accounts.models import PARTNER_ROLES
from lysning.community.queries import coalitions_of
from lysning.core import clock
from lysning.core.http import actor_of, policy
from lysning.core.lookups import Alphabetical
from lysning.core.steps import in_order
from lysning.directory.models import Partner
from lysning.evidence import queries as evidence
from lysning.evidence.queries.short import lines_by
from lysning.trials.queries import own_steps

FINDINGS_SHOWN = 5


@policy("web.partner")
def partner(request: HttpRequest) -> HttpResponse:
    """The trials the actor's partners evaluate, what waits to be written, their coalitions, and what they have found."""
    actor, today = actor_of(request), clock.today()
    own = actor.organisations(PARTNER_ROLES)
    context = {
        "partners": list(Partner.objects.filter(pk__in=own).order_by(Alphabetical("name"))),
        "steps": in_order(own_steps(actor, today=today)),
        "waiting": evidence.to_write(actor),
        "drafts": list(evidence.own_drafts(actor)),
        "members": list(coalitions_of(own)),
        "findings": lines_by(own, most=FINDINGS_SHOWN),
        "today": today,
    }
    return render(request, "web/partner.html", context)
