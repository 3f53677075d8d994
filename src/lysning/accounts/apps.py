from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lysning.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.accounts import permissions  # noqa: F401 -- importing registers the table
