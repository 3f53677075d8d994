import math
import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lysning.core.formats import alphabetical
from lysning.core.forms import DayField
from lysning.directory.models import Municipality, Organisation
from lysning.evidence.models import BusinessCase, Finding
from lysning.evidence.rules.business import INPUTS, Guess, Input, Plan
from lysning.evidence.rules.effects import LOGARITHMIC
from lysning.evidence.rules.texts import LONGEST, FindingWords
from lysning.evidence.rules.ways import assumption, measure_for
from lysning.evidence.words import DESIGN, PERSPECTIVE, SPONSOR
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import area_by_key, areas
from lysning.trials.models import OutcomeMeasure

DIGITS = re.compile(r"-?\d{1,3}([. ]\d{3})+(,\d+)?|-?\d+([.,]\d+)?")
PERSPECTIVE_HINTS = {
    "technology": _("Does it do what it should? Is it stable, and does it fit with what is there?"),
    "citizen": _("What do citizens gain or lose? Who did not want it?"),
    "organisation": _("What does it ask of the staff, of working hours and of routines?"),
    "economy": _("What did it cost, and what was saved that can really be used?"),
}


class AmountField(forms.Field):
    """A number as people write it: 1.250,5 and 1250.5 and 1 250; a comma is the decimal sign."""

    default_error_messages = {"invalid": _("Write a number, for instance 12,5.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "input-char-7"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> float | None:
        if value in self.empty_values:
            return None
        text = str(value).strip().replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")
        if not DIGITS.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        grouped = re.fullmatch(r"-?\d{1,3}([. ]\d{3})+(,\d+)?", text)
        plain = re.sub(r"[. ]", "", text) if grouped else text
        number = float(plain.replace(",", "."))
        if not math.isfinite(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


def _area(label: Any, name: str, *, hint: Any = "", rows: int = 4, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST[name],
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=hint,
    )


class FindingForm(forms.Form):
    """What the evaluator says of a finding."""

    title = forms.CharField(label=_("The finding in one line"), max_length=LONGEST["title"])
    population = _area(
        _("For whom does it hold?"), "population", rows=2, hint=_("Those who took part, in general words.")
    )
    sponsor = forms.ChoiceField(label=_("Who has paid?"), choices=list(SPONSOR.items()), widget=forms.RadioSelect)
    technology = _area(PERSPECTIVE["technology"], "technology", hint=PERSPECTIVE_HINTS["technology"])
    citizen = _area(PERSPECTIVE["citizen"], "citizen", hint=PERSPECTIVE_HINTS["citizen"])
    organisation = _area(PERSPECTIVE["organisation"], "organisation", hint=PERSPECTIVE_HINTS["organisation"])
    economy = _area(PERSPECTIVE["economy"], "economy", hint=PERSPECTIVE_HINTS["economy"])
    words_da = _area(
        _("Your own conclusion in Danish"),
        "words_da",
        rows=5,
        hint=_("Leave it empty to use the one above. If you write your own, both can be read."),
    )
    words_en = _area(
        _("Your own conclusion in English"),
        "words_en",
        rows=5,
        hint=_("If you write in one language only, the other one shows the generated conclusion and yours below it."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def words(self) -> FindingWords:
        """What the form says, as the actions take it."""
        said = {
            name: self.cleaned_data[name] for name in FindingWords.__dataclass_fields__ if name in self.cleaned_data
        }
        return FindingWords(**said)

    @staticmethod
    def initial_of(finding: Finding) -> dict[str, Any]:
        """What the form shows of a finding."""
        return {name: getattr(finding, name) for name in (*FindingWords.__dataclass_fields__, "revision")}


class StudyForm(FindingForm):
    """A study that was published elsewhere."""

    field_order = [
        "author",
        "title",
        "source",
        "link",
        "area",
        "topic",
        "measure",
        "design",
        "estimate",
        "low",
        "high",
        "places",
        "matters",
    ]
    author = forms.ChoiceField(label=_("In whose name do you record it?"), widget=forms.RadioSelect)
    source = forms.CharField(
        label=_("Where is it published?"),
        max_length=LONGEST["source"],
        help_text=_("Authors, title, place and year."),
    )
    link = forms.CharField(label=_("Link to the study"), required=False, max_length=LONGEST["link"])
    area = forms.ChoiceField(label=_("Service area"))
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    measure = forms.ChoiceField(label=_("What was measured?"))
    design = forms.ChoiceField(
        label=_("How was it compared?"),
        choices=[(key, DESIGN[key]) for key in DESIGN if key != "one_arm"],
        widget=forms.RadioSelect,
    )
    estimate = AmountField(
        label=_("The effect"),
        help_text=_("As the study prints it: a ratio (for instance 0,75) or a difference, by the kind of measure."),
    )
    low = AmountField(label=_("The lower end of its 95 per cent interval"))
    high = AmountField(label=_("The upper end of its 95 per cent interval"))
    places = forms.IntegerField(label=_("In how many places was it measured?"), initial=1)
    matters = AmountField(
        label=_("The least difference that matters"),
        required=False,
        help_text=_(
            "If the study says so before it measured: in per cent for a ratio, otherwise in the measure's unit."
        ),
    )

    def __init__(
        self, *args: Any, authors: Sequence[Organisation], measures: Sequence[OutcomeMeasure], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._authors = {str(each.pk): each for each in authors}
        self._measures = {each.key: each for each in measures}
        self._topics = {each.key: each for each in Topic.objects.public()}
        _choose(self, "author", [(key, each.name) for key, each in self._authors.items()])
        _choose(self, "area", [("", _("Choose")), *((each.key, each.name) for each in areas())])
        named = sorted(
            ((each.key, each.name) for each in self._topics.values()), key=lambda pair: alphabetical(pair[1])
        )
        _choose(self, "topic", [("", _("None of these")), *named])
        _choose(self, "measure", [("", _("Choose")), *((key, each.name) for key, each in self._measures.items())])
        if len(authors) == 1:
            del self.fields["author"]

    def facts(self) -> dict[str, Any]:
        """What the form says, as `record_study` takes it."""
        said = self.cleaned_data
        measure = self._measures[said["measure"]]
        way = measure_for(measure.kind, measure.key)
        matters = said["matters"]
        if matters is not None and way in LOGARITHMIC:
            matters /= 100
        return {
            "author": self._authors[said.get("author") or next(iter(self._authors))],
            "measure": measure,
            "area": area_by_key(said["area"]),
            "topic": self._topics.get(said["topic"]),
            "words": self.words(),
            "source": said["source"],
            "link": said["link"],
            "way": way if way != "proportion" else "risk_ratio",
            "design": said["design"],
            "effect": (said["estimate"], said["low"], said["high"]),
            "places": said["places"],
            "matters": matters,
        }


class PublishForm(forms.Form):
    """The word that goes with a later version."""

    note = _area(_("What is new since the last version, and why?"), "note", rows=3)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class AdoptForm(forms.Form):
    """A municipality that takes a finding as its own."""

    municipality = forms.ChoiceField(label=_("Which municipality?"), widget=forms.RadioSelect)
    decided_by = forms.CharField(
        label=_("Who has decided to adopt it?"),
        max_length=LONGEST["decided_by"],
        help_text=_("A post or a body, not a person's name."),
    )
    reservations = _area(
        _("What is different with you?"),
        "reservations",
        rows=4,
        hint=_("For instance other citizens, other buildings, or a part you do not believe. Everyone can read it."),
    )

    def __init__(self, *args: Any, homes: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = {home.slug: home for home in homes}
        _choose(self, "municipality", [(slug, home.name) for slug, home in self.homes.items()])
        if len(homes) == 1:
            del self.fields["municipality"]

    def home(self) -> Municipality:
        """The municipality that was chosen, or the only one."""
        return self.homes[self.cleaned_data.get("municipality") or next(iter(self.homes))]


class ReasonForm(forms.Form):
    """A word on why."""

    reason = _area(_("Why?"), "reason", rows=3, required=True)


INPUT_WORDS: dict[Input, tuple[Any, Any]] = {
    "start": (_("Purchase and start"), _("kr., once")),
    "training": (_("Training and time to learn"), _("kr., once")),
    "running": (_("Licences, service and running"), _("kr. a year")),
    "citizens": (_("Citizens who use it"), _("on average over the year")),
    "minutes": (_("Minutes saved"), _("per citizen and day")),
    "hour": (_("What an hour of work costs"), _("kr.")),
    "usable": (_("Share of the time that can be used for something else"), _("per cent")),
    "other": (_("Other savings"), _("kr. a year")),
}
ENDS = ("low", "likely", "high")
START = {
    "start": (60_000, 100_000, 150_000),
    "training": (10_000, 20_000, 40_000),
    "running": (20_000, 30_000, 45_000),
    "citizens": (8, 12, 16),
    "minutes": (0, 6, 12),
    "hour": (280, 320, 360),
    "usable": (10, 40, 70),
    "other": (0, 0, 10_000),
}
"""An invented start that shows what a guess looks like; the page says so."""


class PlanForm(forms.Form):
    """The guesses of a business case: three numbers for each input."""

    years = forms.IntegerField(
        label=_("Over how many years?"), widget=forms.NumberInput(attrs={"class": "input-char-4"})
    )
    rate = AmountField(label=_("Discount rate, per cent a year"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, _unit) in INPUT_WORDS.items():
            for end, said in zip(ENDS, (_("at the least"), _("most likely"), _("at the most")), strict=True):
                field = AmountField(label=f"{label}: {said}")
                field.widget.attrs |= {"aria-label": f"{label}: {said}", "class": "form-input input-char-11"}
                self.fields[f"{name}_{end}"] = field

    def plan(self) -> Plan:
        """The plan the form says."""
        said = self.cleaned_data
        guesses = {name: Guess(*(said[f"{name}_{end}"] for end in ENDS)) for name in INPUTS}
        return Plan(guesses, said["years"], said["rate"], assumption("days").value)

    def checked(self) -> Plan:
        """The plan of values that are known to be right. Raises ValueError when they are not."""
        if not self.is_valid():
            raise ValueError(str(self.errors))
        return self.plan()

    def rows(self) -> list[tuple[Any, Any, list[Any]]]:
        """Each input with its words and its three fields, as the page draws them."""
        return [(label, unit, [self[f"{name}_{end}"] for end in ENDS]) for name, (label, unit) in INPUT_WORDS.items()]

    @staticmethod
    def initial_of(plan: Plan | None) -> dict[str, Any]:
        """What the form shows of a plan; an invented one where there is none."""
        if plan is None:
            ends = {
                f"{name}_{end}": _plain(value) for name in INPUTS for end, value in zip(ENDS, START[name], strict=True)
            }
            return {"years": 5, "rate": _plain(assumption("rate").value), **ends}
        guesses = {f"{name}_{end}": _plain(getattr(guess, end)) for name, guess in plan.guesses.items() for end in ENDS}
        return {"years": plan.years, "rate": _plain(plan.rate), **guesses}


def _plain(value: float) -> str:
    """A number as the form reads it again."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


class CaseForm(PlanForm):
    """A business case that is kept."""

    title = forms.CharField(label=_("What is it called?"), max_length=LONGEST["title"])
    municipality = forms.ChoiceField(label=_("Which municipality?"), widget=forms.RadioSelect)
    assumptions = _area(
        _("Where do the guesses come from?"),
        "assumptions",
        hint=_("Measured, asked, or believed. Who reads it later will thank you."),
    )
    is_open = forms.BooleanField(label=_("Everyone may read it"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, homes: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = {home.slug: home for home in homes}
        _choose(self, "municipality", [(slug, home.name) for slug, home in self.homes.items()])
        if len(homes) <= 1:
            del self.fields["municipality"]

    def home(self) -> Municipality:
        """The municipality that was chosen, or the only one."""
        return self.homes[self.cleaned_data.get("municipality") or next(iter(self.homes))]

    @classmethod
    def initial_of_case(cls, case: BusinessCase | None) -> dict[str, Any]:
        """What the form shows of a case that is kept, or of a new one."""
        if case is None:
            return {**cls.initial_of(None), "key": uuid4()}
        words = {name: getattr(case, name) for name in ("title", "assumptions", "is_open", "revision", "key")}
        return {**cls.initial_of(case.planned), **words}


class SeenForm(forms.Form):
    """What happened, in place of the guesses."""

    seen_on = DayField(label=_("When did you look?"))
    seen_note = _area(_("What explains the difference?"), "seen_note")
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, unit) in INPUT_WORDS.items():
            self.fields[name] = AmountField(label=label, required=False, help_text=unit)
        self.order_fields([*INPUT_WORDS, "seen_on", "seen_note"])

    def seen(self) -> dict[Input, float]:
        """The inputs that were seen."""
        return {name: self.cleaned_data[name] for name in INPUTS if self.cleaned_data.get(name) is not None}


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
