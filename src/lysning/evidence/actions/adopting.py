"""A municipality takes a finding as its own knowledge, with its reservations, and may take that back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.refusal import Refused
from lysning.directory.models import Municipality
from lysning.evidence.actions.checking import checked_text
from lysning.evidence.events import FindingAdopted
from lysning.evidence.models import Adoption, Finding


@transaction.atomic
def adopt_finding(
    *, finding: Finding, municipality: Municipality, reservations: str, decided_by: str, by: Actor, at: datetime
) -> Adoption:
    """Notes that the municipality counts the finding, as its newest version says it, as its own; announces FindingAdopted.

    Raises Refused with the field: "finding_not_public", "adopted_already", "evidence_text_missing" for who decided.
    """
    locked = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if not locked.is_public or locked.current_version_id is None:
        raise Refused("finding_not_public")
    words = checked_text("reservations", reservations)
    who = checked_text("decided_by", decided_by, is_required=True)
    try:
        with transaction.atomic():
            adoption = Adoption.objects.create(
                finding=locked,
                version_id=locked.current_version_id,
                municipality=municipality,
                reservations=words,
                decided_by=who,
                adopted_at=at,
                by_user_id=by.user_id,
                is_example=as_example(by, locked),
            )
    except IntegrityError as error:
        raise Refused("adopted_already") from error
    audit.record("evidence.adopt_finding", adoption, by=by, at=at, finding=locked.pk, municipality=municipality.pk)
    events.announce(FindingAdopted(adoption.pk))
    return adoption


@transaction.atomic
def withdraw_adoption(*, adoption: Adoption, reason: str, by: Actor, at: datetime) -> Adoption:
    """Takes an adoption back with a word on why; it stays as having been.

    Raises Refused: "adoption_withdrawn", or at "reason".
    """
    words = checked_text("reason", reason, is_required=True)
    rows = Adoption.objects.standing().filter(pk=adoption.pk)
    if not rows.update(withdrawn_at=at, withdrawn_reason=words):
        raise Refused("adoption_withdrawn")
    audit.record("evidence.withdraw_adoption", adoption, by=by, at=at)
    adoption.refresh_from_db()
    return adoption
