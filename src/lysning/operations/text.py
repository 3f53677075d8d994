"""Words for the terminal, before Django runs: gettext over the translations of `operations` and `cli`.

The language is Danish unless `LYSNING_LANGUAGE` names another.
"""

import gettext
import os
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOMS = ("cli", "operations")


@cache
def _translations(language: str) -> gettext.NullTranslations:
    found = gettext.NullTranslations()
    for room in ROOMS:
        layer = gettext.translation("django", PACKAGE / room / "locale", languages=[language], fallback=True)
        layer.add_fallback(found)
        found = layer
    return found


def forget() -> None:
    """Reads the translations anew the next time: they have just been compiled."""
    _translations.cache_clear()


def _(message: str) -> str:
    """Returns the message in the language of the terminal; the message itself where there is no translation."""
    return _translations(os.environ.get("LYSNING_LANGUAGE", "da")).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Returns the form that fits `number`, in the language of the terminal."""
    return _translations(os.environ.get("LYSNING_LANGUAGE", "da")).ngettext(singular, plural, number)
