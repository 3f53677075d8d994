"""What a need does not say yet: told while it is written, never a condition for publishing it. Pure."""

import re
from dataclasses import dataclass

HEAVY_LIX = 45
FEWEST_WORDS = 25
MOST_WORDS = 350
SHORTEST_TITLE = 3
_PEOPLE = re.compile(
    r"\b(borger|beboer|barn|børn|elev|unge|ældre|patient|pårørende|forælder|forældre|medarbejder|personale|lærer|pædagog|"
    r"sygeplejerske|hjælper|sagsbehandler|familie|leder|kollega|bruger|virksomhed|bilist|cyklist|gæst|nabo)\w*",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(hver (?:anden|tredje|fjerde|femte|tiende)|halvdelen|en tredjedel|en fjerdedel|dobbelt)\b", re.IGNORECASE
)
_SOLUTION = re.compile(
    r"\b(?:mangler|ønsker|vil (?:gerne )?(?:have|købe)|har brug for|skal bruge|leder efter|søger)\b[^.!?]{0,60}?"
    r"\b(?:\w*app|\w*platform|\w*system|\w*robot|\w*software|chatbot|\w*sensor|it-løsning|ai|kunstig intelligens)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """What a need says so far, as cleaned texts."""

    title: str = ""
    description: str = ""
    audience: str = ""
    scale: str = ""
    tried: str = ""
    people_concerned: int | None = None

    @property
    def whole(self) -> str:
        """All its texts, a line each."""
        return "\n".join(filter(None, (self.title, self.description, self.audience, self.scale, self.tried)))


def unclear(said: Said, *, words: int, lix: int) -> tuple[str, ...]:
    """What would make it clearer, as codes, the weightiest first; none for a need that has not begun.

    `words` and `lix` are of the description. "title", "what", "who", "how_many", "tried", "solution", "heavy", "long".
    """
    if not said.whole:
        return ()
    told = f"{said.description}\n{said.scale}"
    faults = {
        "what": words < FEWEST_WORDS,
        "who": not said.audience and not _PEOPLE.search(f"{said.title}\n{said.description}"),
        "how_many": said.people_concerned is None and not _NUMBER.search(told),
        "tried": not said.tried,
        "solution": _SOLUTION.search(said.whole) is not None,
        "title": len(said.title.split()) < SHORTEST_TITLE,
        "heavy": words >= FEWEST_WORDS and lix > HEAVY_LIX,
        "long": words > MOST_WORDS,
    }
    return tuple(code for code, is_so in faults.items() if is_so)
