from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lysning.core.formats import span
from lysning.core.refusal import Refused
from lysning.taxonomy.rules import MAX_BYTES
from lysning.trials.models import Measurement, OutcomeMeasure, Site
from lysning.trials.rules import FIELDS, LONGEST, Arm, Period, UnreadableError, Value, read_decimal, read_whole
from lysning.trials.words import ARM_WORDS, FIELD_WORDS, PHASE_WORDS

WHOLE = frozenset({"events", "total", "n"})
LONGEST_LIST = 2_000_000
"""The longest list that travels in the page between looking and writing, in characters."""


class MeasuredField(forms.CharField):
    """A number as people write it; a whole one for what counts persons or events."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.is_whole, self.is_time = name in WHOLE, name == "time"
        mode = "numeric" if self.is_whole else "decimal"
        widget = forms.TextInput(attrs={"inputmode": mode, "class": "input-kroner", "autocomplete": "off"})
        super().__init__(required=False, max_length=24, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | Decimal | float | None:
        """The number, None when nothing is said. The refusal's own words where it is none."""
        said = super().clean(value)
        if not said:
            return None
        try:
            if self.is_whole:
                return read_whole(said)
            number = read_decimal(said)
        except UnreadableError as unreadable:
            raise ValidationError(str(Refused(unreadable.code, value=said))) from None
        return number if self.is_time else float(number)


class PlaceForm(forms.Form):
    """Of which site, period and group one reports."""

    sted = forms.ChoiceField(label=_("Site"))
    periode = forms.ChoiceField(label=_("Period"))
    gruppe = forms.ChoiceField(label=_("Group"), choices=list(ARM_WORDS.items()))

    def __init__(
        self, *args: Any, sites: Sequence[Site], periods: Sequence[Period], has_arms: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(site.pk), site_words(site)) for site in sites]
        self.fields["sted"].choices = names  # type: ignore[attr-defined]  # a choice field
        days = [(f"{period.start}", period_words(period)) for period in periods]
        self.fields["periode"].choices = days  # type: ignore[attr-defined]
        if not has_arms:
            del self.fields["gruppe"]

    def place(self) -> tuple[int, date, Arm]:
        """The site's id, the period's first day, the arm."""
        said = self.cleaned_data
        return int(said["sted"]), date.fromisoformat(said["periode"]), said.get("gruppe", "intervention")


class ReportForm(forms.Form):
    """The numbers of one site, period and group: the fields of each measure, and the revision each stood in."""

    def __init__(
        self, *args: Any, measures: Mapping[str, OutcomeMeasure], stored: Mapping[int, Measurement], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measures = measures
        for key, measure in measures.items():
            row = stored.get(measure.pk)
            for name in FIELDS[measure.kind]:  # type: ignore[index]  # a check constraint holds the kind
                shown = written(getattr(row, name)) if row else ""
                self.fields[f"{key}.{name}"] = MeasuredField(name, label=field_label(measure, name), initial=shown)
            self.fields[f"{key}.seen"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=row.revision if row else 0
            )
        if stored:
            self.fields["note"] = forms.CharField(
                label=_("Why is something corrected?"),
                required=False,
                max_length=LONGEST["correction"],
                help_text=_("Only when you change what is reported already."),
            )

    def groups(self) -> list[tuple[OutcomeMeasure, list[Any]]]:
        """Each measure with its bound fields, to be drawn together."""
        return [
            (measure, [self[f"{key}.{name}"] for name in FIELDS[measure.kind]])  # type: ignore[index]
            for key, measure in self.measures.items()
        ]

    def values(self) -> dict[str, Value]:
        """The value by the key of each measure of which something is said."""
        said = self.cleaned_data
        found = {}
        for key, measure in self.measures.items():
            numbers = {name: said.get(f"{key}.{name}") for name in FIELDS[measure.kind]}  # type: ignore[index]
            if any(number is not None for number in numbers.values()):
                found[key] = Value(**numbers)
        return found

    def seen(self) -> dict[str, int]:
        """The revision by the key of each measure."""
        return {key: self.cleaned_data.get(f"{key}.seen") or 0 for key in self.measures}


class SheetForm(forms.Form):
    """A list of measurements, as a file or pasted."""

    file = forms.FileField(
        label=_("A file with your measurements"), required=False, help_text=_("CSV or XLSX, at most 20,000 rows.")
    )
    text = forms.CharField(
        label=_("Or paste the list here"),
        required=False,
        max_length=LONGEST_LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The first line names the columns. Fetch the list of what is missing, and fill it in."),
    )
    note = forms.CharField(
        label=_("Why is something corrected?"),
        required=False,
        max_length=LONGEST["correction"],
        help_text=_("Only when the list changes what is reported already."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, and not too large."""
        said = super().clean() or self.cleaned_data
        file = said.get("file")
        if file is not None and file.size > MAX_BYTES:
            self.add_error("file", _("The file is too large."))
        if file is None and not said.get("text", "").strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the list."))
        return said

    def content(self) -> bytes:
        """What was brought."""
        file = self.cleaned_data.get("file")
        content: bytes = file.read() if file is not None else self.cleaned_data["text"].encode()
        return content


def written(number: Any) -> str:
    """A stored number as people write it; empty for none."""
    if number is None:
        return ""
    text = f"{number:.10g}" if isinstance(number, float) else f"{number}"
    whole, point, rest = text.partition(".")
    return whole + f"{point}{rest}".rstrip("0").rstrip(".").replace(".", ",")


def field_label(measure: OutcomeMeasure, name: str) -> str:
    """What a field of a measure asks for, in the measure's own words."""
    more = {
        "events": measure.counted,
        "total": measure.of,
        "time": measure.of,
        "mean": measure.counted,
        "n": measure.of,
    }
    return f"{FIELD_WORDS[name]}: {more[name]}" if name in more else str(FIELD_WORDS[name])


def period_words(period: Period) -> str:
    """A period by its days, short enough for a list on a phone: "Før: februar 2026"."""
    return f"{PHASE_WORDS[period.phase]}: {span(period.start, period.end, get_language() or 'da')}"


def site_words(site: Site) -> str:
    """A site with its municipality, where that is not its name already."""
    place = site.seat.municipality.name
    return place if site.name == place else f"{place}: {site.name}"
