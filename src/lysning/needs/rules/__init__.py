"""What is decided about needs, from plain values. Pure: no Django, no clock."""

from lysning.needs.rules.clarity import Said, unclear
from lysning.needs.rules.naming import names_in
from lysning.needs.rules.pace import KEPT_FOR, hour_of, is_burst
from lysning.needs.rules.people import LINK_LIFE, SHOWN_FROM, is_throwaway, one_person, shown_count, shown_sum
from lysning.needs.rules.telling import tells_of_a_person
from lysning.needs.rules.texts import LONGEST, MOST_WAITING, OPTIONAL, text_fault

__all__ = [
    "KEPT_FOR",
    "LINK_LIFE",
    "LONGEST",
    "MOST_WAITING",
    "OPTIONAL",
    "SHOWN_FROM",
    "Said",
    "hour_of",
    "is_burst",
    "is_throwaway",
    "names_in",
    "one_person",
    "shown_count",
    "shown_sum",
    "tells_of_a_person",
    "text_fault",
    "unclear",
]
