from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.moderation.models import BURST, FIRST_LOOK
from lysning.moderation.rules import LONGEST

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASON_WORDS = [
    ("misleading", _("It is misleading")),
    ("personal_data", _("It tells about persons")),
    ("advertising", _("It is an advertisement without content")),
    ("copyright", _("It is copied from somebody else")),
    ("offensive", _("It is offensive")),
    ("other", _("Another reason")),
]
CASE_WORDS = dict(REASON_WORDS) | {
    FIRST_LOOK: _("A citizen has written a need. Nobody else sees it before you have decided."),
    BURST: _("The support grows out of the ordinary. Nobody has reported anything."),
}


def _words(label: "_StrPromise", hint: "str | _StrPromise" = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=widget)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is wrong?"), choices=REASON_WORDS, widget=forms.RadioSelect)
    text = _words(_("Say a little more"))
    email = forms.EmailField(label=_("Your e-mail, if you want an answer"), required=False)


class DecisionForm(forms.Form):
    hide = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Hide the text")), ("no", _("Let it stand"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_first_look: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first_look:
            field = self.fields["hide"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("no", _("Let it through: everyone can read it")), ("yes", _("Do not let it through"))]
            self.fields["decision_reason"].help_text = _("The person who wrote it can read it.")

    decision_reason = _words(_("Reason"), _("The owner and the reporter can read it."))


class AppealForm(forms.Form):
    appeal_text = _words(_("Why should the text be shown again?"))


class AppealDecisionForm(forms.Form):
    grant = forms.ChoiceField(
        label=_("Decision on the appeal"),
        choices=[("yes", _("Show the text again")), ("no", _("Keep it hidden"))],
        widget=forms.RadioSelect,
    )
    appeal_reason = _words(_("Reason"))
