from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "lysning.community"
    label = "community"

    def ready(self) -> None:
        """Makes the room's permission table known, and what the room keeps about a person."""
        from lysning.accounts.queries import add_own_data
        from lysning.community import permissions  # noqa: F401 -- importing registers the table
        from lysning.community.queries import own_work

        add_own_data("coalitions", own_work)
