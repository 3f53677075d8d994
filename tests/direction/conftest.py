import pytest
from tests.factories.direction import make_rings
from tests.factories.listening import announced  # noqa: F401 -- a fixture of this folder

from lysning.direction.queries import rings


@pytest.fixture
def four_rings(db):
    """The rings that come with Lysning, and none that an earlier test has left in the process."""
    rings.forget()
    make_rings()
    yield
    rings.forget()
