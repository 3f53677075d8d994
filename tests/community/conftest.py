from tests.factories.listening import announced  # noqa: F401 -- a fixture of this folder
