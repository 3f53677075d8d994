"""The names that a need should not lean on. The room that has them is named in the settings, for it stands beside this one."""

from collections.abc import Collection

from django.conf import settings
from django.utils.module_loading import import_string


def product_names() -> Collection[str]:
    """What firms and their solutions are called, as `settings.PRODUCT_NAMES` (a dotted path) tells."""
    names: Collection[str] = import_string(settings.PRODUCT_NAMES)()
    return names
