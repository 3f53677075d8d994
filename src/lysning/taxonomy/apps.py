from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "lysning.taxonomy"
    label = "taxonomy"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.taxonomy import permissions  # noqa: F401 -- importing registers the table
