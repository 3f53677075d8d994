from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "lysning.core"
    label = "core"
