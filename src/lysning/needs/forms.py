from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.needs.models import Need
from lysning.needs.queries import Declarer
from lysning.needs.rules import LONGEST
from lysning.taxonomy.queries import area_by_key, areas

EVERYBODY = 6_000_000


class NeedForm(forms.Form):
    """What a need says, however it comes about."""

    title = forms.CharField(label=_("The need in one line"), max_length=LONGEST["title"])
    description = forms.CharField(
        label=_("What is the problem?"),
        max_length=LONGEST["description"],
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("How big is it, whom does it concern, and what have you tried? Name no product and no person."),
    )
    area = forms.ChoiceField(label=_("Service area"))
    people_concerned = forms.IntegerField(
        label=_("How many people does it concern?"),
        required=False,
        min_value=1,
        max_value=EVERYBODY,
        widget=forms.NumberInput(attrs={"class": "input-char-7"}),
        help_text=_("A rough number is enough. It shows how big the need is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", _("Choose")), *((each.key, each.name) for each in areas())]

    def facts(self) -> dict[str, Any]:
        """What the need says, as the actions take it."""
        words = {name: self.cleaned_data[name] for name in ("title", "description", "people_concerned")}
        return {"area": area_by_key(self.cleaned_data["area"]), **words}


class DeclareForm(NeedForm):
    """A new need; who may declare in several names chooses one. The area of the post is suggested."""

    field_order = ["declarer", "title", "description", "area", "people_concerned"]
    declarer = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, declarers: Sequence[Declarer], **kwargs: Any) -> None:
        suggested = declarers[0].post
        super().__init__(*args, initial={"area": suggested.area.key} if suggested else None, **kwargs)
        self._declarers = {declarer.key: declarer for declarer in declarers}
        field = self.fields["declarer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(declarer)) for key, declarer in self._declarers.items()]
        if len(declarers) == 1:
            del self.fields["declarer"]

    def facts(self) -> dict[str, Any]:
        """What the need says and in whose name, as `declare_need` takes it."""
        declarer = self._declarers[self.cleaned_data.get("declarer") or next(iter(self._declarers))]
        return {"municipality": declarer.municipality, "post": declarer.post, **super().facts()}


class EditForm(NeedForm):
    """The words of a need that stands."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        said = {name: getattr(need, name) for name in ("title", "description", "people_concerned", "revision")}
        super().__init__(*args, initial={**said, "area": need.area.key}, **kwargs)

    def facts(self) -> dict[str, Any]:
        """What the need says and on which revision, as `edit_need` takes it."""
        return {"revision": self.cleaned_data["revision"], **super().facts()}


class CloseForm(forms.Form):
    closing_note = forms.CharField(
        label=_("What came of it?"),
        max_length=LONGEST["closing_note"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone can read it. It also helps others that something did not work."),
    )
