from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "lysning.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Makes the room's permission table and its words known."""
        from lysning.catalogue import permissions, words  # noqa: F401 -- importing registers them
