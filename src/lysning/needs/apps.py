from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "lysning.needs"
    label = "needs"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.needs import permissions  # noqa: F401 -- importing registers the table
