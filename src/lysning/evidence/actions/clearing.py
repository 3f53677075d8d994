"""Examples away again."""

from django.db import transaction

from lysning.core.locks import lock
from lysning.evidence.actions.importing import IMPORT_LOCK, point_twins
from lysning.evidence.models import EarlierProject


@transaction.atomic
def remove_examples() -> list[int]:
    """Removes the earlier projects that are marked as examples; returns their keys. A real twin of one stands alone again."""
    lock(IMPORT_LOCK)
    examples = EarlierProject.objects.filter(is_example=True)
    keys, likenesses = list(examples.values_list("pk", flat=True)), set(examples.values_list("likeness", flat=True))
    EarlierProject.objects.filter(same_as__in=keys).update(same_as=None, same_as_reason="", read_as="")
    examples.delete()
    point_twins(likenesses)
    return keys
