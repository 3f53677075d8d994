from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lysning.core.forms import DayField
from lysning.direction.models import Direction
from lysning.direction.queries import RingLine, owner_posts
from lysning.direction.rules import (
    LONGEST,
    MOST_AIMS,
    MOST_LINKS,
    DirectionFacts,
    DirectionState,
    Link,
    PlacementFacts,
    PlacementState,
    Subject,
    Visibility,
)

VISIBILITY_WORDS: dict[Visibility, Promise] = {
    "public": _("Everyone"),
    "community": _("All municipalities, and partners such as regions and university colleges"),
    "own": _("Only our own municipality"),
}
_BAR = " | "
MOST_LIST = 500_000
"""The largest list one may bring, in bytes."""


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return "\n".join(line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip())


class DirectionForm(forms.Form):
    """A direction's own words."""

    aims = LinesField(
        label=_("Where do you want to develop?"),
        most=MOST_AIMS,
        required=False,
        max_length=2_000,
        help_text=_("One aim on each line, the most important first. At most seven: what you will do, and for whom."),
    )
    background = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=LONGEST["background"],
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "What you have seen, and what you choose away. Everyone can read it. **bold**, lists and links work."
        ),
    )
    owner_post = forms.ChoiceField(label=_("Who owns the direction?"))
    decided_by = forms.CharField(
        label=_("Who has decided it?"),
        required=False,
        max_length=LONGEST["decided_by"],
        help_text=_("For instance a committee. Leave it empty until it is decided."),
    )
    decided_on = DayField(label=_("Decided on"), required=False)
    review_by = DayField(label=_("Look at it again by"))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, direction: Direction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner_post", [("", _("Choose")), *owner_posts(direction.municipality_id, direction.area_id)])

    def facts(self) -> DirectionFacts:
        """What the form says, as the actions take it."""
        said = self.cleaned_data
        return DirectionFacts(
            aims=tuple(said["aims"].splitlines()),
            background=said["background"],
            owner_post_id=int(said["owner_post"]),
            review_by=said["review_by"],
            decided_on=said["decided_on"],
            decided_by=said["decided_by"],
        )

    @staticmethod
    def initial_of(state: DirectionState) -> dict[str, Any]:
        """What the form shows of a direction."""
        facts = state.facts
        return {
            "aims": "\n".join(facts.aims),
            "background": facts.background,
            "owner_post": str(facts.owner_post_id),
            "decided_by": facts.decided_by,
            "decided_on": facts.decided_on,
            "review_by": facts.review_by,
        }


class PlacementForm(forms.Form):
    """What a municipality says of what it places."""

    own_title = forms.CharField(
        label=_("What is it called?"),
        max_length=LONGEST["own_title"],
        help_text=_("A kind of technology in your own words, when there is no topic for it yet."),
    )
    ring = forms.ChoiceField(label=_("Ring"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST["reason"],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everyone who may see it can read the reason. Name no person."),
    )
    owner_post = forms.ChoiceField(label=_("Who looks after it?"))
    decided_on = DayField(label=_("Decided on"))
    review_by = DayField(label=_("Look at it again by"), help_text=_("The owner gets a mail two weeks before."))
    visibility = forms.ChoiceField(
        label=_("Who may see it?"), choices=list(VISIBILITY_WORDS.items()), widget=forms.RadioSelect
    )
    links = LinesField(
        label=_("Links"),
        most=MOST_LINKS,
        required=False,
        max_length=MOST_LINKS * 640,
        help_text=_("One on each line: name | https://address. For instance a report or a trial."),
    )
    internal_note = forms.CharField(
        label=_("Note for your own municipality"),
        required=False,
        max_length=LONGEST["internal_note"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nobody outside your municipality ever sees it."),
    )
    note = forms.CharField(
        label=_("What has happened since?"),
        required=False,
        max_length=LONGEST["note"],
        help_text=_("One sentence for the history, for instance why it moves to another ring."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, direction: Direction, rings: Sequence[RingLine], drop: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in drop:
            del self.fields[name]
        _choose(self, "owner_post", [("", _("Choose")), *owner_posts(direction.municipality_id, direction.area_id)])
        _choose(self, "ring", [(ring.key, _ring_words(ring)) for ring in rings])

    def clean_links(self) -> tuple[Link, ...]:
        """Each line as a link: the name before the bar, or the address alone."""
        found = []
        for line in self.cleaned_data["links"].splitlines():
            label, _bar, address = line.rpartition("|")
            if not address.strip():
                raise ValidationError(_("Write the address after the bar: name | https://address."))
            found.append(Link(label.strip(), address.strip()))
        return tuple(found)

    def facts(self) -> PlacementFacts:
        """What the form says, as the actions take it."""
        said = self.cleaned_data
        names = ("ring", "reason", "decided_on", "review_by", "visibility", "internal_note", "links")
        return PlacementFacts(owner_post_id=int(said["owner_post"]), **{name: said[name] for name in names})

    def subject(self) -> Subject | None:
        """The technology in own words, when the form asks for it."""
        return Subject(own_title=self.cleaned_data["own_title"]) if "own_title" in self.fields else None

    @staticmethod
    def written(links: Iterable[Link]) -> str:
        """Links as the form has them, one on each line."""
        return "\n".join(f"{link.label}{_BAR}{link.address}" for link in links)

    @staticmethod
    def initial_of(state: PlacementState, *cited: Link) -> dict[str, Any]:
        """What the form shows of a placement, and of what is cited besides."""
        facts = state.facts
        known = {link.address for link in facts.links}
        return {
            "own_title": state.subject.own_title,
            "ring": facts.ring,
            "reason": facts.reason,
            "owner_post": str(facts.owner_post_id),
            "decided_on": facts.decided_on,
            "review_by": facts.review_by,
            "visibility": facts.visibility,
            "links": PlacementForm.written([*facts.links, *(link for link in cited if link.address not in known)]),
            "internal_note": facts.internal_note,
        }


class RemoveForm(forms.Form):
    note = forms.CharField(
        label=_("Why is it taken off the radar?"),
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who could see it can read why. The history stays."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class PublishForm(forms.Form):
    """Which drafts are published; each stands as its id with the revision that was looked at.

    `is_required`: the direction itself is published, so that it takes at least one draft.
    """

    drafts = forms.MultipleChoiceField(
        label=_("Publish these placements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, drafts: Sequence[tuple[str, str]], is_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "drafts", drafts)
        self.fields["drafts"].required = is_required
        if not drafts:
            del self.fields["drafts"]

    def chosen(self) -> Mapping[int, int]:
        """The revision of each chosen draft by its id."""
        pairs = (each.split("-") for each in self.cleaned_data.get("drafts", ()))
        return {int(row_id): int(revision) for row_id, revision in pairs}


class ListForm(forms.Form):
    """A radar from elsewhere, as a file or pasted."""

    file = forms.FileField(
        label=_("A file with your radar"), required=False, help_text=_("CSV or JSON, at most 500 lines.")
    )
    text = forms.CharField(
        label=_("Or paste the list here"),
        required=False,
        max_length=MOST_LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The first line names the columns: navn and ring, and if you like begrundelse, emne, link."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, and not too large."""
        said = super().clean() or self.cleaned_data
        file = said.get("file")
        if file is not None and file.size > MOST_LIST:
            self.add_error("file", _("The file is too large."))
        if file is None and not said.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste the list."))
        return said

    def content(self) -> bytes:
        """What was brought."""
        file = self.cleaned_data.get("file")
        content: bytes = file.read() if file is not None else self.cleaned_data["text"].encode()
        return content


class SinceForm(forms.Form):
    """The day a reader compares with."""

    siden = DayField(label=_("Show what moved since"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_siden(self) -> date | None:
        """A day that has been."""
        return self._been("siden")

    def _been(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and day > self._today:
            raise ValidationError(_("Choose a day that has been."))
        return day


class RadarFilterForm(SinceForm):
    """The day a reader sees a radar on, and the day compared with."""

    dato = DayField(label=_("As it stood on"), required=False)

    def clean_dato(self) -> date | None:
        """A day that has been; today is the radar as it is."""
        day = self._been("dato")
        return None if day == self._today else day


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _ring_words(ring: RingLine) -> str:
    return format_html('<strong>{}:</strong> <span class="small">{}</span>', ring.name, ring.meaning)
