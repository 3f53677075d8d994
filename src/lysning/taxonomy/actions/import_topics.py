"""A list of topics that the operator brings, as CSV or JSON: all or nothing, and twice is once."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.progress import Progress, silent
from lysning.core.refusal import refusal_words
from lysning.taxonomy.actions.topics import accept_topic, add_topic, edit_topic, lead_to, one_merge_at_a_time
from lysning.taxonomy.models import KleGroup, ServiceArea, Topic
from lysning.taxonomy.queries import facts_of, with_areas
from lysning.taxonomy.rules import (
    TOPIC_COLUMNS,
    ImportReport,
    Known,
    ListedTopic,
    TopicFacts,
    check_topics,
    neutral,
    read_list,
)

OPTIONAL = ("kle_groups", "source")

refusal_words(
    topic_twice=_("The topic stands in line %(first)s already."),
    topic_state=_("“%(value)s” is not a state. Write proposed, current or merged."),
    topic_date=_("“%(value)s” is not a date. Write it as 2027-03-31."),
    topic_unknown=_("There is no topic with the key “%(value)s”, neither in the file nor here."),
    topic_only_proposed=_("“%(value)s” is only proposed. Accept it before others are merged into it."),
    topic_circle=_("The topics are merged in a circle."),
    topic_merge_unclear=_("State and target do not fit: a merged topic, and only that, says what it is merged into."),
    topic_merge_stands=_(
        "The topic is merged into “%(into)s” here. Undo that in the editor, where you see what moves."
    ),
)


@transaction.atomic
def import_topics(
    *, content: bytes, file_name: str, apply: bool, by: Actor, at: datetime, progress: Progress = silent
) -> ImportReport:
    """Takes over the topics of a list, or only tells what would change; topics that are not in it stay.

    Nothing is written when any row is bad. Columns that a list does not have stay as they are stored; a topic that is
    accepted stays accepted. Each change is made by the same action as in the editor and stands in the topic's history.
    """
    one_merge_at_a_time()
    stored = {topic.key: topic for topic in with_areas(Topic.objects.all())}
    listed, problems = check_topics(read_list(content, TOPIC_COLUMNS), _known(stored))
    if problems:
        return ImportReport(problems=problems)
    wanted = {row.key: _completed(row, stored.get(row.key), file_name) for row in listed}
    new = [row for row in listed if row.key not in stored]
    changed = [row for row in listed if row.key in stored and _differs(row, stored[row.key], wanted[row.key])]
    if apply and (new or changed):
        _write(new, changed, wanted, by=by, at=at, progress=progress)
        audit.record("taxonomy.import_topics", None, by=by, at=at, new=len(new), changed=len(changed))
    return ImportReport(len(new), len(changed), len(listed) - len(new) - len(changed), is_applied=apply)


def _known(stored: dict[str, Topic]) -> Known:
    return Known(
        areas=set(ServiceArea.objects.values_list("key", flat=True)),
        kle_groups=set(KleGroup.objects.values_list("number", flat=True)),
        topics={key: topic.merged_into.key if topic.merged_into else None for key, topic in stored.items()},
        accepted={key for key, topic in stored.items() if topic.accepted_at is not None},
    )


def _completed(row: ListedTopic, topic: Topic | None, file_name: str) -> TopicFacts:
    """What the topic will say: the list's words, and what is stored where the list has no such column."""
    facts = row.facts
    if topic is not None:
        kept = facts_of(topic)
        facts = replace(facts, **{name: getattr(kept, name) for name in OPTIONAL if name not in row.given})
    return facts if facts.source else replace(facts, source=neutral(file_name)[:300])


def _differs(row: ListedTopic, topic: Topic, wanted: TopicFacts) -> bool:
    is_accepted_now = topic.accepted_at is None and row.state == "current"
    is_merged_now = bool(row.merged_into) and topic.merged_into_id is None
    return bool(facts_of(topic).differing(wanted)) or is_accepted_now or is_merged_now


def _write(
    new: list[ListedTopic],
    changed: list[ListedTopic],
    wanted: dict[str, TopicFacts],
    *,
    by: Actor,
    at: datetime,
    progress: Progress,
) -> None:
    """Words first, then merges, so that each merge finds what it leads to."""
    rows = {topic.key: topic for topic in Topic.objects.filter(key__in=[row.key for row in changed])}
    for done, row in enumerate(new):
        progress(done, len(new) + len(changed), "")
        topic = add_topic(key=row.key, facts=wanted[row.key], accept=row.state != "proposed", by=by, at=at)
        rows[row.key] = topic
        if row.dated:
            Topic.objects.filter(pk=topic.pk).update(valid_from_date=row.dated)
    for done, row in enumerate(changed, len(new)):
        progress(done, len(new) + len(changed), "")
        topic = rows[row.key]
        rows[row.key] = edit_topic(topic=topic, revision=topic.revision, facts=wanted[row.key], by=by, at=at)
        if row.state == "current":
            rows[row.key] = accept_topic(topic=rows[row.key], by=by, at=at)
    for row in (*new, *changed):
        topic = rows[row.key]
        if row.merged_into and topic.merged_into_id is None:
            into = Topic.objects.get(key=row.merged_into)
            lead_to(topic, into, revision=topic.revision, by=by, at=at)
