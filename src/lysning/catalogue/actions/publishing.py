"""From draft to public version, and on to the next one."""

from datetime import datetime

from django.db import transaction

from lysning.catalogue.actions.answers import checked
from lysning.catalogue.events import SolutionPublished
from lysning.catalogue.models import Solution, SolutionImage, SolutionVersion
from lysning.catalogue.queries.answers import answers_of, content_of
from lysning.catalogue.rules.answers import CHOICES, LONGEST, NUMBERS, SETS, missing
from lysning.catalogue.rules.slugs import free_slug, slug_of
from lysning.catalogue.rules.versions import content_hash
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.locks import lock
from lysning.core.refusal import STALE, Refused
from lysning.directory.models import Supplier

MOST_PUBLISHED = 50
"""Slugs are given one at a time: two solutions of the same name must not meet."""


@transaction.atomic
def publish_solution(
    *, version: SolutionVersion, by: Actor, at: datetime, revision: int | None = None, note: str | None = None
) -> SolutionVersion:
    """Freezes the draft and makes it the version that everyone sees; announces SolutionPublished. Returns it fresh.

    The address is made of the title at the first publishing and stays. `revision`: the one the person has looked at, when
    there is a person. `note`: what is new, instead of what the draft says. Raises Refused: "stale", "version_is_frozen",
    "solution_is_withdrawn", "answers_missing" (count, answers), "nothing_changed", "too_many_published", or a text fault with
    field "change_note".
    """
    solution = Solution.objects.select_for_update(of=("self",)).get(pk=version.solution_id)
    draft = SolutionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    _check(solution, draft, revision)
    fingerprint = content_hash(content_of(draft))
    if solution.current_version is not None and solution.current_version.content_hash == fingerprint:
        raise Refused("nothing_changed")
    if solution.published_at is None:
        _check_room(solution.supplier_id)
        solution.slug, solution.published_at = _give_slug(draft.title), at
    if note is not None:
        draft.change_note = str(checked({"change_note": note})["change_note"])
    draft.frozen_at, draft.content_hash = at, fingerprint
    draft.save(update_fields=["change_note", "frozen_at", "content_hash"])
    draft.solution = solution
    solution.current_version = draft
    solution.save(update_fields=["slug", "published_at", "current_version"])
    audit.record("catalogue.publish_solution", solution, by=by, at=at, number=draft.number, content_hash=fingerprint)
    events.announce(SolutionPublished(solution.pk, draft.pk))
    return draft


@transaction.atomic
def start_new_version(*, solution: Solution, by: Actor, at: datetime) -> SolutionVersion:
    """Begins the next version as a copy of the published one, with its pictures; returns the draft there is, if there is one.

    Raises Refused("solution_is_withdrawn").
    """
    locked = Solution.objects.select_for_update(of=("self",)).get(pk=solution.pk)
    if locked.withdrawn_at is not None:
        raise Refused("solution_is_withdrawn")
    draft = SolutionVersion.objects.filter(solution=locked, frozen_at__isnull=True).first()
    if draft is not None:
        return draft
    current = locked.versions.order_by("-number")[0]
    plain = {name: getattr(current, name) for name in (*LONGEST, *CHOICES, *NUMBERS)} | {"change_note": ""}
    draft = SolutionVersion.objects.create(
        solution=locked, number=current.number + 1, created_at=at, created_by_id=by.user_id, **plain
    )
    for name in SETS:
        getattr(draft, name).set(getattr(current, name).all())
    for image in current.images.all():
        facts = {"sha256": image.sha256, "width": image.width, "height": image.height, "alt": image.alt}
        SolutionImage.objects.create(version=draft, position=image.position, **facts)
    audit.record("catalogue.start_new_version", locked, by=by, at=at, number=draft.number)
    return draft


def _check(solution: Solution, draft: SolutionVersion, revision: int | None) -> None:
    if solution.withdrawn_at is not None:
        raise Refused("solution_is_withdrawn")
    if draft.frozen_at is not None:
        raise Refused("version_is_frozen")
    if revision is not None and revision != draft.revision:
        raise Refused(STALE)
    lacking = [question.answer for question in missing(answers_of(draft)) if question.is_required]
    if lacking:
        raise Refused("answers_missing", count=len(lacking), answers=tuple(lacking))


def _check_room(supplier_id: int) -> None:
    Supplier.objects.select_for_update(of=("self",), no_key=True).get(pk=supplier_id)
    standing = Solution.objects.filter(supplier_id=supplier_id, published_at__isnull=False, withdrawn_at__isnull=True)
    if standing.count() >= MOST_PUBLISHED:
        raise Refused("too_many_published", most=MOST_PUBLISHED)


def _give_slug(title: str) -> str:
    lock("catalogue.slug")
    taken = Solution.objects.filter(slug__startswith=slug_of(title)).values_list("slug", flat=True)
    return free_slug(title, frozenset(taken))
