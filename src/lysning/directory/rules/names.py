"""Names of municipalities as people write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lysning.taxonomy.rules import fold

_ENDING = re.compile(r"(regions)?kommune$")
_ALSO_CALLED = {"nordfyn": "nordfyns", "vesthimmerland": "vesthimmerlands"}
_SHARE_THREE_LETTERS = {
    "Brøndby": "Brb",
    "Brønderslev": "Brs",
    "Fredensborg": "Fdb",
    "Fredericia": "Frc",
    "Frederiksberg": "Frb",
    "Frederikshavn": "Frh",
    "Frederikssund": "Frs",
    "Herlev": "Hrl",
    "Herning": "Hrn",
    "Holbæk": "Hbk",
    "Holstebro": "Hst",
    "Norddjurs": "Ndj",
    "Nordfyns": "Nfy",
    "Ringkøbing-Skjern": "Rks",
    "Ringsted": "Rst",
    "Vejen": "Vjn",
    "Vejle": "Vjl",
}


@dataclass(frozen=True)
class MunicipalityName:
    """A municipality as its code ("0751"), its name ("Aarhus") and its official name ("Aarhus Kommune")."""

    code: str
    name: str
    official_name: str


@dataclass(frozen=True)
class NameMatch:
    """The municipality that was meant, and whether it was written exactly as its code, name or official name."""

    code: str
    is_exact: bool


class MunicipalityNames:
    """Finds the municipality behind a code or a name as written: other spellings of å, hyphens, case, "Kommune"."""

    def __init__(self, names: Iterable[MunicipalityName]) -> None:
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        for municipality in names:
            for text in (municipality.code, municipality.name, municipality.official_name):
                self._exact[text] = municipality.code
            for text in (municipality.name, municipality.official_name):
                self._folded[_bare(text)] = municipality.code

    def find(self, text: str) -> NameMatch | None:
        """The municipality meant, or None when no municipality has such a name."""
        if code := self._exact.get(text):
            return NameMatch(code, is_exact=True)
        if text.isdecimal():
            code = self._exact.get(text.zfill(4))
            return NameMatch(code, is_exact=False) if code else None
        bare = _bare(text)
        code = self._folded.get(_ALSO_CALLED.get(bare, bare))
        return NameMatch(code, is_exact=False) if code else None


def _bare(name: str) -> str:
    return _ENDING.sub("", fold(name))


def short_name(name: str) -> str:
    """Three letters that tell a municipality from every other where there is no room for its name: on a tile of the map."""
    return _SHARE_THREE_LETTERS.get(name, name[:3])
