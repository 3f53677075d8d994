"""Rows of the taxonomy with sensible defaults; every call makes a new one."""

from itertools import count

from django.db.models import Max

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.taxonomy.actions import add_topic, merge_topic
from lysning.taxonomy.models import CpvCode, KleGroup, LeaderRole, ServiceArea
from lysning.taxonomy.queries import areas, topics
from lysning.taxonomy.rules import TopicFacts

_number = count(1)
SOURCED = {"source": "test", "status": "verified"}


def make_area(key=None, **values):
    number = next(_number)
    areas.forget()
    defaults = {
        "name_da": f"Fagområde {number}",
        "name_en": f"Area {number}",
        "committee_da": "Udvalget",
        "committee_en": "The committee",
        "position": 1 + (ServiceArea.objects.aggregate(last=Max("position"))["last"] or 0),
    }
    return ServiceArea.objects.create(key=key or f"area-{number}", **{**SOURCED, **defaults, **values})


def make_role(area=None, **values):
    number = next(_number)
    area = area or make_area()
    areas.forget()
    defaults = {
        "key": f"role-{number}",
        "title_da": f"Leder {number}",
        "title_en": f"Leader {number}",
        "level": "head",
        "position": 1 + (area.roles.aggregate(last=Max("position"))["last"] or 0),
    }
    return LeaderRole.objects.create(area=area, **{**SOURCED, **defaults, **values})


def make_kle_group(number, title="Emne", **values):
    level = 1 + number.count(".")
    parent = KleGroup.objects.filter(number=number[:-3]).first() if level > 1 else None
    return KleGroup.objects.create(number=number, title=title, level=level, parent=parent, **{**SOURCED, **values})


def make_cpv_code(code, name_da="Vare", **values):
    return CpvCode.objects.create(code=code, name_da=name_da, **{**SOURCED, **values})


def make_topic(key=None, *, areas=None, accept=True, merged_into=None, at=None, **texts):
    """A topic through the room's own actions; `areas` are rows of ServiceArea."""
    number, at = next(_number), at or clock.now()
    topics.forget()
    defaults = {
        "name_da": f"Emne {number}",
        "name_en": f"Topic {number}",
        "explanation_da": f"En slags teknologi nummer {number}.",
        "explanation_en": f"A kind of technology, number {number}.",
        "areas": tuple(area.key for area in areas or [make_area()]),
    }
    facts = TopicFacts(**{**defaults, **texts})
    topic = add_topic(key=key or f"emne-{number}", facts=facts, accept=accept, by=SYSTEM, at=at)
    if merged_into is not None:
        topic = merge_topic(topic=topic, into=merged_into, revision=topic.revision, by=SYSTEM, at=at)
    return topic
