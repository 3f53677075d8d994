"""What the promises are called, and how each is measured, or when it will be."""

from django.utils.translation import gettext_lazy as _

PROMISE_WORDS = {
    "publish": (
        _("Published within ten minutes"),
        _("Three steps and at most twelve required answers."),
        _("Share of first publishings that took at most ten minutes of work from the first saved word."),
    ),
    "reach": (
        _("Eight relevant leaders in eight municipalities within 14 days"),
        _("However small or new the supplier is. Nobody can pay for a better place."),
        _(
            "Share of published solutions, among those with so many relevant leaders with room, "
            "that were offered to them in time."
        ),
    ),
    "room": (
        _("At most three enquiries a week"),
        _("Each leader chooses between none and ten."),
        _(
            "Share of leaders' weeks in which the leader got no more than the chosen number. A coordinator who gets "
            "enquiries in leaders' place counts too, against the number the municipality has chosen."
        ),
    ),
    "answer": (
        _("An answer within ten working days"),
        _("After that the enquiry goes on to the municipality's coordinator."),
        _(
            "Share of enquiries whose time is up that were answered in time. "
            "The clock stands still while the supplier owes an answer."
        ),
    ),
    "reasons": (
        _("Every place has a reason"),
        _("Each enquiry says in words why it came to you, and a no has a reason too."),
        _("Share of enquiries with at least one reason in words, and of answers saying no with a reason."),
    ),
    "open": (
        _("Everything public leaves in open formats"),
        _("Any day, by anyone, without asking."),
        _(
            "Each night every public list is held against its file: solutions, needs, topics, service areas, "
            "municipalities and these figures. Share of checks in which the file was there and held every row."
        ),
    ),
}
NOT_MEASURED_YET = {
    "adopt": (
        _("What one municipality has assessed, another can adopt"),
        _("The decision stays each municipality's own."),
        _("This is measured once Lysning holds assessments. Until then there is nothing to count."),
    ),
}
