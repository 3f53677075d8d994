"""Earlier projects read: into the index, and filed under the areas and topics their words speak of."""

from datetime import datetime
from math import inf
from time import monotonic

from django.db import transaction

from lysning.core.progress import Progress, silent
from lysning.evidence.actions import file_under
from lysning.evidence.models import EarlierProject
from lysning.matching.actions.subjects import index_subjects
from lysning.matching.queries.suggestions import suggest_areas
from lysning.matching.queries.tried import said_by_project
from lysning.taxonomy.models import Topic

AT_ONCE = 25
"""Projects read in one transaction: about three seconds of work."""


def read_projects(*, at: datetime, seconds: float = inf, progress: Progress = silent) -> bool:
    """Indexes the projects whose words have changed and files them; returns whether more may be left.

    Ends after the batch in which `seconds` have passed. Each batch is a transaction of its own, so what is broken off goes on
    where it was.
    """
    until = monotonic() + seconds
    total, done = EarlierProject.objects.unread().count(), 0
    while read := _read_some(at):
        done += read
        progress(done, total, "")
        if monotonic() > until:
            return True
    return False


@transaction.atomic
def _read_some(at: datetime) -> int:
    projects = list(EarlierProject.objects.unread().select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    index_subjects("project", [project.pk for project in projects], at=at)
    for project in projects:
        text = f"{project.title}\n{project.text}"
        areas = [area.area_id for area in suggest_areas(text)]
        topics = [each.subject_id for each in said_by_project(project.pk, "topic", within=Topic.objects.public())]
        file_under(project=project, areas=areas, topics=topics)
    return len(projects)
