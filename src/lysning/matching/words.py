"""Reasons in words, in the reader's language: one short sentence each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lysning.matching.rules.facts import Reason


def in_words(reason: Reason | Mapping[str, Any]) -> str:
    """The reason as one sentence; takes a Reason or its stored form (`Reason.as_dict`)."""
    facts = reason.as_dict() if isinstance(reason, Reason) else reason
    name = facts.get("name", "")
    words = _listed(facts.get("words", ()))
    sentences = {
        "words": _("The text speaks of %(words)s, which belongs to %(name)s"),
        "role": _("It touches what you decide as %(name)s"),
        "area": _("The supplier has chosen your field: %(name)s"),
        "kle": _("It lies within KLE %(name)s"),
        "interest": _("You have said that you look for %(words)s"),
        "need": _("You have declared the need “%(name)s”"),
        "level": _("You lead the field in your municipality"),
    }
    return sentences[facts["kind"]] % {"words": words, "name": name}


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    if len(quoted) > 1:
        return _("%(some)s and %(last)s") % {"some": ", ".join(quoted[:-1]), "last": quoted[-1]}
    return "".join(quoted)
