import pytest
from django.db import connection
from tests.catalogue import listening

from lysning.core import events


@pytest.fixture
def announced(settings):
    """What has been announced, as (name, ids), instead of what others do about it."""
    settings.SUBSCRIPTIONS = "tests.catalogue.listening.TABLE"
    events._handlers.cache_clear()
    listening.heard.clear()
    yield listening.heard
    events._handlers.cache_clear()


@pytest.fixture
def run_sql(db):
    def run(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run
