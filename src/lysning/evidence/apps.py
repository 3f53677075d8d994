from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "lysning.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.evidence import permissions  # noqa: F401 -- importing registers the table
