from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import BigAutoField, ForeignKey

from lysning.core.lookups import Among
from lysning.core.timestamps import read_by_python


class CoreConfig(AppConfig):
    name = "lysning.core"
    label = "core"

    def ready(self) -> None:
        BigAutoField.register_lookup(Among)
        ForeignKey.register_lookup(Among)
        connection_created.connect(read_by_python, dispatch_uid="lysning.timestamps")
