from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.core.forms import DayField
from lysning.core.lookups import Alphabetical
from lysning.directory.models import Municipality
from lysning.trials.rules import LONGEST, Move
from lysning.trials.words import ARM_WORDS


class MoveForm(forms.Form):
    """A move, from the state the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=LONGEST["reason"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone who can see the trial can read it."),
    )

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not move.needs_reason:
            del self.fields["reason"]


class SeatForm(forms.Form):
    """For which municipality one asks; who works for one is not asked."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, places: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Municipality.objects.filter(pk__in=[place.pk for place in places]).order_by(Alphabetical("name"))
        self.fields["municipality"].queryset = rows  # type: ignore[attr-defined]  # a field of models
        if len(places) == 1:
            self.fields["municipality"].initial = places[0].pk
            self.fields["municipality"].widget = forms.HiddenInput()


class SiteForm(forms.Form):
    """A place where something is measured."""

    name = forms.CharField(label=_("Name of the site"), max_length=LONGEST["site"])
    arm = forms.ChoiceField(
        label=_("Which group is it in?"), required=False, choices=[("", _("Both")), *ARM_WORDS.items()]
    )
    begins_on = DayField(label=_("Goes over to the new on"), required=False)

    def __init__(self, *args: Any, comparison: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if comparison != "parallel":
            del self.fields["arm"]
        if comparison != "stepped":
            del self.fields["begins_on"]

    def facts(self) -> dict[str, Any]:
        """What the form says, as the actions take it."""
        said = self.cleaned_data
        return {"name": said["name"], "arm": said.get("arm", ""), "begins_on": said.get("begins_on")}
