"""Taking the example away again: every row that is marked, and what hangs on it. Real data stay as they are."""

from datetime import datetime

from django.apps import apps
from django.db import models, transaction

from lysning.accounts.models import User
from lysning.catalogue.models import Solution
from lysning.community.models import Coalition
from lysning.core import audit, clock
from lysning.core.actors import SYSTEM, Actor
from lysning.direction.models import Direction
from lysning.directory.models import Municipality, Organisation, Post, Supplier
from lysning.enquiries.models import Enquiry, PromiseMeasure
from lysning.evidence.actions import remove_examples
from lysning.evidence.models import Finding
from lysning.matching.actions import read_projects, remove_document
from lysning.needs.models import Need
from lysning.notifications.models import Mail
from lysning.trials.models import Trial
from lysning.web.demo.reach import Keys, has_field, reach, rows_of, take_away
from lysning.web.figures import forget_figures

STAYING = (Municipality, Organisation, Post, User)
"""What is marked and not taken away as a row: real posts get their own words back, and people go last, as an account does."""
COUNTED = {
    "solutions": Solution,
    "needs": Need,
    "enquiries": Enquiry,
    "directions": Direction,
    "findings": Finding,
    "trials": Trial,
    "coalitions": Coalition,
    "mails": Mail,
    "suppliers": Supplier,
}
FOUND_BY = {"solution": Solution, "need": Need}


@transaction.atomic
def clear_demo(*, by: Actor = SYSTEM, at: datetime | None = None) -> dict[str, int]:
    """Removes all that is marked as an example; returns how many rows of each kind went. A second time removes nothing.

    What cannot be without an example goes too, whoever made it: an answer about an example solution, for instance. The audit
    log keeps its lines: it only grows.
    """
    moment = at or clock.now()
    projects = remove_examples()
    gone = reach(_marked())
    counts = {name: len(gone[model]) for name, model in COUNTED.items()} | {"projects": len(projects)}
    take_away(gone)
    for kind, model in FOUND_BY.items():
        for key in gone[model]:
            remove_document(kind, key, at=moment)
    for key in projects:
        remove_document("project", key, at=moment)
    read_projects(at=moment)
    counts |= _people_and_posts(moment)
    if counts["enquiries"]:
        PromiseMeasure.objects.all().delete()
    if any(counts.values()):
        audit.record("web.clear_demo", None, by=by, at=moment, **counts)
    forget_figures()
    return counts


@transaction.atomic
def clear(*kinds: type[models.Model]) -> int:
    """Removes the examples of these kinds and all that cannot be without them; returns how many rows of the kinds went."""
    gone = reach({kind: keys for kind, keys in _marked().items() if kind in kinds})
    take_away(gone)
    return sum(len(gone[kind]) for kind in kinds)


def _marked() -> Keys:
    """The rows that are marked, by model; but for those that stay."""
    return {
        model: set(rows_of(model).filter(is_example=True).values_list("pk", flat=True))
        for model in apps.get_models()
        if model not in STAYING and has_field(model, "is_example")
    }


def _people_and_posts(at: datetime) -> dict[str, int]:
    people = User.objects.filter(is_example=True)
    posts = list(Post.objects.filter(is_example=True).values_list("pk", flat=True))
    counts = {"people": people.count(), "posts": len(posts)}
    people.delete()
    Post.objects.filter(pk__in=posts).update(email="", interests="", is_example=False)
    for key in posts:
        remove_document("post", key, at=at)
    return counts
