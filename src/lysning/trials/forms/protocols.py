"""The protocol in parts, each a page of its own; the same forms for a draft and for a change to a registered one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lysning.core.forms import DayField, KronerField
from lysning.trials.models import OutcomeMeasure, Trial
from lysning.trials.queries import measures_for
from lysning.trials.rules import (
    BASES,
    DUTIES,
    LONGEST,
    MOST_SEATS,
    QUESTIONS,
    CostShare,
    Duty,
    PlannedMeasure,
    Protocol,
)
from lysning.trials.words import ANSWER_WORDS, COMPARISON_WORDS, KIND_WORDS, RHYTHM_WORDS

SHARES = 6


def _language() -> str:
    return get_language() or "da"


def _text(name: str, label: Any, hint: Any = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST[name], widget=widget, help_text=hint)


class PartForm(forms.Form):
    """One part of a protocol: what it shows of one, and what it says of one."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, trial: Trial, is_amendment: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trial = trial
        if is_amendment:
            self.fields["note"] = _text("note", _("What is different, and why?"), _("Everyone can read it."), 3)
            self.fields["note"].required = True

    def changes(self) -> dict[str, Any]:
        """The fields of the protocol that the part says."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in {"revision", "note"}}

    @classmethod
    def initial_of(cls, protocol: Protocol) -> dict[str, Any]:
        """What the part shows of a protocol."""
        return {name: getattr(protocol, name) for name in cls.base_fields if hasattr(protocol, name)}


class QuestionPart(PartForm):
    title = forms.CharField(label=_("What is the trial called?"), max_length=LONGEST["title"])
    question = _text(
        "question", _("Which question shall it answer?"), _("One question that can be answered by measuring."), 3
    )
    population = _text("population", _("Whom does it concern?"), _("Who is in, and who is left out. No names."))
    intervention = _text("intervention", _("What is the new?"), _("What is done, how often and by whom."))
    usual = _text("usual", _("What is it compared with?"), _("What is done today."))
    comparison = forms.ChoiceField(
        label=_("How do you compare?"), choices=list(COMPARISON_WORDS.items()), widget=forms.RadioSelect
    )


@dataclass(frozen=True)
class MeasureGroup:
    """Boxes for the measures of one kind."""

    kind: Promise
    boxes: list[BoundWidget]

    @property
    def is_chosen(self) -> bool:
        """True when one of them is ticked."""
        return any(box.data["selected"] for box in self.boxes)


class MeasuresPart(PartForm):
    measures = forms.MultipleChoiceField(
        label=_("What do you measure?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    primary = forms.ChoiceField(
        label=_("Which measure decides the trial?"),
        required=False,
        help_text=_("Choose it now, before you know the numbers."),
    )
    needed = forms.IntegerField(
        label=_("How many do you need in each group?"),
        required=False,
        help_text=_("Persons, or units of time for a rate. The helper for sample sizes reckons it."),
    )
    needed_because = _text("needed_because", _("By which assumptions?"), _("Or why you try with fewer."), 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = measures_for(self.trial.area_id)
        choices = [(row.key, row.name) for row in self._rows]
        self.fields["measures"].choices = choices  # type: ignore[attr-defined]  # a choice field
        own = sum(self._is_own(row) for row in self._rows)
        grouped = [(self.trial.area.name, choices[:own]), (_("From other service areas"), choices[own:])]
        self.fields["primary"].choices = [("", _("Choose")), *grouped]  # type: ignore[attr-defined]

    def _is_own(self, row: OutcomeMeasure) -> bool:
        return self.trial.area_id in {area.pk for area in row.areas.all()}

    @property
    def own(self) -> list[MeasureGroup]:
        """The measures of the trial's own service area, by what kind of number they are."""
        return self._grouped(is_own=True)

    @property
    def others(self) -> list[MeasureGroup]:
        """The measures of other service areas."""
        return self._grouped(is_own=False)

    @property
    def has_others(self) -> bool:
        """True when one of another area's measures is chosen: then their list stands open."""
        return any(group.is_chosen for group in self.others)

    def _grouped(self, *, is_own: bool) -> list[MeasureGroup]:
        boxes = list(zip(self._rows, self["measures"].subwidgets, strict=True))
        for _row, box in boxes:
            box.data["attrs"]["class"] = "form-checkbox"
        chosen = [(row.kind, box) for row, box in boxes if self._is_own(row) == is_own]
        groups = [
            MeasureGroup(words, [box for kind, box in chosen if kind == each]) for each, words in KIND_WORDS.items()
        ]
        return [group for group in groups if group.boxes]

    def clean(self) -> dict[str, Any]:
        """The deciding measure is one of those measured."""
        said = super().clean() or self.cleaned_data
        if said.get("primary") and said["primary"] not in said.get("measures", ()):
            self.add_error("primary", _("Choose one of the measures you measure."))
        return said

    def changes(self) -> dict[str, Any]:
        """The fields of the protocol that the part says."""
        said = self.cleaned_data
        measures = tuple(PlannedMeasure(key, is_primary=key == said["primary"]) for key in said["measures"])
        return {"measures": measures, "needed": said["needed"], "needed_because": said["needed_because"]}

    @classmethod
    def initial_of(cls, protocol: Protocol) -> dict[str, Any]:
        """What the part shows of a protocol."""
        return super().initial_of(protocol) | {"measures": [measure.key for measure in protocol.measures]}


class PlanPart(PartForm):
    rhythm = forms.ChoiceField(label=_("How often is it measured?"), choices=list(RHYTHM_WORDS.items()))
    baseline_from = DayField(label=_("Baseline from"), required=False, help_text=_("How it is before the new begins."))
    baseline_to = DayField(label=_("Baseline until"), required=False)
    follow_from = DayField(label=_("The new begins on"), required=False)
    follow_to = DayField(label=_("Measured until"), required=False)
    seats = forms.IntegerField(label=_("How many municipalities can take part?"), min_value=1, max_value=MOST_SEATS)
    apply_until = DayField(label=_("Ask for a seat until"), required=False)
    late_until = DayField(
        label=_("Late joiners until"), required=False, help_text=_("Leave it empty when nobody can come in later.")
    )
    stop_criteria = forms.CharField(
        label=_("When do you stop early?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One criterion on each line, so clear that nobody need discuss it."),
    )

    def changes(self) -> dict[str, Any]:
        """The fields of the protocol that the part says."""
        return super().changes() | {"stop_criteria": tuple(self.cleaned_data["stop_criteria"].splitlines())}

    @classmethod
    def initial_of(cls, protocol: Protocol) -> dict[str, Any]:
        """What the part shows of a protocol."""
        return super().initial_of(protocol) | {"stop_criteria": "\n".join(protocol.stop_criteria)}


class MoneyPart(PartForm):
    total_cost = KronerField(label=_("What does the whole trial cost (kr.)?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = {"n": 0}
        for number in range(1, SHARES + 1):
            numbers["n"] = number
            self.fields[f"party_{number}"] = forms.CharField(
                label=_("Party %(n)s") % numbers, required=False, max_length=LONGEST["costs"]
            )
            self.fields[f"amount_{number}"] = KronerField(label=_("Pays (kr.)"), required=False)
            self.fields[f"covers_{number}"] = forms.CharField(
                label=_("For what"), required=False, max_length=LONGEST["costs"]
            )
        for key, duty in DUTIES.items():
            label = duty.words(_language())
            self.fields[f"duty_{key}"] = forms.CharField(label=label, required=False, max_length=LONGEST["duties"])
        self.order_fields([name for name in self.fields if name != "note"])

    def shares(self) -> list[list[Any]]:
        """The three fields of each share, to be drawn beside each other."""
        return [[self[f"{name}_{n}"] for name in ("party", "amount", "covers")] for n in range(1, SHARES + 1)]

    def tasks(self) -> list[Any]:
        """The field of each duty."""
        return [self[f"duty_{key}"] for key in DUTIES]

    def changes(self) -> dict[str, Any]:
        """The fields of the protocol that the part says."""
        said = self.cleaned_data
        costs = tuple(
            CostShare(said[f"party_{n}"], said[f"amount_{n}"] or 0, said[f"covers_{n}"])
            for n in range(1, SHARES + 1)
            if said[f"party_{n}"]
        )
        duties = tuple(Duty(key, said[f"duty_{key}"]) for key in DUTIES if said[f"duty_{key}"])
        return {"total_cost": said["total_cost"], "costs": costs, "duties": duties}

    def clean(self) -> dict[str, Any]:
        """A sum has somebody who pays it."""
        said = super().clean() or self.cleaned_data
        for number in range(1, SHARES + 1):
            if said.get(f"amount_{number}") and not said.get(f"party_{number}"):
                self.add_error(f"party_{number}", _("Write who pays."))
        return said

    @classmethod
    def initial_of(cls, protocol: Protocol) -> dict[str, Any]:
        """What the part shows of a protocol."""
        shares: dict[str, Any] = {}
        for number, share in enumerate(protocol.costs, 1):
            shares |= {
                f"party_{number}": share.party,
                f"amount_{number}": share.amount,
                f"covers_{number}": share.covers,
            }
        duties = {f"duty_{duty.task}": duty.party for duty in protocol.duties}
        return super().initial_of(protocol) | shares | duties


class ProtectionPart(PartForm):
    legal_basis = forms.ChoiceField(label=_("On which basis is personal data used?"), required=False)
    data_note = _text(
        "data_note", _("Which data, and where does it lie?"), _("What leaves the municipality, and what does not.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases = [(key, basis.words(_language())) for key, basis in BASES.items()]
        self.fields["legal_basis"].choices = [("", _("Choose")), *bases]  # type: ignore[attr-defined]  # a choice field
        for key, question in QUESTIONS.items():
            self.fields[f"answer_{key}"] = forms.ChoiceField(
                label=question.words(_language()),
                choices=list(ANSWER_WORDS.items()),
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields([name for name in self.fields if name != "note"])

    def changes(self) -> dict[str, Any]:
        """The fields of the protocol that the part says."""
        said = self.cleaned_data
        answers = tuple((key, said[f"answer_{key}"]) for key in QUESTIONS if said[f"answer_{key}"])
        return {"legal_basis": said["legal_basis"], "data_note": said["data_note"], "screening": answers}

    @classmethod
    def initial_of(cls, protocol: Protocol) -> dict[str, Any]:
        """What the part shows of a protocol."""
        return super().initial_of(protocol) | {f"answer_{key}": answer for key, answer in protocol.screening}


PARTS: dict[str, tuple[Promise, type[PartForm]]] = {
    "spoergsmaal": (_("Question and comparison"), QuestionPart),
    "maal": (_("Measures"), MeasuresPart),
    "plan": (_("Time, seats and stop criteria"), PlanPart),
    "penge": (_("Costs and duties"), MoneyPart),
    "data": (_("Data protection"), ProtectionPart),
}
"""The parts by their word in the address, in the order one fills them in."""
