import pytest
from django.db import transaction
from tests.factories.taxonomy import make_kle_group

from lysning.core import events
from lysning.matching import tasks
from lysning.matching.models import Document
from lysning.taxonomy.events import KleImported


@pytest.mark.django_db
def test_imported_kle_titles_are_read_by_a_job():
    from procrastinate.contrib.django.models import ProcrastinateJob

    make_kle_group("27", "Social service")
    with transaction.atomic():
        events.announce(KleImported())
    assert ProcrastinateJob.objects.filter(task_name="matching.index_reference", status="todo").count() == 1
    tasks.index_reference()
    assert Document.objects.filter(generation__space="kle").count() == 1
