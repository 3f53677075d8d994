"""What an earlier project is about, as a room above has read it."""

from collections.abc import Collection

from django.db import transaction

from lysning.evidence.models import EarlierProject


@transaction.atomic
def file_under(*, project: EarlierProject, areas: Collection[int], topics: Collection[int]) -> None:
    """Files the project under these areas and topics (keys) in place of those before, for the words it has now.

    Nobody's act and so not in the audit log: it follows from the text, and is done again when the text or the reader changes.
    """
    project.areas.set(areas)
    project.topics.set(topics)
    EarlierProject.objects.filter(pk=project.pk).update(read_as=project.digest)
