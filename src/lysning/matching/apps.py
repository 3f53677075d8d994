from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "lysning.matching"
    label = "matching"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.matching import permissions  # noqa: F401 -- importing registers the table
