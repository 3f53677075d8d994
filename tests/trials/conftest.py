import pytest
from tests.factories.listening import announced  # noqa: F401 -- a fixture of this folder

from lysning.trials.queries.measures import measures


@pytest.fixture(autouse=True)
def _fresh_measures():
    measures.forget()
    yield
    measures.forget()
