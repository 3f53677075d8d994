"""Drafts: begun, saved as one goes, thrown away."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from lysning.catalogue.actions.answers import checked, write_sets
from lysning.catalogue.models import Solution, SolutionVersion
from lysning.catalogue.queries.answers import answers_of
from lysning.catalogue.rules import versions
from lysning.catalogue.rules.answers import SETS
from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.refusal import STALE, Refused
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Supplier

MOST_DRAFTS = 30


@transaction.atomic
def start_solution(*, supplier: Supplier, by: Actor, at: datetime) -> SolutionVersion:
    """Begins a solution with an empty draft; returns the draft.

    The address is random, so that nobody can guess or count drafts. Raises Refused("too_many_drafts").
    """
    Supplier.objects.select_for_update(of=("self",), no_key=True).get(pk=supplier.pk)
    if Solution.objects.filter(supplier=supplier, published_at__isnull=True).count() >= MOST_DRAFTS:
        raise Refused("too_many_drafts", most=MOST_DRAFTS)
    solution = Solution.objects.create(
        supplier=supplier, slug=f"u-{secrets.token_hex(8)}", is_example=supplier.is_example, created_at=at
    )
    version = SolutionVersion.objects.create(
        solution=solution, number=1, created_at=at, created_by_id=by.user_id, contact_email=supplier.contact_email
    )
    audit.record("catalogue.start_solution", solution, by=by, at=at)
    return version


@transaction.atomic
def save_draft(
    *,
    version: SolutionVersion,
    revision: int,
    changes: Mapping[str, object],
    by: Actor,
    at: datetime,
    seen: Mapping[str, str] | None = None,
) -> SolutionVersion:
    """Writes answers into the draft and returns it fresh; answers that change nothing are not written.

    `changes`: answers by name (rules.answers.ANSWERS): texts, choices, Decimals or None, `price_units` as int, `areas` as area
    keys, `kle_groups` as KLE numbers, `topics` as topic keys, `used_by` as municipality codes. `revision`: the one the person
    looked at. When the draft has moved on, `seen` (rules.versions.fingerprint of each answer as the person saw it) lets edits
    of different answers meet.
    Raises Refused("stale", answers=...) when both changed the same answer, Refused with the answer as field when one is not
    allowed, Refused("version_is_frozen"), and ValueError for an answer that does not exist.
    """
    draft = SolutionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if draft.frozen_at is not None:
        raise Refused("version_is_frozen")
    mine, saved = checked(changes), answers_of(draft)
    if draft.revision != revision:
        meeting = versions.meet(seen or {}, mine, saved)
        if meeting.conflicts:
            raise Refused(STALE, answers=meeting.conflicts)
        mine = dict(meeting.changes)
    changed = versions.changed_answers(saved, mine)
    if not changed:
        return draft
    plain = {name: mine[name] for name in changed if name not in SETS}
    write_sets(draft, {name: mine[name] for name in changed if name in SETS})
    update_unchanged(draft, revision=draft.revision, **plain)
    audit.record("catalogue.save_draft", draft, by=by, at=at, answers=list(changed))
    return draft


@transaction.atomic
def discard_draft(*, version: SolutionVersion, by: Actor, at: datetime) -> None:
    """Throws a draft away for good: of a published solution only the draft, otherwise the whole solution.

    Raises Refused("version_is_frozen") for a version that has been published.
    """
    solution = Solution.objects.select_for_update(of=("self",)).get(pk=version.solution_id)
    draft = SolutionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if draft.frozen_at is not None:
        raise Refused("version_is_frozen")
    audit.record("catalogue.discard_draft", solution, by=by, at=at, number=draft.number)
    if solution.published_at is None:
        solution.delete()
    else:
        draft.delete()
