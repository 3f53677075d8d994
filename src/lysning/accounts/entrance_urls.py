"""allauth's pages under Danish addresses, with its own names, because it looks them up by these."""

from allauth.account import views as allauth
from django.urls import path

from lysning.accounts.views.people import not_for_examples
from lysning.core.http import PUBLIC, SIGNED_IN, View, policy


def public(view: View) -> View:
    return policy(PUBLIC, "GET", "POST")(view)


def own(view: View) -> View:
    return policy(SIGNED_IN, "GET", "POST")(not_for_examples(view))


urlpatterns = [
    path("log-ind/", public(allauth.login), name="account_login"),
    path("log-ud/", public(allauth.logout), name="account_logout"),
    path("opret/", public(allauth.signup), name="account_signup"),
    path("opret/kode/", public(allauth.email_verification_sent), name="account_email_verification_sent"),
    path("lukket/", policy(PUBLIC)(allauth.account_inactive), name="account_inactive"),
    path("bekraeft/", own(allauth.reauthenticate), name="account_reauthenticate"),
    path("log-ind/kode/", public(allauth.confirm_login_code), name="account_confirm_login_code"),
    path("e-mail/", own(allauth.email), name="account_email"),
    path("kodeord/", own(allauth.password_change), name="account_change_password"),
    path("kodeord/nyt/", own(allauth.password_set), name="account_set_password"),
    path("glemt-kodeord/", public(allauth.password_reset), name="account_reset_password"),
    path(
        "glemt-kodeord/kode/",
        public(allauth.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("glemt-kodeord/nyt/", public(allauth.complete_password_reset), name="account_complete_password_reset"),
    path(
        "glemt-kodeord/faerdig/",
        policy(PUBLIC)(allauth.password_reset_from_key_done),
        name="account_password_reset_completed",
    ),
]
