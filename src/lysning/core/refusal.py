"""An expected no: a code that has words in both languages, the form field it belongs to, and the facts behind it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STALE = "stale"
NOT_ALLOWED = "not_allowed"
TOO_MANY = "too_many"

_words: dict[str, Promise] = {
    STALE: _("Somebody else has changed this since you opened it. Look at the newest text before you save."),
    NOT_ALLOWED: _("You do not have the right to do this."),
    TOO_MANY: _("That was many tries in a short time. Wait a little and try again."),
}


def refusal_words(**words: Promise) -> None:
    """Adds a room's refusal codes with their words; a code may be given words only once.

    Raises ValueError when two rooms claim one code.
    """
    if taken := [code for code in words if code in _words and _words[code] is not words[code]]:
        raise ValueError(f"refusal codes with two meanings: {taken}")
    _words.update(words)


class Refused(Exception):  # noqa: N818 -- an expected answer, not an error
    """What an action raises when a rule says no; nothing has been written.

    `code` names the rule and has words (`refusal_words`); `field` is the form field it belongs to, if one;
    `facts` fill the words' %(name)s.
    """

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        if code not in _words:
            raise LookupError(f"refusal code without words: {code}")
        super().__init__(code)
        self.code, self.field, self.facts = code, field, facts

    def __str__(self) -> str:
        return str(_words[self.code]) % self.facts
