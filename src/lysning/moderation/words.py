"""What the parts of a reported text are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.words import ANSWERS

PART_WORDS: dict[str, Promise] = {
    **ANSWERS,
    "aims": _("Where the municipality wants to develop"),
    "background": _("Why"),
    "reason": _("Why it stands there"),
    "links": _("Links"),
    "purpose": _("What they want to achieve"),
    "next_step": _("Next step"),
    "decisions": _("Public decisions"),
    "post": _("The contribution"),
    "scale": _("How big it is"),
    "tried": _("What was tried"),
}
