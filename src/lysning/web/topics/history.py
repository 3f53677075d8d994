"""What has been done to a topic, in words, from the log of acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import User
from lysning.catalogue.rules.versions import Passage, passages
from lysning.core.models import AuditEntry
from lysning.taxonomy.models import Topic

SHOWN = 50
ACTS: dict[str, Promise] = {
    "taxonomy.add_topic": _("Added"),
    "taxonomy.edit_topic": _("Edited"),
    "taxonomy.accept_topic": _("Accepted: everyone can see it"),
    "taxonomy.merge_topic": _("Merged into another topic"),
    "taxonomy.receive_topic": _("Another topic was merged into this one"),
    "taxonomy.separate_topic": _("Separated from the other topic again"),
    "taxonomy.release_topic": _("Another topic was separated from this one"),
}
FIELDS: dict[str, Promise] = {
    "name_da": _("Name in Danish"),
    "name_en": _("Name in English"),
    "explanation_da": _("Explanation in Danish"),
    "explanation_en": _("Explanation in English"),
    "areas": _("Service areas"),
    "kle_groups": _("KLE subjects"),
    "source": _("Where is it from?"),
}


@dataclass(frozen=True)
class Difference:
    """One field that says two things: its name, and both as one row of passages."""

    label: Promise
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Act:
    """One line of a topic's history: when, by whom (nobody: Lysning itself), what, with which other topic, and what changed."""

    at: datetime
    author: str
    words: Promise
    other: Topic | None
    differences: tuple[Difference, ...]


def history_of(topic: Topic) -> list[Act]:
    """What has been done to the topic, the newest first, at most SHOWN acts. Three queries."""
    rows = AuditEntry.objects.filter(subject_kind="taxonomy.topic", subject_id=topic.pk, verb__in=ACTS)
    entries = list(rows.order_by("-at", "-pk")[:SHOWN])
    people = User.objects.in_bulk([entry.actor_id for entry in entries if entry.actor_id])
    keys = {key for entry in entries for key in (entry.facts.get("key"), entry.facts.get("into")) if key}
    others = Topic.objects.exclude(pk=topic.pk).in_bulk(list(keys), field_name="key")
    return [_act(entry, people, others) for entry in entries]


def differences(before: dict[str, object], after: dict[str, object]) -> tuple[Difference, ...]:
    """What differs between two sets of fields, in the order of the form."""
    return tuple(
        Difference(FIELDS[name], passages(_written(before[name]), _written(after[name])))
        for name in FIELDS
        if name in before and name in after and before[name] != after[name]
    )


def _act(entry: AuditEntry, people: dict[int, User], others: dict[str, Topic]) -> Act:
    author = str(people[entry.actor_id]) if entry.actor_id in people else ""
    keys: Iterable[object] = (entry.facts.get("key"), entry.facts.get("into"))
    other = next((others[key] for key in keys if isinstance(key, str) and key in others), None)
    changed = differences(entry.facts.get("before", {}), entry.facts.get("after", {}))
    return Act(entry.at, author, ACTS[entry.verb], other, changed)


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
