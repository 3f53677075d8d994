from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lysning.accounts.queries import Contact
from lysning.core.forms import DayField
from lysning.directory.models import Post
from lysning.enquiries import words
from lysning.enquiries.queries.matrix import ALL
from lysning.enquiries.rules.answers import Answer, AnswerKind, Reason

LONGEST = 2_000
PARTS = {
    AnswerKind.LATER: ["later_date"],
    AnswerKind.HAS_IT: ["what"],
    AnswerKind.NOT_RELEVANT: ["reason"],
}


class AnswerForm(forms.Form):
    """The second step of an answer: only what belongs to the chosen kind."""

    later_date = DayField(label=_("From when may the supplier ask again?"))
    what = forms.CharField(label=_("What do you have already?"), max_length=200)
    reason = forms.ChoiceField(
        label=_("Why is it not relevant?"), choices=list(words.NO_REASONS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("A few words to the supplier"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You need not write anything. Leave out names and numbers of persons."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: AnswerKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in ("later_date", "what", "reason"):
            if name not in PARTS.get(kind, []):
                del self.fields[name]

    @staticmethod
    def initial_of(answer: Answer | None, kind: AnswerKind, revision: int) -> dict[str, Any]:
        """What the form shows when an answer is to be changed."""
        if answer is None:
            return {}
        same = answer if answer.kind == kind else Answer(kind, text=answer.text)
        return {
            "later_date": same.later_date,
            "what": same.what,
            "reason": same.reason.value if same.reason else None,
            "text": same.text,
            "revision": revision,
        }

    @property
    def answer(self) -> Answer:
        """The answer as the rules read it."""
        said = self.cleaned_data
        return Answer(
            kind=self.kind,
            later_date=said.get("later_date"),
            what=said.get("what", ""),
            reason=Reason(said["reason"]) if said.get("reason") else None,
            text=said["text"],
        )


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question to the supplier"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your time to answer stands still until the supplier has replied."),
    )


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Your reply"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class FitForm(forms.Form):
    """Whether an enquiry came to the right post."""

    fits = forms.ChoiceField(choices=[("yes", _("Yes, this is my field")), ("no", _("No, it is not for me"))])


class HandOverForm(forms.Form):
    post = forms.ChoiceField(label=_("Who should have it?"))
    note = forms.CharField(
        label=_("A few words to your colleague"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, posts: Iterable[Post], reach: Mapping[int, Contact], *args: Any, **kwargs: Any) -> None:
        """Offers the posts that can be reached, and says where the coordinator would stand in."""
        super().__init__(*args, **kwargs)
        groups = groupby((post for post in posts if post.pk in reach), key=lambda post: post.area)
        choices = [(area.name, [(str(post.pk), _reached(post, reach)) for post in members]) for area, members in groups]
        self.fields["post"].choices = [("", _("Choose a post")), *choices]  # type: ignore[attr-defined]


def _reached(post: Post, reach: Mapping[int, Contact]) -> str:
    is_stand_in = reach[post.pk].is_stand_in
    return gettext("{post} (the coordinator gets it)").format(post=post.name) if is_stand_in else post.name


class MatrixFilterForm(forms.Form):
    status = forms.ChoiceField(label=_("State"), required=False)
    omraade = forms.ChoiceField(label=_("Service area"), required=False)
    kommune = forms.CharField(label=_("Municipality"), required=False, max_length=60)

    def __init__(self, states: Iterable[str], areas: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(state, words.STATES[state]) for state in states]
        every = [("", _("All that have been asked")), (ALL, _("All municipalities"))]
        self.fields["status"].choices = [*every, *named]  # type: ignore[attr-defined]
        self.fields["omraade"].choices = [("", _("All areas")), *areas]  # type: ignore[attr-defined]
