"""What a supplier fills in, step by step. A draft may be unfinished: only what is wrong is refused, not what is missing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import CHOICES
from lysning.catalogue.rules.answers import LONGEST
from lysning.catalogue.words import ANSWERS
from lysning.core.forms import KronerField
from lysning.directory.queries import municipality_places
from lysning.taxonomy.models import KleGroup
from lysning.taxonomy.queries import areas


def _text(answer: str, *, rows: int = 0, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=ANSWERS[answer], max_length=LONGEST[answer], required=False, widget=widget, help_text=hint
    )


def _choice(answer: str) -> forms.ChoiceField:
    words = list(CHOICES[answer].items())
    return forms.ChoiceField(label=ANSWERS[answer], choices=words, required=False, widget=forms.RadioSelect)


class ProblemForm(forms.Form):
    """Step 1: what problem, for whom, how."""

    title = _text("title", hint=_("What it is, in a few words a leader knows."))
    problem = _text("problem", rows=4, hint=_("What goes wrong today, and for whom? Leave the product out."))
    audience = _text("audience", rows=2, hint=_("Who uses it, and whose day gets better?"))
    description = _text("description", rows=10, hint=_("Short paragraphs. - makes a list, **two stars** make bold."))
    areas = forms.MultipleChoiceField(
        label=ANSWERS["areas"], required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )
    kle_groups = forms.MultipleChoiceField(
        label=ANSWERS["kle_groups"], required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(area.key, area.name) for area in areas()]  # type: ignore[attr-defined]
        numbers = KleGroup.objects.values_list("number", "title")
        self.fields["kle_groups"].choices = [(n, f"{n} {title}") for n, title in numbers]  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """Step 2: the facts a leader needs."""

    maturity = _choice("maturity")
    price_model = _choice("price_model")
    price_amount = KronerField(label=ANSWERS["price_amount"], required=False)
    price_start = KronerField(label=ANSWERS["price_start"], required=False)
    price_units = forms.IntegerField(label=ANSWERS["price_units"], min_value=1, max_value=1_000_000, required=False)
    price_unit_name = _text("price_unit_name", hint=_("For instance: user, school, bin."))
    personal_data = _choice("personal_data")
    ai_use = _choice("ai_use")
    medical_device = _choice("medical_device")
    integrations = _text("integrations", rows=3)
    evidence = _text(
        "evidence", rows=4, hint=_("Who has tried it, how many, and what came of it? Say also what did not work.")
    )
    wanted_from_municipality = _text("wanted_from_municipality", rows=2)
    used_by = forms.MultipleChoiceField(
        label=ANSWERS["used_by"], required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )
    contact_email = forms.EmailField(label=ANSWERS["contact_email"], required=False)
    website = forms.URLField(label=ANSWERS["website"], required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(place.code, place.name) for place in municipality_places()]
        self.fields["used_by"].choices = places  # type: ignore[attr-defined]


class PictureForm(forms.Form):
    picture = forms.FileField(label=_("Picture"), required=False, help_text=_("JPEG, PNG, WebP or GIF, at most 8 MB."))
    alt = forms.CharField(label=_("What does the picture show?"), max_length=500, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? Everyone can read it."), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoteForm(forms.Form):
    change_note = _text("change_note", rows=2, hint=_("One line for those who know the earlier version."))
