from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import Solution
from lysning.community.models import Coalition
from lysning.core.lookups import Alphabetical
from lysning.directory.models import Municipality, Partner
from lysning.taxonomy.queries import areas
from lysning.trials.models import Trial
from lysning.trials.rules import LONGEST


class SolutionField(forms.CharField):
    """A published solution, by the address of its page or the end of it."""

    def clean(self, value: Any) -> Solution | None:
        """The solution, None when nothing is said."""
        said = super().clean(value)
        if not said:
            return None
        slug = urlsplit(said).path.strip("/").rpartition("/")[2]
        found = Solution.objects.public().filter(slug=slug).first()
        if found is None:
            raise ValidationError(_("We know no published solution at this address."))
        return found


class PartiesForm(forms.Form):
    """Who evaluates, what is tried, and in which coalition."""

    evaluator = forms.ModelChoiceField(
        label=_("Who evaluates it?"),
        queryset=Partner.objects.none(),
        required=False,
        empty_label=_("Nobody from outside"),
        help_text=_("A university college or a region. It reads the protocol and approves it before it is registered."),
    )
    solution = SolutionField(
        label=_("Which solution is tried?"),
        required=False,
        max_length=300,
        help_text=_("The address of its page in Lysning. Leave it empty when it is no product."),
    )
    coalition = forms.ModelChoiceField(
        label=_("In which coalition?"), queryset=Coalition.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, coalitions: Sequence[int], trial: Trial | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set("evaluator", Partner.objects.filter(closed_at__isnull=True).order_by(Alphabetical("name")))
        ids = [*coalitions, *([trial.coalition_id] if trial and trial.coalition_id else [])]
        self._set("coalition", Coalition.objects.filter(pk__in=ids).order_by(Alphabetical("title")))
        if not ids:
            del self.fields["coalition"]

    def facts(self) -> dict[str, Any]:
        """What the form says, as the actions take it."""
        return {name: self.cleaned_data.get(name) for name in ("evaluator", "solution", "coalition")}

    def _set(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a field of models


class BeginForm(PartiesForm):
    """The first words of a trial."""

    lead = forms.ModelChoiceField(label=_("Which municipality leads it?"), queryset=Municipality.objects.none())
    area = forms.ChoiceField(label=_("Service area"))
    title = forms.CharField(
        label=_("What do you want to try?"),
        max_length=LONGEST["title"],
        help_text=_("One line that tells others what it is about."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("lead", "area", "title", "solution", "evaluator", "coalition")

    def __init__(self, *args: Any, leads: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set(
            "lead", Municipality.objects.filter(pk__in=[each.pk for each in leads]).order_by(Alphabetical("name"))
        )
        choices = [("", _("Choose")), *((area.key, area.name) for area in areas())]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the form says, as the actions take it."""
        said = self.cleaned_data
        area = next(area for area in areas() if area.key == said["area"])
        return super().facts() | {"lead": said["lead"], "area": area, "title": said["title"], "key": said["key"]}
