"""Settings shared by every way of running; each value an operator may set is read from the environment here.

Every variable is explained in docs/guides/operate.md; a test compares the two.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lysning.operations.database import database_settings

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("LYSNING_BUILD", ROOT / "build"))
STATE = Path(os.environ.get("LYSNING_DATA", ROOT / ".local" / "data"))

DEBUG = False
EXAMPLE_MODE = os.environ.get("LYSNING_EXAMPLE_MODE", "0") == "1"
BASE_URL = os.environ.get("LYSNING_BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = [host for host in os.environ.get("LYSNING_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = int(os.environ.get("LYSNING_TRUSTED_PROXIES", "0"))

ROOMS = [
    "lysning.core",
    "lysning.taxonomy",
    "lysning.directory",
    "lysning.accounts",
    "lysning.catalogue",
    "lysning.needs",
    "lysning.community",
    "lysning.trials",
    "lysning.evidence",
    "lysning.direction",
    "lysning.matching",
    "lysning.moderation",
    "lysning.enquiries",
    "lysning.notifications",
    "lysning.web",
]
INSTALLED_APPS = [
    *reversed(ROOMS),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lysning.core.middleware.server_timing",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lysning.core.middleware.kept_reads",
    "lysning.core.middleware.compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lysning.accounts.middleware.actor",
    "csp.middleware.CSPMiddleware",
    "lysning.core.middleware.private_pages_are_not_stored",
    "lysning.core.middleware.refusals",
    "lysning.core.middleware.refuse_bad_text",
]
ROOT_URLCONF = "lysning.urls"
WSGI_APPLICATION = "lysning.wsgi.application"
WARM_UP = ["/", "/loesninger/?q=fald"]
"""What a web process answers before it takes visitors: the pages most come to first, and with them what all others share."""
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lysning.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "lysning.core.templatetags.lysning"],
        },
    },
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # at the default of 300 a flood of keys would wipe the rate limits
    }
}
SUBSCRIPTIONS = "lysning.subscriptions.SUBSCRIPTIONS"
ANSWERING = "lysning.matching.queries.answering.answering"  # the search, for rooms below it
PRODUCT_NAMES = "lysning.catalogue.queries.product_names"  # what a need should not lean on

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "lysning.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "lysning.accounts.forms.SignUpQuestions"
ACCOUNT_FORMS = {
    "login": "lysning.accounts.entrance_forms.LoginForm",
    "signup": "lysning.accounts.entrance_forms.SignupForm",
    "add_email": "lysning.accounts.entrance_forms.AddEmailForm",
    "change_password": "lysning.accounts.entrance_forms.ChangePasswordForm",
    "set_password": "lysning.accounts.entrance_forms.SetPasswordForm",
    "reset_password": "lysning.accounts.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "lysning.accounts.entrance_forms.ResetPasswordKeyForm",
    "reauthenticate": "lysning.accounts.entrance_forms.ReauthenticateForm",
    "confirm_email_verification_code": "lysning.accounts.entrance_forms.ConfirmEmailVerificationCodeForm",
    "confirm_password_reset_code": "lysning.accounts.entrance_forms.ConfirmPasswordResetCodeForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # a town hall shares one address
    "login_failed": "20/m/ip,5/5m/key",
    "signup": "30/m/ip",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/10s/key",
    "follow": "20/h/ip,5/h/key",
    "support": "60/h/ip,5/h/key",  # a library or a residents' meeting shares one address
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:front"

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BUILD / "collected"
STATICFILES_DIRS = [BUILD / "static"]
MEDIA_ROOT = STATE / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others: half as much to compress at the first start
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lysning.core.views.csrf_failure"

DEFAULT_FROM_EMAIL = os.environ.get("LYSNING_MAIL_FROM", "Lysning <svar@lysning.example>")
MAIL_BACKEND = os.environ.get("LYSNING_MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_BACKEND = "lysning.notifications.backend.OutboxBackend"
EMAIL_HOST = os.environ.get("LYSNING_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("LYSNING_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("LYSNING_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LYSNING_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("LYSNING_SMTP_TLS", "0") == "1"
EMAIL_TIMEOUT = 10

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = os.environ.get("LYSNING_TASKS_IN", "tasks")
"""`lysning match` reads and runs no jobs: it names no module, and starts in half the time."""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"lysning": {"level": os.environ.get("LYSNING_LOG_LEVEL", "INFO")}},
}
