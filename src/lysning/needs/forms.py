from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.directory.queries import municipality_places
from lysning.needs.actions import LONGEST
from lysning.needs.models import Need
from lysning.needs.queries import DeclaringPlace
from lysning.taxonomy.models import ServiceArea
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
        help_text=_("A rough number is fine. Leave it empty if you do not know."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "area", [("", _("Choose")), *((area.key, area.name) for area in areas())])

    def words(self) -> dict[str, Any]:
        """The cleaned title, description and number, as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("title", "description", "people_concerned")}


class DeclareForm(NeedForm):
    """A new need from one of the places where the person may declare; the area is asked for where no post gives it."""

    field_order = ["place", "title", "description", "area", "people_concerned"]
    place = forms.ChoiceField(label=_("For whom do you declare it?"))

    def __init__(self, *args: Any, places: Sequence[DeclaringPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        _choices(self, "place", [(place.key, place.name) for place in places])
        if len(places) == 1:
            del self.fields["place"]
        if all(place.post for place in places):
            del self.fields["area"]
        elif any(place.post for place in places):
            self.fields["area"].required = False
            self.fields["area"].help_text = _("Only for a whole municipality: a post has its own.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        place = self._place(cleaned)
        if place and place.post is None and "area" not in self.errors and not cleaned.get("area"):
            self.add_error("area", _("Choose the service area."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Everything `declare_need` wants to know of the need."""
        place = self._place(self.cleaned_data)
        assert place is not None
        area = place.post.area if place.post else area_by_key(self.cleaned_data["area"])
        return {"municipality": place.municipality, "post": place.post, "area": area, **self.words()}

    def _place(self, cleaned: dict[str, Any]) -> DeclaringPlace | None:
        return self.places.get(cleaned.get("place", "") if "place" in self.fields else next(iter(self.places)))


class EditForm(NeedForm):
    """The words of a need that stands; the area of a post's need follows the post."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        names = ("title", "description", "people_concerned", "revision")
        initial = {name: getattr(need, name) for name in names}
        super().__init__(*args, initial={**initial, "area": need.area.key}, **kwargs)
        self._area = need.area
        if need.post_id is not None:
            del self.fields["area"]

    def facts(self) -> dict[str, Any]:
        """Everything `edit_need` wants to know of the need."""
        return {"revision": self.cleaned_data["revision"], "area": self._chosen_area(), **self.words()}

    def _chosen_area(self) -> ServiceArea:
        return area_by_key(self.cleaned_data.get("area", "")) or self._area


class CloseForm(forms.Form):
    closing_note = forms.CharField(
        label=_("What came of it?"),
        max_length=LONGEST["closing_note"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone can read it."),
    )


class NeedFilterForm(forms.Form):
    """The filter over the open needs; what makes no sense filters nothing."""

    area = forms.ChoiceField(label=_("Service area"), required=False)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    q = forms.CharField(label=_("Search in the needs"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "area", [("", _("All areas")), *((area.key, area.name) for area in areas())])
        places = [(place.slug, place.name) for place in municipality_places()]
        _choices(self, "municipality", [("", _("All municipalities")), *places])

    def chosen(self) -> dict[str, str]:
        """What to narrow `queries.open_needs` to."""
        self.is_valid()
        said = self.cleaned_data
        return {
            "area_key": said.get("area", ""),
            "municipality_slug": said.get("municipality", ""),
            "text": said.get("q", ""),
        }


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
