"""A municipality's own list of posts: first what would change, then all of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.locks import lock
from lysning.core.progress import Progress, silent
from lysning.directory.models import Municipality, Post
from lysning.directory.queries import municipality_names, role_names
from lysning.directory.rules import PostRow, check_posts
from lysning.directory.rules.posts import POST_COLUMNS
from lysning.taxonomy.models import LeaderRole
from lysning.taxonomy.rules import ImportReport, read_table

BATCH = 1000
FIELDS = ("title", "email", "weekly_room")


@dataclass
class _Plan:
    """What a list means for the stored posts."""

    new: list[Post] = field(default_factory=list)
    changed: list[Post] = field(default_factory=list)
    unchanged: int = 0


def import_posts(*, content: bytes, apply: bool, by: Actor, at: datetime, progress: Progress = silent) -> ImportReport:
    """Takes over a list of posts, or only tells what would change; a second time the same list changes nothing.

    A row means the active post of this municipality, role and institution; where there is none it is added. Empty cells and
    columns the list does not have change nothing. Nothing is written when any row is bad: the report's problems name line,
    column and reason.
    """
    rows, problems = check_posts(read_table(content, POST_COLUMNS), municipality_names(), role_names())
    if problems:
        return ImportReport(problems=problems)
    with transaction.atomic():
        lock("directory.import_posts")
        plan = _plan(rows, at)
        if apply and (plan.new or plan.changed):
            _write(plan, progress)
            audit.record("directory.import_posts", None, by=by, at=at, new=len(plan.new), changed=len(plan.changed))
    return ImportReport(len(plan.new), len(plan.changed), plan.unchanged, is_applied=apply)


def _plan(rows: Iterable[PostRow], at: datetime) -> _Plan:
    municipalities = dict(Municipality.objects.values_list("code", "pk"))
    roles = LeaderRole.objects.in_bulk(field_name="key")
    stored = {
        (post.municipality_id, post.role_id, post.institution.lower()): post
        for post in Post.objects.active().select_for_update(of=("self",))
    }
    plan = _Plan()
    for row in rows:
        municipality, role = municipalities[row.municipality_code], roles[row.role_key]
        values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS if getattr(row, name) is not None}
        post = stored.get((municipality, role.pk, row.institution.lower()))
        if post is None:
            facts = {"institution": row.institution, "created_at": at, **values}
            plan.new.append(Post(municipality_id=municipality, role=role, area_id=role.area_id, **facts))
        elif any(getattr(post, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(post, name, value)
            plan.changed.append(post)
        else:
            plan.unchanged += 1
    return plan


def _write(plan: _Plan, progress: Progress) -> None:
    total = len(plan.new) + len(plan.changed)
    for start in range(0, len(plan.new), BATCH):
        Post.objects.bulk_create(plan.new[start : start + BATCH])
        progress(min(start + BATCH, len(plan.new)), total, "")
    for start in range(0, len(plan.changed), BATCH):
        batch = plan.changed[start : start + BATCH]
        Post.objects.bulk_update(batch, FIELDS)
        Post.objects.filter(pk__in=[post.pk for post in batch]).update(revision=F("revision") + 1)
        progress(len(plan.new) + min(start + BATCH, len(plan.changed)), total, "")
