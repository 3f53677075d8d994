from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "lysning.trials"
    label = "trials"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.trials import permissions  # noqa: F401 -- importing registers the table
