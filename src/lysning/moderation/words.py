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
    "question": _("Question"),
    "population": _("Whom it concerns"),
    "intervention": _("What is tried"),
    "usual": _("What it is compared with"),
    "data_note": _("Which data, and where"),
    "words_da": _("The conclusion in Danish"),
    "words_en": _("The conclusion in English"),
    "technology": _("Technology"),
    "citizen": _("Citizen"),
    "organisation": _("Organisation"),
    "economy": _("Economy"),
    "scale": _("How big it is"),
    "tried": _("What was tried"),
}
