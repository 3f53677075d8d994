from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lysning.accounts import rules
from lysning.accounts.models import PLATFORM_ROLES, Membership, User
from lysning.accounts.words import PURPOSE_WORDS, ROLE_WORDS
from lysning.core.lookups import Alphabetical
from lysning.core.plaintext import clean
from lysning.core.refusal import Refused
from lysning.directory.models import Municipality, Organisation, Post
from lysning.directory.rules import clean_cvr


class LineField(forms.CharField):
    """One line of text, without invisible characters."""

    def to_python(self, value: Any) -> str:
        return " ".join(clean(super().to_python(value) or "").split())


def name_field() -> LineField:
    return LineField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))


def check_name(name: str) -> str:
    if rules.has_address(name):
        raise forms.ValidationError(_("Write your name without a web or mail address."))
    return name


class SignUpQuestions(forms.Form):
    """What we ask beside address and password when somebody signs up; allauth builds its form on it."""

    field_order = ["purpose", "name", "email", "password1"]
    purpose = forms.ChoiceField(
        label=_("What are you?"), choices=list(PURPOSE_WORDS.items()), widget=forms.RadioSelect, initial="supplier"
    )
    name = name_field()

    def clean_name(self) -> str:
        return check_name(self.cleaned_data["name"])

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002 -- allauth's signature
        """Keeps the answers with the person."""
        user.name, user.purpose = self.cleaned_data["name"], self.cleaned_data["purpose"]
        user.save(update_fields=["name", "purpose"])


class PersonForm(forms.Form):
    name = name_field()
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("For the pages you see and the mails you get."), choices=settings.LANGUAGES
    )


class SupplierForm(forms.Form):
    name = LineField(
        label=_("The name of the firm"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    cvr = LineField(
        label=_("CVR number"),
        max_length=20,
        help_text=_("Eight digits. You find it on your invoices and at virk.dk."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    size = forms.ChoiceField(
        label=_("How many work there?"),
        choices=[("1-10", "1-10"), ("11-50", "11-50"), ("51-250", "51-250"), ("251-", "251+")],
        widget=forms.RadioSelect,
    )
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", widget=forms.TextInput(attrs={"inputmode": "url"})
    )

    def clean_cvr(self) -> str:
        """A slip of the finger is said together with what else is missing; the action checks it again."""
        if clean_cvr(self.cleaned_data["cvr"]) is None:
            raise forms.ValidationError(str(Refused("cvr_invalid")))
        return str(self.cleaned_data["cvr"])


class ClaimForm(forms.Form):
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), empty_label=_("Choose your municipality")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = Municipality.objects.filter(closed_at__isnull=True).order_by(Alphabetical("name"))
        self.fields["municipality"].queryset = open_ones  # type: ignore[attr-defined]


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no such brackets at run time
    def label_from_instance(self, post: Any) -> str:
        return f"{post.name} ({post.area.name})"


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    post = PostChoice(
        label=_("Post"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("No post yet"),
        help_text=_("Only for leaders: the post whose enquiries they answer."),
    )
    language = forms.ChoiceField(label=_("The language of the invitation"), choices=settings.LANGUAGES, initial="da")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = rules.ROLES_OF_KIND.get(organisation.kind, ())
        self.fields["role"].choices = [(role, ROLE_WORDS[role]) for role in roles]  # type: ignore[attr-defined]
        if organisation.kind != "municipality":
            del self.fields["post"]
            return
        held = Membership.objects.in_force().filter(organisation=organisation, post__isnull=False)
        free = Post.objects.active().filter(municipality_id=organisation.pk).exclude(pk__in=held.values("post"))
        self.fields["post"].queryset = free.select_related("role", "area")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("post") and cleaned.get("role") != "leader":
            self.add_error("post", _("Only a leader has a post."))
        return cleaned


class DecisionForm(forms.Form):
    is_granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Give access")), ("no", _("Say no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        help_text=_("The person reads it. Needed for a no."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return clean(self.cleaned_data["reason"])


class PlatformRoleForm(forms.Form):
    user = forms.ModelChoiceField(
        label=_("E-mail address"),
        queryset=User.objects.filter(is_active=True),
        to_field_name="email",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid_choice": _("Nobody has an account with this address.")},
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role, ROLE_WORDS[role]) for role in PLATFORM_ROLES], widget=forms.RadioSelect
    )
