"""Who may do what with earlier projects: they are public knowledge. Lists are brought at the console."""

from django.utils.translation import gettext_lazy as _

from lysning.core.permissions import EVERYTHING, Predicate, Verb, register
from lysning.evidence.models import EarlierProject

everyone = Predicate("everyone", _("everyone"), lambda _actor: EVERYTHING)

TABLE = register("evidence", {"evidence.view_project": Verb(EarlierProject, ((everyone,),))})
