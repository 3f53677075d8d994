from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "lysning.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Makes the room's permission table known, and what the room keeps about a person."""
        from lysning.accounts.queries import add_own_data
        from lysning.notifications import permissions  # noqa: F401 -- importing registers the table
        from lysning.notifications.queries.following import own_subscriptions

        add_own_data("followed", own_subscriptions)
