"""What municipalities try together, and what it showed, on the pages of what it is about."""

from dataclasses import dataclass

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.community.models import Coalition, Member
from lysning.core.actors import Actor
from lysning.core.permissions import may
from lysning.evidence.queries.short import FindingLine, lines_of_trials
from lysning.trials.models import Seat, Trial
from lysning.trials.queries import in_short
from lysning.trials.rules import ENDED


@dataclass(frozen=True)
class TriedTogether:
    """The trials of a coalition, what they showed, and whether the reader may begin one in it."""

    trials: list[Trial]
    lines: list[FindingLine]
    may_begin: bool


def tried_together(coalition: Coalition, actor: Actor, *, is_inside: bool) -> TriedTogether:
    """The trials of the coalition that the actor may see, with their findings. One query, up to four where there are drafts."""
    rows = list(in_short(Trial.objects.filter(coalition=coalition)))
    inner = [row.pk for row in rows if not row.is_public]
    seen = set(Trial.objects.visible_to(actor).filter(pk__in=inner).values_list("pk", flat=True)) if inner else set()
    trials = [row for row in rows if row.is_public or row.pk in seen]
    is_going = coalition.closed_at is None and coalition.hidden_at is None
    return TriedTogether(
        trials,
        lines_of_trials([row.pk for row in trials if row.state in ENDED]),
        may_begin=is_inside and is_going and may(actor, "trials.start_trial"),
    )


@dataclass(frozen=True)
class Kept:
    """What a member keeps of the coalition's trials when it leaves: those it leads, and those it has or waits for a seat in."""

    led: list[Trial]
    seated: list[Trial]


def kept_when_leaving(member: Member) -> Kept:
    """The coalition's trials that go on for the member, as they do not hang on the membership. At most two queries."""
    rows = list(in_short(Trial.objects.filter(coalition=member.coalition_id, hidden_at=None).exclude(state__in=ENDED)))
    seats = Seat.objects.filter(trial__in=rows, municipality_id=member.organisation_id).exclude(state="withdrawn")
    own = set(seats.values_list("trial_id", flat=True)) if rows else set()
    return Kept(
        [row for row in rows if row.lead_id == member.organisation_id],
        [row for row in rows if row.pk in own],
    )


def may_try(actor: Actor) -> bool:
    """True where a button to begin a joint trial makes sense: for who may, and for visitors, who are sent to sign in."""
    return not actor.is_signed_in or bool(actor.organisations(MUNICIPAL_ROLES))
