from django.apps import AppConfig
from django.db.models import BigAutoField

from lysning.core.lookups import Among


class CoreConfig(AppConfig):
    name = "lysning.core"
    label = "core"

    def ready(self) -> None:
        BigAutoField.register_lookup(Among)
