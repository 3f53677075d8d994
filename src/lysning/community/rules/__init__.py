"""Who may stand where in a coalition, what its texts and files must be. Pure."""

from lysning.community.rules.files import KINDS_OF_FILE
from lysning.community.rules.standing import (
    ASKED_WITHIN,
    JOINING,
    MOST_ASKED,
    STEWARDS,
    TAKES_PART,
    TASK_FORGOTTEN,
    TASK_NOTICE,
    Leaving,
    Mandate,
    Standing,
    is_task_due,
    is_worn,
    mandate_fault,
    standing_of,
)
from lysning.community.rules.texts import LONGEST, MOST_POSTS_AN_HOUR, text_fault

__all__ = [
    "ASKED_WITHIN",
    "JOINING",
    "KINDS_OF_FILE",
    "LONGEST",
    "MOST_ASKED",
    "MOST_POSTS_AN_HOUR",
    "STEWARDS",
    "TAKES_PART",
    "TASK_FORGOTTEN",
    "TASK_NOTICE",
    "Leaving",
    "Mandate",
    "Standing",
    "is_task_due",
    "is_worn",
    "mandate_fault",
    "standing_of",
    "text_fault",
]
