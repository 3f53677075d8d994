from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.needs.actions import LONGEST
from lysning.taxonomy.queries import areas


class NeedForm(forms.Form):
    title = forms.CharField(label=_("The need in one line"), max_length=LONGEST["title"])
    description = forms.CharField(
        label=_("What is the problem?"),
        max_length=LONGEST["description"],
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("How big is it, whom does it concern, and what have you tried? Name no product and no person."),
    )
    area = forms.ChoiceField(label=_("Service area"), choices=[])
    people_concerned = forms.IntegerField(
        label=_("How many people does it concern?"), required=False, min_value=1, max_value=6_000_000
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [(area.key, area.name) for area in areas()]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    closing_note = forms.CharField(
        label=_("What came of it?"), max_length=LONGEST["closing_note"], widget=forms.Textarea(attrs={"rows": 3})
    )
