import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _outbox(settings, db):
    settings.EMAIL_BACKEND = "lysning.notifications.backend.OutboxBackend"  # Django's test runner puts its own there
    cache.clear()
