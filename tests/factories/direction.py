"""Directions and placements through the room's own actions, so that they have the history they would have."""

from datetime import UTC, date, datetime
from itertools import count

from tests.factories.directory import make_municipality, make_post
from tests.factories.taxonomy import make_area, make_role

from lysning.core.actors import SYSTEM
from lysning.direction import actions
from lysning.direction.models import Ring, RingWording
from lysning.direction.queries import rings
from lysning.direction.rules import DirectionFacts, PlacementFacts, Subject

_number = count(1)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = date(2026, 11, 2)
REVIEW = date(2027, 5, 4)
SOURCED = {"source": "test", "status": "verified"}


def make_rings():
    """The rings that come with Lysning."""
    actions.seed_rings(at=AT)


def make_ring(key, *, position=9, begins=date(2021, 1, 1), ends=None, name=None):
    ring = Ring.objects.create(key=key, position=position, valid_from_date=begins, valid_to_date=ends, **SOURCED)
    make_wording(ring, begins, name or key.title())
    return ring


def make_wording(ring, begins, name, **values):
    rings.forget()
    texts = {"name_da": name, "name_en": f"{name} (en)", "meaning_da": f"{name}.", "meaning_en": f"{name}."}
    return RingWording.objects.create(
        key=f"{ring.key}-{begins:%Y%m%d}", ring=ring, valid_from_date=begins, **{**texts, **SOURCED, **values}
    )


def post_in(municipality, area):
    return municipality.posts.filter(area=area).first() or make_post(municipality, make_role(area))


def direction_facts(post, **facts):
    defaults = {"aims": ("Tryghed uden flere hænder",), "background": "Vi bliver flere ældre.", "review_by": REVIEW}
    return DirectionFacts(owner_post_id=post.pk, **{**defaults, **facts})


def placement_facts(post, **facts):
    defaults = {"ring": "klar", "reason": "Vi har prøvet det, og det virker.", "decided_on": DAY, "review_by": REVIEW}
    return PlacementFacts(**{"owner_post_id": post.pk, **defaults, **facts})


def make_direction(municipality=None, area=None, *, published=True, at=AT, by=SYSTEM, **facts):
    municipality, area = municipality or make_municipality(), area or make_area()
    if not Ring.objects.exists():
        make_rings()
    post = post_in(municipality, area)
    direction = actions.start_direction(
        municipality=municipality, area=area, facts=direction_facts(post, **facts), by=by, at=at
    )
    if published:
        direction = actions.publish_direction(direction=direction, revision=1, drafts={}, by=by, at=at)
    return direction


def make_placement(
    direction=None, *, topic=None, solution=None, own_title="", published=True, at=AT, by=SYSTEM, **facts
):
    direction = direction or make_direction(at=at)
    if topic is None and solution is None:
        own_title = own_title or f"Teknologi {next(_number)}"
    subject = Subject(topic and topic.pk, solution and solution.pk, own_title)
    return actions.place(
        direction=direction,
        subject=subject,
        facts=placement_facts(direction.owner_post, **facts),
        publish=published,
        by=by,
        at=at,
    )


def make_removed_placement(direction=None, *, at=AT, by=SYSTEM, **facts):
    placement = make_placement(direction, at=at, by=by, **facts)
    return actions.remove_placement(placement=placement, revision=1, note="Vi bruger den ikke.", by=by, at=at)
