"""Who may do what with the reference data. It is public; the operator changes it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import Predicate, Verb, has_role, register
from lysning.taxonomy.models import Topic

operator = Predicate("operator", _("the operator"), has_role("operator"))
accepted = Predicate("accepted", _("everyone, once it is accepted"), lambda _actor: Q(accepted_at__isnull=False))

TABLE = register(
    "taxonomy",
    {
        "taxonomy.import": Verb(None, ((operator,),)),
        "taxonomy.view_topic": Verb(Topic, ((accepted,), (operator,))),
        "taxonomy.edit_topics": Verb(None, ((operator,),)),
    },
)
