"""Whether a text seems to tell of one person's health or of a child: then its writer is asked before anybody reads it. Pure.

A help, no proof: a moderator reads every citizen's need. The lists are our own (status: estimate).
"""

import re

_KIN = (
    r"(?:min|mit|vores|hans|hendes)\s+(?:\w+\s+)?(?:datter|søn|barn|barnebarn|pige|dreng|mor|far|mormor|morfar|farmor|farfar|"
    r"kone|mand|hustru|kæreste|søster|bror|nabo)"
)
_CHILD = (
    r"\b(?i:datter|datteren|søn|sønnen|barn|barnet|pige|pigen|dreng|drengen|elev|eleven),?\s+[A-ZÆØÅ][a-zæøå]+(?!\w)"
)
_ILLNESS = (
    r"adhd|autis\w*|demen\w*|alzheimer\w*|kræft\w*|depress\w*|skizofren\w*|diabetes|epileps\w*|parkinson\w*|angst|"
    r"misbrug\w*|sclerose|hiv|bipolar\w*|anoreksi\w*|diagnos\w*"
)
_OF_SOMEBODY = re.compile(rf"{_KIN}\b[^.!?]{{0,80}}\b(?:{_ILLNESS})\b", re.IGNORECASE)
_NAMED_CHILD = re.compile(_CHILD)


def tells_of_a_person(text: str) -> bool:
    """True when a relative is told of together with an illness in one sentence, or a child is called by a name."""
    return _OF_SOMEBODY.search(text) is not None or _NAMED_CHILD.search(text) is not None
