"""What a supplier fills in, step by step. A draft may be unfinished: what is missing is refused only when one goes on."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import CHOICES
from lysning.catalogue.rules.answers import GREATEST_UNITS, LONGEST, QUESTIONS, cleaned, missing
from lysning.catalogue.words import ANSWERS, COSTS
from lysning.directory.queries import municipality_places
from lysning.taxonomy.queries import areas, topics
from lysning.taxonomy.rules import is_key

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_AMOUNT = re.compile(r"(?P<kroner>\d{1,3}(\.\d{3})+|\d+)(,(?P<oere>\d{1,2}|-))?|(?P<plain>\d+\.\d{1,2})")
_KLE_NUMBER = re.compile(r"\d\d(\.\d\d){0,2}")


class AmountField(forms.Field):
    """Kroner and øre as a Decimal; reads 2,50, 1.250, 1 250,50, "1.250 kr." and 2.50; 1.250 is twelve hundred and fifty."""

    default_error_messages = {"invalid": _("Write an amount, for instance 125.000 or 2,50.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "input-kroner"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or isinstance(value, Decimal):
            return value or (value if isinstance(value, Decimal) else None)
        text = re.sub(r"kr\.?$", "", re.sub(r"\s", "", str(value)).lower())
        match = _AMOUNT.fullmatch(text)
        if not match or len(text) > 20:  # noqa: PLR2004 -- far above the greatest amount
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        oere = (match["oere"] or "").strip("-")
        whole = match["plain"] or match["kroner"].replace(".", "")
        return Decimal(f"{whole}.{oere}" if oere else whole)

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as one writes it in Danish."""
        try:
            exact = Decimal(value) if isinstance(value, Decimal) else None
        except InvalidOperation:
            exact = None
        if exact is None:
            return value
        written = f"{exact:.2f}".removesuffix(".00")
        return written.replace(".", ",")


class KleField(forms.MultipleChoiceField):
    """KLE numbers; which of them exist is for the action to say."""

    def valid_value(self, value: str) -> bool:
        return _KLE_NUMBER.fullmatch(value) is not None


class TopicField(forms.MultipleChoiceField):
    """Topic keys; a draft may hold one that has been merged since and so is not among the choices any more."""

    def valid_value(self, value: str) -> bool:
        return is_key(value)


def _text(answer: str, label: "str | _StrPromise", *, rows: int = 0, hint: "str | _StrPromise" = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=LONGEST[answer], required=False, widget=widget, help_text=hint)


def _choice(answer: str, label: "str | _StrPromise", hint: "str | _StrPromise" = "") -> forms.ChoiceField:
    words = list(CHOICES[answer].items())
    return forms.ChoiceField(label=label, choices=words, required=False, widget=forms.RadioSelect, help_text=hint)


class StepForm(forms.Form):
    """One step's answers. `is_final`: the person goes on, so what is required must be there."""

    step: int
    use_required_attribute = False

    def __init__(self, *args: Any, is_final: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_final = is_final
        self._mark_required()

    def _mark_required(self, *, is_shown: bool = True) -> None:
        """Gives required questions their star; a draft is checked without it."""
        conditional = {"price_amount", "price_units"}
        for question in QUESTIONS:
            if question.answer in self.fields and question.answer not in conditional:
                self.fields[question.answer].required = is_shown and question.is_required

    def full_clean(self) -> None:
        """Checks what was written, not what is missing; the stars stay where they were."""
        self._mark_required(is_shown=False)
        super().full_clean()
        self._mark_required()

    def clean(self) -> dict[str, Any]:
        """Puts the price of leaving it open at each required answer that is missing."""
        answers = super().clean() or {}
        lacking = missing(answers) if self.is_final else ()
        for question in lacking:
            is_mine = question.is_required and question.step == self.step and question.answer in self.fields
            if is_mine and question.answer not in self.errors:
                self.add_error(question.answer, ValidationError(str(COSTS[question.answer]), code="required"))
        return answers

    @property
    def changes(self) -> dict[str, object]:
        """The answers that were written without a fault, as they would be stored."""
        return {name: _stored(name, value) for name, value in self.cleaned_data.items() if name in ANSWERS}


def _stored(answer: str, value: Any) -> object:
    if answer in LONGEST:
        return cleaned(answer, value)
    return tuple(sorted(value)) if isinstance(value, list) else value


class ProblemForm(StepForm):
    """Step 1: what problem, for whom, how."""

    step = 1
    title = _text("title", _("What is it called?"), hint=_("Say what it is in words a leader knows."))
    problem = _text(
        "problem",
        _("Which problem does it solve?"),
        rows=4,
        hint=_("What goes wrong today, and for whom? Leave the product out."),
    )
    audience = _text("audience", _("Who is it for?"), rows=2, hint=_("Who uses it, and whose day gets better?"))
    description = _text(
        "description",
        _("How does it work?"),
        rows=9,
        hint=_("Short paragraphs. A line that begins with - becomes a list. **Two stars** make bold."),
    )
    areas = forms.MultipleChoiceField(
        label=_("Which service areas does it concern?"),
        required=False,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leaders in these areas can be offered it. Choose at most four."),
    )
    kle_groups = KleField(
        label=_("Which KLE subjects does it concern?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kle_more = forms.CharField(
        label=_("Other KLE numbers"),
        required=False,
        max_length=200,
        help_text=_("If you know them, for instance 27.36 29.30."),
    )

    topics = TopicField(
        label=_("Which kind of technology is it?"),
        required=False,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leaders look here for all solutions of one kind. Choose at most five."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(area.key, area.name) for area in areas()]  # type: ignore[attr-defined]
        self.fields["topics"].choices = [(topic.key, topic.name) for topic in topics()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Adds the KLE numbers written by hand to those that were ticked."""
        answers = super().clean()
        numbers = re.findall(r"[^\s,;]+", answers.get("kle_more", ""))
        if strange := [number for number in numbers if not _KLE_NUMBER.fullmatch(number)]:
            self.add_error("kle_more", _("%(number)s is not a KLE number.") % {"number": strange[0][:20]})
        elif "kle_groups" in answers:
            answers["kle_groups"] = list(dict.fromkeys([*answers["kle_groups"], *numbers]))
        return answers


class FactsForm(StepForm):
    """Step 2: the facts a leader needs."""

    step = 2
    maturity = _choice("maturity", _("How far is it?"))
    price_model = _choice("price_model", _("How is it paid for?"))
    price_amount = AmountField(
        label=_("What does it cost?"),
        required=False,
        help_text=_("Kroner excluding VAT: a year, or once, by the way of paying you chose."),
    )
    price_units = forms.IntegerField(
        label=_("How many users or pieces in a municipality of 40,000 inhabitants?"),
        min_value=1,
        max_value=GREATEST_UNITS,
        required=False,
        help_text=_("Only for a price per user or per piece. From it we reckon the price for each municipality."),
        widget=forms.NumberInput(attrs={"class": "input-kroner"}),
    )
    price_unit_name = _text(
        "price_unit_name", _("What is counted?"), hint=_("Only for a price per piece: room, school, bin …")
    )
    price_start = AmountField(
        label=_("What does it cost to get started?"),
        required=False,
        help_text=_("Once, excluding VAT: set-up, training. Leave it open if it costs nothing."),
    )
    personal_data = _choice("personal_data", _("Does it handle personal data?"))
    ai_use = _choice("ai_use", _("Is there artificial intelligence in it?"))
    medical_device = _choice("medical_device", _("Is it a medical device?"))
    integrations = _text(
        "integrations", _("What does it connect with?"), rows=2, hint=_("Systems it exchanges data with, if any.")
    )
    evidence = _text(
        "evidence",
        _("What has it shown?"),
        rows=4,
        hint=_("Who has tried it, how many, and what came of it? Say also what did not work."),
    )
    used_by = forms.MultipleChoiceField(
        label=_("Which municipalities use it today?"), required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )
    wanted_from_municipality = _text("wanted_from_municipality", _("What do you ask of the municipality?"), rows=2)
    contact_email = forms.EmailField(
        label=_("Which e-mail address may leaders write to?"),
        required=False,
        max_length=LONGEST["contact_email"],
        help_text=_("Everyone can see it."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=LONGEST["website"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(place.code, place.name) for place in municipality_places()]
        self.fields["used_by"].choices = places  # type: ignore[attr-defined]


class PictureForm(forms.Form):
    use_required_attribute = False
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, at most 8 MB. Place and camera are removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"required": _("Choose a picture."), "empty": _("The file is empty.")},
    )
    alt = forms.CharField(
        label=_("What does the picture show?"),
        max_length=LONGEST["change_note"],
        help_text=_("For those who cannot see it, for instance: A nurse holds a sole with a sensor."),
        error_messages={"required": _("Say in words what the picture shows, for those who cannot see it.")},
    )


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST["change_note"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who were offered it can read this."),
        error_messages={"required": _("Write a reason.")},
    )


class NoteForm(forms.Form):
    change_note = _text(
        "change_note", _("What is new?"), rows=2, hint=_("One or two lines for those who know the earlier version.")
    )


def revision_of(posted: Mapping[str, str]) -> int:
    """The revision a page was drawn from; 0, which no draft has, for anything else than a plausible number."""
    written = posted.get("revision", "")
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 0


def seen_of(posted: Mapping[str, str]) -> dict[str, str]:
    """The fingerprints of the answers a page was drawn from; empty when they cannot be read."""
    try:
        seen = json.loads(posted.get("seen", "{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(mark) for name, mark in seen.items()} if isinstance(seen, dict) else {}
