from django.apps import AppConfig
from django.db.models import BigAutoField, ForeignKey

from lysning.core.lookups import Among


class CoreConfig(AppConfig):
    name = "lysning.core"
    label = "core"

    def ready(self) -> None:
        BigAutoField.register_lookup(Among)
        ForeignKey.register_lookup(Among)
