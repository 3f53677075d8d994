from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "lysning.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.notifications import permissions  # noqa: F401 -- importing registers the table
