from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "lysning.needs"
    label = "needs"

    def ready(self) -> None:
        """Makes the room's permission table known, and what the room keeps about a person."""
        from lysning.accounts.queries import add_own_data
        from lysning.needs import permissions  # noqa: F401 -- importing registers the table
        from lysning.needs.queries.own import own_needs

        add_own_data("needs", own_needs)
