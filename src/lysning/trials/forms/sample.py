from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lysning.trials.rules import Plan, UnreadableError, of_means, of_rates, of_shares, read_decimal
from lysning.trials.words import KIND_WORDS, SAMPLE_FAULTS


class NumberField(forms.CharField):
    """A number as people write it, with a decimal comma."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input-kroner"}), max_length=20, **kwargs
        )

    def clean(self, value: Any) -> float | None:
        """The number, None when nothing is said."""
        said = super().clean(value)
        if not said:
            return None
        try:
            return float(read_decimal(said))
        except UnreadableError:
            raise ValidationError(_("Write a number, for instance 12,5.")) from None


class SampleForm(forms.Form):
    """What one expects, and what one wants to be sure of."""

    slags = forms.ChoiceField(label=_("What is measured?"), choices=list(KIND_WORDS.items()), initial="binary")
    foer = NumberField(
        label=_("How it is today"),
        help_text=_("A share in per cent, a rate, or for a mean the spread (SD) of single values."),
    )
    efter = NumberField(
        label=_("How you hope it will be"), help_text=_("For a mean: the difference you want to be able to see.")
    )
    styrke = NumberField(label=_("Chance of seeing it (power, per cent)"), required=False)
    risiko = NumberField(label=_("Risk of a false alarm (per cent)"), required=False)
    pr_sted = forms.IntegerField(label=_("Persons at each site"), required=False, min_value=1, max_value=100_000)
    lighed = NumberField(
        label=_("How alike persons at one site are (ICC, 0 to 1)"),
        required=False,
        help_text=_("0,05 is often used when nobody knows."),
    )
    frafald = NumberField(label=_("How many are lost on the way (per cent)"), required=False)

    def clean(self) -> dict[str, Any]:
        """The number in each group, as `needed`."""
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        plan = Plan(
            alpha=(said["risiko"] or 5) / 100,
            power=(said["styrke"] or 80) / 100,
            cluster=said["pr_sted"] or 1,
            icc=said["lighed"] or 0,
            loss=(said["frafald"] or 0) / 100,
        )
        before, after = said["foer"], said["efter"]
        try:
            match said["slags"]:
                case "binary":
                    said["needed"] = of_shares(before / 100, after / 100, plan)
                case "rate":
                    said["needed"] = of_rates(before, after, plan)
                case _:
                    said["needed"] = of_means(after, before, plan)
        except ValueError as fault:
            raise ValidationError(str(SAMPLE_FAULTS[str(fault)])) from None
        said["plan"] = plan
        return said
