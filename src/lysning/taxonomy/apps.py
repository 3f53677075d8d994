from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "lysning.taxonomy"
    label = "taxonomy"

    def ready(self) -> None:
        """Makes the room's permission table and the words for lists known."""
        from lysning.taxonomy import permissions, words  # noqa: F401 -- importing registers them
