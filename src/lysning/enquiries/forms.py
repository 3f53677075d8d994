"""What leaders, coordinators and suppliers fill in; each form gives clean values, the actions decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.core.forms import DayField
from lysning.directory.models import Municipality, Post
from lysning.enquiries import words
from lysning.enquiries.rules.answers import Answer, AnswerKind, Reason

LONGEST_TEXT = 2_000


class AnswerForm(forms.Form):
    """The five answers; only what belongs to the chosen kind counts."""

    kind = forms.ChoiceField(label=_("Your answer"), choices=list(words.ANSWERS.items()), widget=forms.RadioSelect)
    later_date = DayField(label=_("From when may the supplier ask again?"), required=False)
    what = forms.CharField(label=_("What do you have already?"), max_length=300, required=False)
    reason = forms.ChoiceField(
        label=_("Why is it not relevant?"),
        choices=[("", _("Choose a reason")), *words.NO_REASONS.items()],
        required=False,
    )
    text = forms.CharField(
        label=_("A few words to the supplier"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_TEXT,
        required=False,
    )

    def answer(self) -> Answer:
        """The answer as given; to be called when the form is valid."""
        said = self.cleaned_data
        return Answer(
            kind=AnswerKind(said["kind"]),
            later_date=said["later_date"],
            what=said["what"],
            reason=Reason(said["reason"]) if said["reason"] else None,
            text=said["text"],
        )


class ChangedAnswerForm(AnswerForm):
    """The same, with the revision of the answer the person was looking at."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question to the supplier"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_TEXT
    )


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_TEXT)


class HandOverForm(forms.Form):
    """To which post of the same municipality, and a word on the way."""

    post = forms.ModelChoiceField(label=_("Hand over to"), queryset=Post.objects.none())
    note = forms.CharField(
        label=_("A word to your colleague"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_TEXT,
        required=False,
    )

    def __init__(self, *args: object, municipality: Municipality | int, without: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        pk = municipality if isinstance(municipality, int) else municipality.pk
        posts = Post.objects.active().filter(municipality_id=pk).exclude(pk=without)
        field = self.fields["post"]
        field.queryset = posts.select_related("role", "area", "municipality")  # type: ignore[attr-defined]
        field.label_from_instance = lambda post: f"{post.area.name}: {post.name}"  # type: ignore[attr-defined]


class MatrixFilterForm(forms.Form):
    """Narrows a supplier's matrix; unknown values show everything."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *words.STATES.items()])
    area = forms.CharField(label=_("Service area"), required=False)
    q = forms.CharField(label=_("Municipality"), required=False, max_length=60)
