"""Who may do what with earlier projects, findings and business cases. Lists of projects are brought at the console."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core.permissions import EVERYTHING, Predicate, Verb, has_role, register
from lysning.directory.permissions import in_area_led
from lysning.evidence.models import Adoption, BusinessCase, EarlierProject, Finding
from lysning.trials.models import Trial

everyone = Predicate("everyone", _("everyone"), lambda _actor: EVERYTHING)
published = Predicate(
    "published",
    _("everyone, once it is published"),
    lambda _actor: Q(published_at__isnull=False, hidden_at__isnull=True),
)
was_published = Predicate(
    "was_published", _("once it has been published"), lambda _actor: Q(published_at__isnull=False)
)
unhidden = Predicate("unhidden", _("while it is not hidden"), lambda _actor: Q(hidden_at__isnull=True))
evaluator = Predicate(
    "evaluator",
    _("the people of the partner that evaluates"),
    lambda actor: Q(author_id__in=actor.organisations(PARTNER_ROLES)),
)
coordinator = Predicate(
    "coordinator",
    _("a coordinator of the municipality that evaluates"),
    lambda actor: Q(author_id__in=actor.organisations(["coordinator"])),
)
area_leader = Predicate(
    "area_leader",
    _("a leader of the municipality that evaluates, whose post lies in the area"),
    in_area_led("author_id"),
)
of_author = Predicate(
    "of_author",
    _("the people of the municipality that evaluates"),
    lambda actor: Q(author_id__in=actor.organisations(MUNICIPAL_ROLES)),
)
trial_evaluator = Predicate(
    "trial_evaluator",
    _("the people of the partner that evaluates the trial"),
    lambda actor: Q(evaluator_id__in=actor.organisations(PARTNER_ROLES)),
)
trial_coordinator = Predicate(
    "trial_coordinator",
    _("a coordinator of the municipality that leads a trial without evaluator"),
    lambda actor: Q(evaluator__isnull=True, lead_id__in=actor.organisations(["coordinator"])),
)
trial_leader = Predicate(
    "trial_leader",
    _("a leader in the area of the municipality that leads a trial without evaluator"),
    lambda actor: in_area_led("lead_id")(actor) & Q(evaluator__isnull=True),
)
moderator = Predicate("moderator", _("a moderator"), has_role("moderator"))
knowing = Predicate("knowing", _("people of municipalities and partners"), has_role(*MUNICIPAL_ROLES, *PARTNER_ROLES))
municipal = Predicate("municipal", _("leaders and coordinators of any municipality"), has_role(*MUNICIPAL_ROLES))
of_open_finding = Predicate(
    "of_open_finding",
    _("everyone, once the finding is published"),
    lambda _actor: Q(finding__published_at__isnull=False, finding__hidden_at__isnull=True),
)
own = Predicate(
    "own",
    _("leaders and coordinators of the municipality"),
    lambda actor: Q(municipality_id__in=actor.organisations(MUNICIPAL_ROLES)),
)
standing = Predicate("standing", _("while it stands"), lambda _actor: Q(withdrawn_at__isnull=True))
open_case = Predicate("open_case", _("everyone, when the municipality shows it"), lambda _actor: Q(is_open=True))

WRITERS = ((evaluator, unhidden), (coordinator, unhidden), (area_leader, unhidden))
TABLE = register(
    "evidence",
    {
        "evidence.view_project": Verb(EarlierProject, ((everyone,),)),
        "evidence.view_finding": Verb(Finding, ((published,), (evaluator,), (of_author,), (moderator, was_published))),
        "evidence.edit_finding": Verb(Finding, WRITERS),
        "evidence.start_finding": Verb(Trial, ((trial_evaluator,), (trial_coordinator,), (trial_leader,))),
        "evidence.record_study": Verb(None, ((knowing,),)),
        "evidence.adopt": Verb(None, ((municipal,),)),
        "evidence.view_adoption": Verb(Adoption, ((of_open_finding,), (own,))),
        "evidence.withdraw_adoption": Verb(Adoption, ((own, standing),)),
        "evidence.view_case": Verb(BusinessCase, ((open_case,), (own,))),
        "evidence.edit_case": Verb(BusinessCase, ((own,),)),
    },
)
