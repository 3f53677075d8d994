from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "lysning.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.moderation import permissions  # noqa: F401 -- importing registers the table
