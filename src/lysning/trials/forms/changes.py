"""What differs between two versions of a protocol, in the words of the forms it was written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Field
from django.utils.functional import Promise
from django.utils.translation import get_language

from lysning.core.formats import kroner, long_date, number
from lysning.core.forms import KronerField
from lysning.trials.forms.protocols import PARTS, PartForm
from lysning.trials.models import Trial
from lysning.trials.rules import Protocol

NOTHING = "–"


@dataclass(frozen=True)
class Changed:
    """One thing the protocol says, as it was and as it is; a dash for nothing."""

    label: str
    before: str
    after: str


def changed(trial: Trial, before: Protocol, after: Protocol) -> list[Changed]:
    """Everything that the later version says differently, in the order in which it is written. Queries for measures alone."""
    return [line for _label, kind in PARTS.values() for line in _changed_in(kind, trial, before, after)]


def _changed_in(kind: type[PartForm], trial: Trial, before: Protocol, after: Protocol) -> Iterator[Changed]:
    had, says = kind.initial_of(before), kind.initial_of(after)
    if had == says:
        return
    form = kind(trial=trial, is_amendment=False)
    for name, field in form.fields.items():
        if had.get(name) != says.get(name):
            yield Changed(_label(form, name), _words(field, had.get(name)), _words(field, says.get(name)))


def _label(form: PartForm, name: str) -> str:
    """The field's label, behind its party's where several fields are called the same."""
    stem, _, line = name.rpartition("_")
    whose = [form.fields[f"party_{line}"].label] if stem in {"amount", "covers"} else []
    return ": ".join(str(label) for label in (*whose, form.fields[name].label))


def _words(field: Field, value: Any) -> str:
    language = get_language() or "da"
    if value in (None, "", []):
        return NOTHING
    choices = dict(_flat(getattr(field, "choices", ())))
    if choices:
        return ", ".join(choices.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value]))
    if isinstance(value, date):
        return long_date(value, language)
    if isinstance(value, int):
        return kroner(value, language) if isinstance(field, KronerField) else number(value, language)
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, str | Promise):
            yield str(key), str(label)
        else:
            yield from _flat(label)
