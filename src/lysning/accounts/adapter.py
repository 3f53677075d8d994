"""How sign-up and sign-in (django-allauth) fit the house; passkeys, OIDC and SAML come in by this one door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import User
from lysning.accounts.queries import actor_for
from lysning.core.network import unmapped


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Addresses in lower case, our own words, canonical links, and where a person is led after each step."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("The address or the password is not right."),
        "email_taken": _("This address cannot be used."),
        "enter_current_password": _("This is not your password now."),
        "incorrect_code": _("The code is not right. Look in the newest mail."),
        "incorrect_password": _("The password is not right."),
        "rate_limited": _("That was many tries in a short time. Wait a little and try again."),
        "too_many_login_attempts": _("That was many tries in a short time. Wait five minutes and try again."),
    }

    def clean_email(self, email: str) -> str:
        """The address as we keep it: the same person, however it is written."""
        return str(super().clean_email(email)).lower()

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Remembers the language in which the person signed up."""
        user.language = get_language() or "da"
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends one of allauth's mails with links to our own host, never to one that the request named."""
        facts: dict[str, Any] = {
            **{name: context[name] for name in ("code", "from_email", "to_email") if name in context},
            "email": email,
            "language": get_language() or "da",
            "base_url": settings.BASE_URL,
            "sign_up_url": settings.BASE_URL + reverse("account_signup"),
            "reset_url": settings.BASE_URL + reverse("account_reset_password"),
        }
        self.render_mail(template_prefix, email, facts).send()

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address limits go by; an IPv4 address written as IPv6 is itself, or all of them would be one sender."""
        return unmapped(super().get_client_ip(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A new person is led on to what they came for."""
        return self._first_step(request) or self.get_login_redirect_url(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A person who has no role yet is led to what they came for, others home."""
        if not actor_for(request.user).grants and (step := self._first_step(request)):
            return step
        return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """After a changed address: back to one's own page."""
        return self._own_page(email_address)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a changed password: back to one's own page."""
        return self._own_page(request)

    @staticmethod
    def _own_page(_after: Any) -> str:
        return reverse("accounts:me")

    @staticmethod
    def _first_step(request: HttpRequest) -> str:
        names = {"supplier": "accounts:new_supplier", "municipality": "accounts:claim"}
        name = names.get(getattr(request.user, "purpose", ""))
        return reverse(name) if name else ""
