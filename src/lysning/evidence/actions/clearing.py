"""Examples away again."""

from django.db import transaction

from lysning.core.locks import lock
from lysning.evidence.actions.importing import IMPORT_LOCK, point_twins
from lysning.evidence.models import Adoption, BusinessCase, EarlierProject, Finding, FindingVersion


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


@transaction.atomic
def remove_finding_examples() -> int:
    """Removes the findings, adoptions and business cases that are marked as examples; returns how many findings went."""
    examples = Finding.objects.filter(is_example=True)
    count = examples.count()
    BusinessCase.objects.filter(is_example=True).delete()
    BusinessCase.objects.filter(finding__in=examples).update(finding=None)
    Adoption.objects.filter(finding__in=examples).delete()
    examples.update(current_version=None, published_at=None, renewed_at=None)
    FindingVersion.objects.filter(finding__in=examples).delete()
    examples.delete()
    return count
