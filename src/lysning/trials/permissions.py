"""Who may do what with trials."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core.actors import Actor
from lysning.core.permissions import NOTHING, Predicate, Verb, has_role, register
from lysning.directory.models import Municipality
from lysning.directory.permissions import in_area_led
from lysning.trials.models import Seat, Trial

Rows = Callable[[Actor], Q]


def _seated(actor: Actor) -> Q:
    """The trials in which a municipality of the actor has a seat; one query, none for who has no municipality."""
    homes = actor.organisations(MUNICIPAL_ROLES)
    if not homes:
        return NOTHING
    return Q(
        pk__in=list(Seat.objects.filter(state="seated", municipality_id__in=homes).values_list("trial_id", flat=True))
    )


registered = Predicate(
    "registered",
    _("everyone, once it is registered"),
    lambda _actor: Q(registered_at__isnull=False, hidden_at__isnull=True),
)
was_registered = Predicate(
    "was_registered", _("once it has been registered"), lambda _actor: Q(registered_at__isnull=False)
)
own = Predicate(
    "own",
    _("leaders and coordinators of the leading municipality"),
    lambda actor: Q(lead_id__in=actor.organisations(MUNICIPAL_ROLES)),
)
coordinator = Predicate(
    "coordinator",
    _("a coordinator of the leading municipality"),
    lambda actor: Q(lead_id__in=actor.organisations(["coordinator"])),
)
area_leader = Predicate(
    "area_leader", _("a leader of the leading municipality whose post lies in the area"), in_area_led("lead_id")
)
evaluator = Predicate(
    "evaluator",
    _("the people of the partner that evaluates it"),
    lambda actor: Q(evaluator_id__in=actor.organisations(PARTNER_ROLES)),
)
seated = Predicate("seated", _("leaders and coordinators of a municipality with a seat"), _seated)
municipal = Predicate("municipal", _("leaders and coordinators of any municipality"), has_role(*MUNICIPAL_ROLES))
moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
coordinated = Predicate(
    "coordinated", _("a coordinator of the municipality"), lambda actor: Q(pk__in=actor.organisations(["coordinator"]))
)
led = Predicate("led", _("a leader of the municipality"), lambda actor: Q(pk__in=actor.organisations(["leader"])))
unhidden = Predicate("unhidden", _("while it is not hidden"), lambda _actor: Q(hidden_at__isnull=True))

TABLE = register(
    "trials",
    {
        "trials.view_trial": Verb(Trial, ((registered,), (own,), (evaluator,), (seated,), (moderator, was_registered))),
        "trials.lead_trial": Verb(Trial, ((coordinator, unhidden), (area_leader, unhidden))),
        "trials.evaluate_trial": Verb(Trial, ((evaluator, unhidden),)),
        "trials.move_trial": Verb(Trial, ((coordinator, unhidden), (area_leader, unhidden), (evaluator, unhidden))),
        "trials.see_all_measured": Verb(Trial, ((own,), (evaluator,))),
        "trials.apply": Verb(Trial, ((municipal, registered),)),
        "trials.measure": Verb(
            Trial,
            ((seated, registered), (coordinator, registered), (area_leader, registered), (evaluator, registered)),
        ),
        "trials.hold_seat": Verb(Trial, ((seated, registered),)),
        "trials.start_trial": Verb(None, ((municipal,),)),
        "trials.act_for": Verb(Municipality, ((coordinated,), (led,))),
    },
)
