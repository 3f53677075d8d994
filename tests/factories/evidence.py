"""Earlier projects through the room's own import, so that they have all that a list would give them."""

import json
from datetime import UTC, datetime
from itertools import count

from lysning.core.actors import SYSTEM
from lysning.evidence.actions import import_projects
from lysning.evidence.models import EarlierProject

_number = count(1)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
FLOOR = "En sensor i rummet på plejehjemmet mærker, når en beboer med demens falder om natten, og kalder på hjælp."


def bring(content, *, source="Listen", apply=True, **more):
    """What an import of a list reports; `content` is text, bytes or rows for JSON lines."""
    if isinstance(content, list):
        content = "\n".join(map(json.dumps, content))
    content = content if isinstance(content, bytes) else content.encode()
    return import_projects(content=content, source=source, apply=apply, by=SYSTEM, at=AT, **more)


def make_project(*, source="Listen", areas=(), topics=(), **columns):
    """One project as a list has it, filed under these areas and topics; `columns` are headings of a list."""
    number = next(_number)
    row = {"id": f"p-{number}", "title": f"Projekt {number}", "text": FLOOR, "period": "2012 - 2014", **columns}
    assert bring([row], source=source).new == 1
    project = EarlierProject.objects.get(source=source, source_id=row["id"])
    project.areas.set(areas)
    project.topics.set(topics)
    return project
