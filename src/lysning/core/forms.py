"""What a form needs to be drawn and read the way people expect: parts of a field, and fields for days and kroner."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

_WHOLE_KRONER = re.compile(r"-?\d{1,3}(\.\d{3})+|-?\d+")
_CLASSES = {
    "input": "form-input",
    "textarea": "form-input",
    "select": "form-select",
    "file": "form-input",
    "checkbox": "form-checkbox",
    "radios": "form-radio",
    "checkboxes": "form-checkbox",
}


def kind_of(field: BoundField) -> str:
    """The way a field is drawn: input, textarea, select, file, checkbox, radios, checkboxes, group or hidden."""
    widget = field.field.widget
    kinds: list[tuple[type[forms.Widget], str]] = [
        (forms.HiddenInput, "hidden"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
        (forms.MultiWidget, "group"),
    ]
    return next((kind for of_type, kind in kinds if isinstance(widget, of_type)), "input")


def anchor_of(field: BoundField) -> str:
    """The id that a link in the error summary leads to: the control, or the first one of a group."""
    first = "_0" if kind_of(field) in {"radios", "checkboxes", "group"} else ""
    return f"{field.auto_id}{first}"


@dataclass(frozen=True)
class FieldParts:
    """One form field, taken apart for its template."""

    field: BoundField
    kind: str
    hint: str
    longest: int | None

    @property
    def hint_id(self) -> str:
        return f"{self.field.auto_id}_hint" if self.hint or self.longest else ""

    @property
    def error_id(self) -> str:
        return f"{self.field.auto_id}_error" if self.field.errors else ""

    @property
    def described_by(self) -> str:
        return " ".join(filter(None, [self.hint_id, self.error_id]))

    @property
    def control(self) -> SafeString:
        """The control with the design system's class, tied to its hint and its error."""
        return self.field.as_widget(attrs=self._attributes())

    @property
    def options(self) -> Iterator[tuple[str, str, SafeString]]:
        """Each choice of a group as id, label and control."""
        for option in self.field.subwidgets:
            option.data["attrs"]["class"] = _CLASSES[self.kind]
            yield option.id_for_label, option.choice_label, option.tag()

    def _attributes(self) -> dict[str, Any]:
        own = self.field.field.widget.attrs.get("class", "")
        attributes: dict[str, Any] = {"class": f"{_CLASSES.get(self.kind, '')} {own}".strip()}
        if self.described_by:
            attributes["aria-describedby"] = self.described_by
        if self.kind == "textarea" and "rows" not in self.field.field.widget.attrs:
            attributes["rows"] = 5
        return attributes


def parts_of(field: BoundField, hint: str | None = None) -> FieldParts:
    """Takes a field apart for drawing; `hint` replaces the field's help text. Long texts tell their greatest length."""
    kind = kind_of(field)
    longest = getattr(field.field, "max_length", None) if kind == "textarea" else None
    return FieldParts(field=field, kind=kind, hint=str(hint or field.help_text), longest=longest)


class DayField(forms.DateField):
    """A day, by the browser's own calendar; also reads 3.3.2027, 03-03-2027 and 3/3 2027 typed by hand."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-day"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d/%m %Y"])
        super().__init__(**kwargs)


class KronerField(forms.IntegerField):
    """Whole Danish kroner; reads 1250000, 1.250.000, 1 250 000, "1.250.000 kr." and "1.250.000,00"."""

    default_error_messages = {"invalid": _("Write the sum in whole kroner, for instance 125.000.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "input-kroner"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return super().to_python(value)
        text = re.sub(r"(,00|,-)?kr\.?$|(,00|,-)$", "", re.sub(r"\s", "", str(value)).lower())
        if not _WHOLE_KRONER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text.replace(".", ""))
