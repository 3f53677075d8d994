from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "lysning.directory"
    label = "directory"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.directory import permissions  # noqa: F401 -- importing registers the table
