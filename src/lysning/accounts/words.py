"""What stored words are called in the interface."""

from django.utils.translation import gettext_lazy as _

ROLE_WORDS = {
    "supplier_owner": _("Owner"),
    "supplier_editor": _("Editor"),
    "leader": _("Leader"),
    "coordinator": _("Coordinator"),
    "partner": _("Partner’s employee"),
    "moderator": _("Moderator"),
    "operator": _("Operator"),
}
PURPOSE_WORDS = {
    "supplier": _("I have a solution to offer"),
    "municipality": _("I work in a municipality"),
    "other": _("Something else: citizen, politician, partner"),
}
CAUTION_WORDS = {
    "free_mail": _("Free mail: anybody can have such an address."),
    "foreign_letters": _("The address has letters of another alphabet. They may look like ours."),
    "near_registered": _("The address looks like the municipality's own, but is not."),
}
