from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lysning.web"
    label = "web"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.web import permissions  # noqa: F401 -- importing registers the table
