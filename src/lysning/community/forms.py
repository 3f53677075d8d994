from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.community.models import Coalition, Decision, Member, Participant, Task
from lysning.community.rules import LONGEST, Mandate
from lysning.community.rules.files import ENDINGS, LARGEST_BYTES
from lysning.core.forms import DayField
from lysning.directory.models import Organisation
from lysning.taxonomy.queries import area_by_key, areas

JOINING_WORDS = [
    ("request", _("By request: we answer each who asks")),
    ("open", _("Open: a municipality or partner with a mandate is in at once")),
]


def _line(kind: str, label: Any, hint: Any = "", **more: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST[kind], **more)


def _text(kind: str, label: Any, hint: Any = "", rows: int = 4, **more: Any) -> forms.CharField:
    return _line(kind, label, hint, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _key() -> forms.UUIDField:
    """Names the form that was sent: the same form sent twice is one act."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def _choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class ActingForm(forms.Form):
    """A form one sends for an organisation; who acts for several says for which."""

    organisation = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(each.pk): each for each in organisations}
        _choices(self, "organisation", [(key, each.name) for key, each in self._organisations.items()])
        if len(organisations) == 1:
            del self.fields["organisation"]

    @property
    def acting(self) -> Organisation:
        """The organisation in whose name the form was sent."""
        return self._organisations[self.cleaned_data.get("organisation") or next(iter(self._organisations))]


class MandateForm(ActingForm):
    """With what right the organisation comes."""

    mandate_by = _line(
        "mandate_by", _("Which body has decided it?"), _("The body, for instance: the health committee. No names.")
    )
    mandate_on = DayField(label=_("When was it decided?"))

    def mandate(self) -> Mandate:
        """The mandate as the actions take it."""
        return Mandate(self.cleaned_data["mandate_by"], self.cleaned_data["mandate_on"])


class JoinForm(MandateForm):
    field_order = ["organisation", "mandate_by", "mandate_on", "message"]
    message = _text(
        "message", _("A word to those who are in it"), _("What you bring, and what you hope for."), required=False
    )


class AboutForm(forms.Form):
    """What a coalition says of itself."""

    title = _line("title", _("What shall the coalition be called?"))
    purpose = _text("purpose", _("What do you want to achieve together?"), _("Everyone can read it."), rows=5)
    area = forms.ChoiceField(label=_("Service area"))
    joining = forms.ChoiceField(label=_("How does one join?"), choices=JOINING_WORDS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "area", [("", _("Choose")), *((each.key, each.name) for each in areas())])

    def about(self) -> dict[str, Any]:
        """What the coalition says of itself, as the actions take it."""
        said = {name: self.cleaned_data[name] for name in ("title", "purpose", "joining")}
        return {**said, "area": area_by_key(self.cleaned_data["area"])}


class NextStepForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    next_step = _line("next_step", _("What is the next step?"), _("Everyone can read it. One sentence is enough."))
    next_step_on = DayField(label=_("By when?"), required=False)

    @classmethod
    def of(cls, coalition: Coalition, data: Any = None) -> "NextStepForm":
        """The form with what stands there now."""
        names = ("revision", "next_step", "next_step_on")
        return cls(data, initial={name: getattr(coalition, name) for name in names})


class StartForm(MandateForm, AboutForm):
    """A new coalition with its first member."""

    field_order = [
        "organisation",
        "title",
        "purpose",
        "area",
        "joining",
        "next_step",
        "next_step_on",
        "mandate_by",
        "mandate_on",
    ]
    next_step = _line("next_step", _("What is the next step?"), _("Everyone can read it. One sentence is enough."))
    next_step_on = DayField(label=_("By when?"), required=False)

    def facts(self) -> dict[str, Any]:
        """What `start_coalition` takes."""
        step = {name: self.cleaned_data[name] for name in ("next_step", "next_step_on")}
        return {**self.about(), **step, "organisation": self.acting, "mandate": self.mandate()}


class EditForm(AboutForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, coalition: Coalition, data: Any = None) -> "EditForm":
        """The form with what stands there now."""
        said = {name: getattr(coalition, name) for name in ("revision", "title", "purpose", "joining")}
        return cls(data, initial={**said, "area": coalition.area.key})


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Yes, they are in")), ("no", _("No, not now"))],
        widget=forms.RadioSelect,
    )
    decline_reason = _text("decline_reason", _("Why not?"), _("Only for a no. They can read it."), 3, required=False)


class RemoveForm(forms.Form):
    removal_reason = _text(
        "removal_reason", _("Why?"), _("Those who take part for it are told, in these words."), rows=3
    )


class RenewForm(MandateForm):
    """The mandate with which a member stays in."""


class LeaveForm(forms.Form):
    successor = forms.ChoiceField(label=_("Who looks after the coalition then?"))
    leaving_note = _text("leaving_note", _("A word to the others"), rows=3, required=False)

    def __init__(self, *args: Any, successors: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(
            self, "successor", [("", _("Choose")), *((str(each.pk), each.organisation.name) for each in successors)]
        )
        if not successors:
            del self.fields["successor"]


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label=_("Which municipality?"), widget=forms.RadioSelect)
    stays = forms.ChoiceField(
        label=_("And you?"),
        choices=[("yes", _("We look after it together")), ("no", _("They take over from us"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "to", [(str(each.pk), each.organisation.name) for each in members])


class CloseForm(forms.Form):
    closing_note = _text(
        "closing_note",
        _("What came of it?"),
        _("Everyone can read it. It also helps others that something did not work."),
    )


class WordingForm(forms.Form):
    """What a decision says."""

    title = _line("decision_title", _("What was decided, in one line?"))
    text = _text(
        "decision_text", _("The decision"), _("As it was decided. Name no persons but those who hold an office."), 6
    )
    decided_on = DayField(label=_("When was it decided?"))
    is_public = forms.BooleanField(label=_("Everyone may read it"), required=False)


class DecisionForm(WordingForm):
    key = _key()


class ReviseForm(WordingForm):
    """A new wording of a decision; the old ones stay."""

    field_order = ["title", "text", "decided_on", "is_public", "note"]
    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = _line("decision_note", _("Why is it worded anew?"), _("The earlier wording stays, with this reason."))

    @classmethod
    def of(cls, decision: Decision, data: Any = None) -> "ReviseForm":
        """The form with the wording that counts now."""
        names = ("revision", "title", "text", "decided_on", "is_public")
        return cls(data, initial={name: getattr(decision, name) for name in names})


class TaskWordsForm(forms.Form):
    """What is to be done, by whom, by when."""

    title = _line("task", _("What is to be done?"))
    owner = forms.ChoiceField(label=_("Who does it?"), required=False)
    due_on = DayField(label=_("By when?"), required=False)

    def __init__(self, *args: Any, participants: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._participants = {str(each.pk): each for each in participants}
        _choices(
            self, "owner", [("", _("Nobody yet")), *((key, name_of(each)) for key, each in self._participants.items())]
        )

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "owner"}
        return {**said, "owner": self._participants.get(self.cleaned_data["owner"])}


class TaskForm(TaskWordsForm):
    key = _key()


class EditTaskForm(TaskWordsForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, task: Task, participants: Sequence[Participant], data: Any = None) -> "EditTaskForm":
        """The form with what stands there now."""
        said = {name: getattr(task, name) for name in ("revision", "title", "due_on")}
        return cls(data, participants=participants, initial={**said, "owner": str(task.owner_id or "")})


class PostForm(ActingForm):
    field_order = ["organisation", "text", "mentioned"]
    key = _key()
    text = _text("post", _("Your contribution"), _("Only the members can read it. Write nothing about citizens."))
    mentioned = forms.MultipleChoiceField(
        label=_("Whom does it concern?"),
        help_text=_("They get a mail."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, participants: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._participants = {str(each.pk): each for each in participants}
        _choices(self, "mentioned", [(key, name_of(each)) for key, each in self._participants.items()])
        if not participants:
            del self.fields["mentioned"]

    def facts(self) -> dict[str, Any]:
        """What `write_post` takes besides the member."""
        mentioned = [self._participants[key] for key in self.cleaned_data.get("mentioned", ())]
        return {"key": self.cleaned_data["key"], "text": self.cleaned_data["text"], "mentioned": mentioned}


class DocumentForm(ActingForm):
    field_order = ["organisation", "file", "is_looked_through", "title"]
    use_required_attribute = False
    key = _key()
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, DOCX, XLSX, PNG, JPG, TXT or CSV, at most 10 MB. No macros, and nothing about citizens. "
            "We look for CPR numbers in the words of every file. PDF: at most 300 pages, without a password."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    is_looked_through = forms.BooleanField(
        label=_("I have looked it through"),
        help_text=_(
            "Needed for pictures and scanned pages, which we cannot read. You say that there are no CPR numbers in them."
        ),
        required=False,
    )
    title = _line("document", _("What is it?"), _("For instance: Protocol of the first meeting."))

    def facts(self) -> dict[str, Any]:
        """What `add_document` takes besides the member; of a file that is too large only as much as shows it."""
        file = self.cleaned_data["file"]
        said = {name: self.cleaned_data[name] for name in ("key", "title", "is_looked_through")}
        return {**said, "name": file.name, "content": file.read(LARGEST_BYTES + 1)}


def name_of(participant: Participant) -> str:
    """A person and for whom they take part, in one line."""
    return f"{participant.user.name or _('A colleague')}, {participant.member.organisation.name}"
