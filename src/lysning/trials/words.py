"""What stored words are called in the interface."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATE_WORDS: dict[str, Promise] = {
    "draft": pgettext_lazy("trial", "Draft"),
    "proposed": pgettext_lazy("trial", "With the evaluator"),
    "registered": pgettext_lazy("trial", "Registered"),
    "running": pgettext_lazy("trial", "Running"),
    "finished": pgettext_lazy("trial", "Finished"),
    "stopped": pgettext_lazy("trial", "Stopped"),
    "cancelled": pgettext_lazy("trial", "Cancelled"),
}
STATE_KINDS = {
    "draft": "warning",
    "proposed": "warning",
    "registered": "info",
    "running": "success",
    "stopped": "error",
}
MOVE_WORDS: dict[str, Promise] = {
    "propose": _("Send it to the evaluator"),
    "return": _("Send it back to be mended"),
    "approve": _("Approve and register it"),
    "register": _("Register the trial"),
    "start": _("Begin the trial"),
    "finish": _("End the trial as planned"),
    "stop": _("Stop the trial early"),
    "cancel": _("Cancel the trial"),
}
MOVE_MEANING: dict[str, Promise] = {
    "propose": _("The evaluator reads the protocol, and approves it or sends it back."),
    "return": _("It becomes a draft again. Write what should be different."),
    "approve": _(
        "Everyone can read the protocol from now on, with the moment of registration. It can only change in the open."
    ),
    "register": _(
        "Everyone can read the protocol from now on, with the moment of registration. It can only change in the open."
    ),
    "start": _("Those who have a seat begin. Nobody new comes in, but late joiners if the protocol takes them."),
    "finish": _("All has been measured. What is missing can still be reported."),
    "stop": _("Nothing more is measured. Everyone can read why."),
    "cancel": _("It comes to nothing. Those who have asked for a seat can read why."),
}
MOVE_DONE: dict[str, Promise] = {
    "propose": _("The protocol is with the evaluator."),
    "return": _("The protocol is a draft again."),
    "approve": _("The trial is registered. Municipalities can ask for a seat."),
    "register": _("The trial is registered. Municipalities can ask for a seat."),
    "start": _("The trial has begun."),
    "finish": _("The trial is finished."),
    "stop": _("The trial is stopped."),
    "cancel": _("The trial is cancelled."),
}
STEP_WORDS: dict[str, Promise] = {
    "protocol": _("Finish the protocol"),
    "approve": _("Read the protocol, and approve it or send it back"),
    "sites": _("Say where you measure"),
    "report": _("Report what you measured"),
    "finish": _("All periods are over. End the trial"),
    "measure": _("This period ends"),
    "begin": _("The trial begins"),
}
COMPARISON_WORDS: dict[str, Promise] = {
    "before_after": _("Before and after: each site is compared with itself"),
    "parallel": _("Two groups at the same time: some get the new, others go on as usual"),
    "stepped": _("Step by step: all begin as usual and go over to the new one after the other"),
}
RHYTHM_WORDS: dict[str, Promise] = {"week": _("Each week"), "month": _("Each month"), "quarter": _("Each quarter")}
ARM_WORDS: dict[str, Promise] = {"intervention": _("With the new"), "comparison": _("As usual")}
PHASE_WORDS: dict[str, Promise] = {"baseline": _("Before"), "follow-up": _("After")}
KIND_WORDS: dict[str, Promise] = {
    "binary": _("A share: how many of how many"),
    "rate": _("A rate: how often over time"),
    "continuous": _("A mean with its spread"),
}
BETTER_WORDS: dict[str, Promise] = {"lower": _("Lower is better"), "higher": _("Higher is better")}
STATUS_WORDS: dict[str, Promise] = {
    "verified": _("checked at its source"),
    "secondary": _("from another's account"),
    "estimate": _("our own definition, not tried by others"),
    "memory": _("from memory, not checked"),
}
ANSWER_WORDS: dict[str, Promise] = {"yes": _("Yes"), "no": _("No"), "unknown": _("We do not know")}
ADVICE_WORDS: dict[str, Promise] = {
    "unanswered": _("The questions are not answered yet."),
    "due": _("An impact assessment (DPIA) is called for before anything begins."),
    "consider": _("One answer gives cause to think: write down why an impact assessment is not needed, or make one."),
    "unlikely": _("The answers do not call for an impact assessment."),
}
FIELD_WORDS: dict[str, Promise] = {
    "events": _("How many"),
    "total": _("Of how many"),
    "time": _("Over how much"),
    "mean": _("Mean"),
    "sd": _("Spread (SD)"),
    "n": _("How many"),
}
SAMPLE_FAULTS: dict[str, Promise] = {
    "same": _("The two numbers must differ."),
    "share": _("A share lies above 0 and below 100 per cent."),
    "positive": _("The number must be above nought."),
    "power": _("Power lies above the risk of a false alarm and below 100 per cent."),
    "cluster": _("At least one person in each site, and likeness between 0 and 1."),
    "loss": _("Not everybody can be lost: choose less than 100 per cent."),
}
