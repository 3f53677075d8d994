from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "lysning.enquiries"
    label = "enquiries"

    def ready(self) -> None:
        """Makes the room's permission table known."""
        from lysning.enquiries import permissions  # noqa: F401 -- importing registers the table
