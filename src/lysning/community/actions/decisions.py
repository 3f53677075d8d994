"""What a coalition decides. Every wording stays; a decision is revised, never rewritten."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lysning.community.actions.words import checked, lock_going
from lysning.community.events import DecisionMade
from lysning.community.models import Coalition, Decision, DecisionChange
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.examples import as_example
from lysning.core.refusal import STALE, Refused
from lysning.core.revisions import update_unchanged


@transaction.atomic
def record_decision(
    *,
    coalition: Coalition,
    key: UUID,
    title: str,
    text: str,
    decided_on: date,
    is_public: bool,
    by: Actor,
    at: datetime,
) -> Decision:
    """Writes down what has been decided, for the members or for everyone; announces DecisionMade.

    The same `key` again is the same decision. Raises Refused at a text or at "decided_on", or "community_is_closed".
    """
    words = _checked(title, text, decided_on, at)
    locked = lock_going(coalition)
    if sent := Decision.objects.filter(coalition=locked, key=key).first():
        return sent
    last = Decision.objects.filter(coalition=locked).aggregate(last=Max("number"))["last"]
    decision = Decision.objects.create(
        coalition=locked,
        key=key,
        number=(last or 0) + 1,
        decided_on=decided_on,
        is_public=is_public,
        is_example=as_example(by, locked),
        created_at=at,
        **words,
    )
    _record(decision, "", by=by, at=at)
    return decision


@transaction.atomic
def revise_decision(
    *,
    decision: Decision,
    revision: int,
    title: str,
    text: str,
    decided_on: date,
    is_public: bool,
    note: str,
    by: Actor,
    at: datetime,
) -> Decision:
    """Gives a decision a new wording and says why; the old ones stay to be read. Announces DecisionMade.

    What is the same is not written. Raises Refused as `record_decision`, at "note", or "stale".
    """
    words, why = _checked(title, text, decided_on, at), checked("decision_note", note, field="note")
    lock_going(decision.coalition)
    row = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if row.revision != revision:
        raise Refused(STALE)
    said = {**words, "decided_on": decided_on, "is_public": is_public}
    if all(getattr(row, name) == value for name, value in said.items()):
        return row
    fresh = update_unchanged(row, revision=revision, **said)
    _record(fresh, why, by=by, at=at)
    return fresh


def _checked(title: str, text: str, decided_on: date, at: datetime) -> dict[str, str]:
    words = {
        "title": checked("decision_title", title, field="title"),
        "text": checked("decision_text", text, field="text"),
    }
    if decided_on > day_of(at):
        raise Refused("community_decided_to_come", field="decided_on")
    return words


def _record(decision: Decision, note: str, *, by: Actor, at: datetime) -> None:
    said = {name: getattr(decision, name) for name in ("title", "text", "decided_on", "is_public", "is_example")}
    DecisionChange.objects.create(
        decision=decision, number=decision.revision, note=note, by_user_id=by.user_id, at=at, **said
    )
    audit.record("community.decide", decision, by=by, at=at, number=decision.revision, is_public=decision.is_public)
    events.announce(DecisionMade(decision.pk, decision.revision))
