"""A topic's life: proposed, accepted, reworded, merged into another, and separated again. Nothing is ever deleted."""

from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.locks import lock
from lysning.core.refusal import STALE, Refused, refusal_words
from lysning.core.revisions import update_unchanged
from lysning.taxonomy.events import TopicMerged, TopicsChanged, TopicSeparated
from lysning.taxonomy.models import EndedMerge, KleGroup, ServiceArea, Topic
from lysning.taxonomy.queries import facts_of, topics
from lysning.taxonomy.rules import TEXTS, TopicFacts, is_key, key_of, tidy, topic_faults

OUR_OWN = "Skrevet af dem, der driver Lysning"
"""The source of a topic whose author says none; stored in Danish like every source of ours."""

refusal_words(
    topic_key=_("“%(value)s” cannot stand in an address. Use small letters a-z, digits and hyphens."),
    topic_key_taken=_("There is a topic with this key already."),
    topic_text_missing=_("This must be filled in."),
    topic_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    topic_area_missing=_("Choose at least one service area."),
    topic_areas_unknown=_("“%(value)s” is not a service area."),
    topic_kle_groups_unknown=_("“%(value)s” is not a KLE subject we know."),
    topic_kle_groups_many=_("Choose at most %(most)s KLE subjects."),
    topic_is_merged=_("This topic has been merged into another. Separate it first."),
    topic_is_not_merged=_("This topic is not merged into another."),
    topic_into_itself=_("A topic cannot be merged into itself."),
    topic_target_not_current=_("Choose a topic that is accepted and not itself merged."),
)


@transaction.atomic
def add_topic(*, facts: TopicFacts, accept: bool, by: Actor, at: datetime, key: str = "") -> Topic:
    """Adds a topic, proposed or accepted at once; returns it. Without a key it gets one from its Danish name.

    Raises Refused with the field as field: "topic_key", "topic_key_taken", or what `topic_faults` says.
    """
    one_merge_at_a_time()
    key = key or key_of(facts.name_da)
    if not is_key(key):
        raise Refused("topic_key", field="key", value=key[:60])
    if Topic.objects.filter(key=key).exists():
        raise Refused("topic_key_taken", field="key")
    facts = _checked(facts)
    topic = Topic.objects.create(
        key=key,
        status="estimate",
        valid_from_date=day_of(at),
        proposed_at=at,
        accepted_at=at if accept else None,
        edited_at=at,
        **_texts(facts),
    )
    _set_links(topic, facts)
    audit.record("taxonomy.add_topic", topic, by=by, at=at, accepted=accept, after=asdict(facts))
    tell(topic)
    return topic


@transaction.atomic
def edit_topic(*, topic: Topic, revision: int, facts: TopicFacts, by: Actor, at: datetime) -> Topic:
    """Says something else about a topic and returns it fresh; what is the same is not written. Its key stays.

    Raises Refused: "stale", or what `topic_faults` says, with the field as field.
    """
    locked = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if locked.revision != revision:
        raise Refused(STALE)
    before, after = facts_of(locked), _checked(facts)
    changed = before.differing(after)
    if not changed:
        return locked
    _set_links(locked, after)
    update_unchanged(locked, revision=revision, edited_at=at, **_texts(after))
    was, now = ({name: asdict(said)[name] for name in changed} for said in (before, after))
    audit.record("taxonomy.edit_topic", locked, by=by, at=at, before=was, after=now)
    tell(locked)
    return locked


@transaction.atomic
def accept_topic(*, topic: Topic, by: Actor, at: datetime) -> Topic:
    """Lets everyone see a proposed topic and choose it; returns it fresh. An accepted one stays as it is.

    Raises Refused("topic_is_merged").
    """
    locked = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if locked.merged_into_id is not None:
        raise Refused("topic_is_merged")
    if locked.accepted_at is None:
        update_unchanged(locked, revision=locked.revision, accepted_at=at)
        audit.record("taxonomy.accept_topic", locked, by=by, at=at)
        tell(locked)
    return locked


@transaction.atomic
def merge_topic(*, topic: Topic, into: Topic, revision: int, by: Actor, at: datetime) -> Topic:
    """Lets a topic count as another from now on, with all that was merged into it before; returns it fresh.

    What points at it stays where it is and reads `topic.current`, so the history is whole and the merge can be undone.
    Announces TopicMerged. Raises Refused: "stale", "topic_is_merged", "topic_into_itself" or "topic_target_not_current"
    (field "into").
    """
    one_merge_at_a_time()
    locked = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if locked.merged_into_id is not None:
        raise Refused("topic_is_merged")
    if locked.pk == into.pk:
        raise Refused("topic_into_itself", field="into")
    if not Topic.objects.public().filter(pk=into.pk).exists():
        raise Refused("topic_target_not_current", field="into")
    lead_to(locked, into, revision=revision, by=by, at=at)
    return locked


@transaction.atomic
def separate_topic(*, topic: Topic, revision: int, by: Actor, at: datetime) -> Topic:
    """Undoes a merge: the topic stands for itself again, with what was merged into it; returns it fresh.

    That it was merged is kept for the days between. Announces TopicSeparated. Raises Refused("stale") or
    ("topic_is_not_merged").
    """
    one_merge_at_a_time()
    locked = Topic.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=topic.pk)
    before, since = locked.merged_into, locked.merged_at
    if before is None or since is None:
        raise Refused("topic_is_not_merged")
    update_unchanged(locked, revision=revision, merged_into=None, merged_at=None)
    EndedMerge.objects.create(topic=locked, into=before, merged_at=since, separated_at=max(since, at))
    audit.record("taxonomy.separate_topic", locked, by=by, at=at, key=locked.key, into=before.key)
    audit.record("taxonomy.release_topic", before, by=by, at=at, key=locked.key, into=before.key)
    events.announce(TopicSeparated(locked.pk, before.pk))
    tell(locked)
    return locked


def lead_to(topic: Topic, into: Topic, *, revision: int, by: Actor, at: datetime) -> None:
    """Writes a merge that has been checked; the database still refuses a circle."""
    update_unchanged(topic, revision=revision, merged_into=into, merged_at=at)
    audit.record("taxonomy.merge_topic", topic, by=by, at=at, key=topic.key, into=into.key)
    audit.record("taxonomy.receive_topic", into, by=by, at=at, key=topic.key, into=into.key)
    events.announce(TopicMerged(topic.pk, into.pk))
    tell(topic)


def one_merge_at_a_time() -> None:
    """Waits for the lock that the database takes for every merge, before any row is locked; held until the transaction ends."""
    lock("taxonomy.topics")


def tell(*changed: Topic) -> None:
    """Tells the rooms above that topics have changed, and asks for the kept ones anew within this request too."""
    topics.forget()
    events.announce(TopicsChanged(tuple(topic.pk for topic in changed)))


def _checked(facts: TopicFacts) -> TopicFacts:
    """The facts as they may be stored. Raises Refused at the first fault."""
    facts = tidy(replace(facts, source=facts.source or OUR_OWN))
    areas = set(ServiceArea.objects.values_list("key", flat=True))
    kle = set(KleGroup.objects.filter(number__in=facts.kle_groups).values_list("number", flat=True))
    for fault in topic_faults(facts, areas, kle):
        raise Refused(fault.code, field=fault.column, **fault.facts)
    return facts


def _texts(facts: TopicFacts) -> dict[str, str]:
    return {name: getattr(facts, name) for name in TEXTS}


def _set_links(topic: Topic, facts: TopicFacts) -> None:
    topic.areas.set(ServiceArea.objects.filter(key__in=facts.areas))
    topic.kle_groups.set(KleGroup.objects.filter(number__in=facts.kle_groups))
