"""What somebody wants to follow. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Literal, get_args

Kind = Literal["area", "topic", "solution", "need", "municipality", "coalition", "trial", "finding", "search"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CONFIRM_LIFE = timedelta(days=7)
"""How long an address may be kept that nobody has confirmed, and so long its link works."""
MOST_FOLLOWED = 100
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Wanted:
    """One thing to follow: a row by its key, or for "search" words and marks of facets ("area:skole"), sorted."""

    kind: Kind
    key: int | None = None
    query: str = ""
    marks: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """The same text for the same thing, however it was asked for: nobody follows it twice."""
        if self.kind != "search":
            return f"{self.kind}:{self.key}"
        asked = "\n".join([" ".join(self.query.casefold().split()), *sorted(set(self.marks))])
        return f"search:{sha256(asked.encode()).hexdigest()}"
