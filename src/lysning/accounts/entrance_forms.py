"""allauth's forms with our labels: one name for one thing, and no placeholders that vanish while one types."""

from typing import Any

from allauth.account import forms as allauth
from django.contrib.auth.hashers import make_password
from django.forms import Form
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Promise] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("Password"),
    "password2": _("The password again"),
    "remember": _("Stay signed in on this device"),
    "code": _("Code from the mail"),
}
NEW_PASSWORD = _("At least ten characters. Three words that do not belong together are easy to remember.")


class Plain(Form):
    """Puts our labels on the fields and takes the placeholders away."""

    labels: dict[str, Promise] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = str({**LABELS, **self.labels}.get(name, field.label or ""))
            field.help_text = NEW_PASSWORD if name == "password1" else "" if name in LABELS else field.help_text


class LoginForm(Plain, allauth.LoginForm):  # type: ignore[misc]
    pass


class SignupForm(Plain, allauth.SignupForm):  # type: ignore[misc]
    def try_save(self, request: HttpRequest) -> Any:
        """Spends the time of a password also on an address that has an account: the answer takes as long for both."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(Plain, allauth.AddEmailForm):  # type: ignore[misc]
    labels = {"email": _("Your new e-mail address")}


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):  # type: ignore[misc]
    labels = {"password1": _("Your new password"), "password2": _("The new password again")}


class SetPasswordForm(Plain, allauth.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(Plain, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": _("Your new password"), "password2": _("The new password again")}


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):  # type: ignore[misc]
    pass


class ConfirmEmailVerificationCodeForm(Plain, allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    pass


class ConfirmPasswordResetCodeForm(Plain, allauth.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    pass
