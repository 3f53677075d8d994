"""Whether a trial calls for an impact assessment on data protection (GDPR article 35), as far as a few questions can tell."""

from collections.abc import Iterable
from typing import Literal

from lysning.trials.rules.catalogues import DUE, QUESTIONS
from lysning.trials.rules.protocols import Answer

Advice = Literal["unanswered", "due", "consider", "unlikely"]


def screen(answers: Iterable[tuple[str, Answer]]) -> Advice:
    """What the answers say: "due" from DUE yes, "consider" from one, "unlikely" from none; "unanswered" while any is missing.

    An answer nobody knows counts as a yes: what is not known is looked into. Answers to questions that are not asked count for
    nothing.
    """
    said = {key: answer for key, answer in answers if key in QUESTIONS}
    if len(said) < len(QUESTIONS):
        return "unanswered"
    risks = sum(answer != "no" for answer in said.values())
    if risks >= DUE:
        return "due"
    return "consider" if risks else "unlikely"
