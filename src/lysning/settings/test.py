"""The settings of the test run: quick passwords, mails kept in the database, hosts that a browser test needs."""

from lysning.settings.base import *  # noqa: F403 -- Django's way of layering settings

SECRET_KEY = "only-for-tests"  # noqa: S105 -- the test run has no secrets
EXAMPLE_MODE = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
BASE_URL = "http://testserver"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
