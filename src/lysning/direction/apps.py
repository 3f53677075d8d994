from django.apps import AppConfig


class DirectionConfig(AppConfig):
    name = "lysning.direction"
    label = "direction"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.direction import permissions  # noqa: F401 -- importing registers the table
