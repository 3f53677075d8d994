"""Who may do what with enquiries."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.catalogue.models import Solution
from lysning.core.permissions import Predicate, Verb, has_role, register
from lysning.directory.models import Municipality, Supplier
from lysning.enquiries.models import Enquiry

supplier = Predicate(
    "supplier",
    _("the supplier's owners and editors"),
    lambda actor: Q(version__solution__supplier_id__in=actor.organisations(SUPPLIER_ROLES)),
)
holder = Predicate("holder", _("the leader who holds the post"), lambda actor: Q(post_id__in=actor.posts))
coordinator = Predicate(
    "coordinator",
    _("a coordinator of the post's municipality"),
    lambda actor: Q(municipality_id__in=actor.organisations(["coordinator"])),
)
offered = Predicate("offered", _("once it has been offered"), lambda _actor: Q(offered_at__isnull=False))
answered = Predicate("answered", _("once it is answered"), lambda _actor: Q(answered_at__isnull=False))
member = Predicate(
    "member", _("the supplier's owners and editors"), lambda actor: Q(pk__in=actor.organisations(SUPPLIER_ROLES))
)
own_solution = Predicate(
    "own_solution",
    _("the supplier's owners and editors"),
    lambda actor: Q(supplier_id__in=actor.organisations(SUPPLIER_ROLES)),
)
coordinates = Predicate(
    "coordinates", _("a coordinator of the municipality"), lambda actor: Q(pk__in=actor.organisations(["coordinator"]))
)
operator = Predicate("operator", _("the operator"), has_role("operator"))

TABLE = register(
    "enquiries",
    {
        "enquiries.view_enquiry": Verb(Enquiry, ((supplier,), (holder, offered), (coordinator,))),
        "enquiries.answer": Verb(Enquiry, ((holder, offered), (coordinator, offered))),
        "enquiries.change_answer": Verb(Enquiry, ((holder, answered), (coordinator, answered))),
        "enquiries.ask": Verb(Enquiry, ((holder, offered), (coordinator, offered))),
        "enquiries.reply": Verb(Enquiry, ((supplier,),)),
        "enquiries.judge": Verb(Enquiry, ((holder, offered), (coordinator, offered))),
        "enquiries.hand_over": Verb(Enquiry, ((holder, offered), (coordinator, offered))),
        "enquiries.view_supplier": Verb(Supplier, ((member,),)),
        "enquiries.view_matrix": Verb(Solution, ((own_solution,),)),
        "enquiries.view_overview": Verb(Municipality, ((coordinates,),)),
        "enquiries.view_allocations": Verb(None, ((operator,),)),
        "enquiries.allocate": Verb(None, ((operator,),)),
    },
)
