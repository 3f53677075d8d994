"""Two people have saved the same form: field by field what each wrote, one choice for each, and no word lost.

The page sends three things for each field in dispute: mine under the field's own name, the other's as `theirs-NAME`, and both
texts as one in `both-NAME`; `choice-NAME` says which of them counts. Nothing needs JavaScript.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.translation import get_language

from lysning.catalogue.rules.versions import Passage, both, passages
from lysning.core.formats import long_date

MOST_DIGITS = 10
Way = Literal["mine", "theirs", "both", ""]
WAYS: tuple[Way, ...] = ("mine", "theirs", "both")


@dataclass(frozen=True)
class Clash:
    """One field that says two things. `choice` is what we propose: whoever changed it alone, both texts, or nothing."""

    name: str
    label: str
    mine: str
    theirs: str
    theirs_sent: tuple[str, ...]
    passages: tuple[Passage, ...]
    both: str
    choice: Way
    is_missing: bool


@dataclass(frozen=True)
class Meeting:
    """What the merge page is drawn from: the fields in dispute, and the form with mine, to be sent along."""

    clashes: tuple[Clash, ...]
    form: forms.Form


def settled(posted: QueryDict) -> QueryDict:
    """What was sent, with line breaks as we store them and each dispute settled as the person chose."""
    chosen = posted.copy()
    for name, values in posted.lists():
        chosen.setlist(name, [value.replace("\r\n", "\n") for value in values])
    for name in _disputed(posted):
        way = posted.get(f"choice-{name}")
        if way in {"theirs", "both"}:
            chosen.setlist(name, chosen.getlist(f"{way}-{name}"))
    return chosen


def is_settled(posted: QueryDict) -> bool:
    """True when every dispute has its choice."""
    return all(_chosen(posted, name) for name in _disputed(posted))


def meet(form: forms.Form, saved: forms.Form, before: Mapping[str, Any], *, asked: QueryDict | None = None) -> Meeting:
    """Puts a sent form beside what is saved now (an unbound form with it as initial).

    `before` is what the person saw when opening the form: it tells who has changed what. `asked` is what was sent when the
    person has been asked before and left a choice open: the choices that were made stand.
    """
    shared = [bound for bound in form.visible_fields() if bound.name in before]
    disputed = [bound for bound in shared if _differs(bound, saved[bound.name].value())]
    return Meeting(tuple(_clash(bound, saved[bound.name], before, asked) for bound in disputed), form)


def number_of(sent: object) -> int:
    """The revision that was sent, or 0, which no row has."""
    text = str(sent)
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else 0


def _clash(mine: BoundField, theirs: BoundField, before: Mapping[str, Any], asked: QueryDict | None) -> Clash:
    written, saved = _written(mine), _written(theirs)
    is_text = not getattr(mine.field, "choices", None) and not isinstance(mine.field, forms.DateField)
    choice = _proposal(mine, theirs, before, is_text=is_text) if asked is None else _chosen(asked, mine.name)
    return Clash(
        name=mine.name,
        label=str(mine.label),
        mine=written,
        theirs=saved,
        theirs_sent=_sent(theirs),
        passages=passages(saved, written) if is_text else (),
        both=both(saved, written) if is_text else "",
        choice=choice,
        is_missing=asked is not None and not choice,
    )


def _proposal(mine: BoundField, theirs: BoundField, before: Mapping[str, Any], *, is_text: bool) -> Way:
    """Who has changed it alone has a reason; where both have, a text can hold both, and a choice must be made."""
    seen = before.get(mine.name)
    if not mine.field.has_changed(seen, mine.data):
        return "theirs"
    if not theirs.field.has_changed(seen, theirs.field.prepare_value(theirs.value())):
        return "mine"
    return "both" if is_text else ""


def _chosen(asked: QueryDict, name: str) -> Way:
    way = asked.get(f"choice-{name}", "")
    return next((each for each in WAYS if each == way), "")


def _differs(bound: BoundField, saved: Any) -> bool:
    return bound.field.has_changed(saved, bound.data)


def _disputed(posted: QueryDict) -> list[str]:
    return [key.removeprefix("theirs-") for key in posted if key.startswith("theirs-")]


def _sent(bound: BoundField) -> tuple[str, ...]:
    value = bound.field.widget.format_value(bound.value())
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple("" if each is None else str(each) for each in values)


def _written(bound: BoundField) -> str:
    value = bound.value()
    words = {str(key): strip_tags(str(label)) for key, label in getattr(bound.field, "choices", ())}
    if isinstance(value, date):
        return long_date(value, get_language() or "da")
    if isinstance(bound.field, forms.DateField) and value:
        cleaned = _day(bound.field, value)
        return long_date(cleaned, get_language() or "da") if cleaned else str(value)
    return words.get(str(value), "" if value is None else str(value))


def _day(field: forms.DateField, value: Any) -> date | None:
    try:
        day: date | None = field.to_python(value)
    except forms.ValidationError:
        return None
    return day
