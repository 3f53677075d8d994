import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _alone(settings, db):
    """The room without the pages above it, and without the tries of the test before."""
    settings.LOGIN_REDIRECT_URL = "accounts:welcome"
    settings.ACCOUNT_LOGOUT_REDIRECT_URL = "/konto/log-ind/"
    settings.EMAIL_BACKEND = "lysning.notifications.backend.OutboxBackend"  # Django's test runner puts its own there
    cache.clear()
