"""The trial an address speaks of, as far as the one who asks may see it, and what the one who asks is to it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from lysning.core.actors import Actor
from lysning.core.http import actor_of, load
from lysning.core.permissions import may, shown_the_way
from lysning.trials import queries
from lysning.trials.models import Trial

SEE, LEAD, MOVE, APPLY = "trials.view_trial", "trials.lead_trial", "trials.move_trial", "trials.apply"
MEASURE, HOLD = "trials.measure", "trials.hold_seat"


def find_trial(request: HttpRequest, slug: str, *, do: str | None = None) -> Trial:
    """The trial with this slug, with its parties. Raises Http404 or PermissionDenied as `load`."""
    return load(queries.with_parties(), request, see=SEE, do=do, slug=slug)


@dataclass(frozen=True)
class Reader:
    """What somebody is to a trial."""

    trial: Trial
    actor: Actor

    @cached_property
    def leads(self) -> bool:
        """True for who may write the protocol."""
        return may(self.actor, LEAD, self.trial)

    @cached_property
    def sees_all(self) -> bool:
        """True for who sees every number, however small."""
        return may(self.actor, "trials.see_all_measured", self.trial)

    @cached_property
    def parties(self) -> frozenset[str]:
        """For whom the reader may move the trial."""
        return queries.parties_of(self.trial, self.actor, leads=self.leads)

    @cached_property
    def own(self) -> frozenset[int] | None:
        """The municipalities whose numbers the reader sees and reports, None for all."""
        return queries.reports_for(self.trial, self.actor, leads=self.leads or self.sees_all)

    @cached_property
    def may_ask(self) -> bool:
        """True for who is led to a seat: the people of municipalities, and who has not signed in."""
        return shown_the_way(self.actor, APPLY)

    @cached_property
    def may_report(self) -> bool:
        """True for who may report of some site."""
        return may(self.actor, MEASURE, self.trial)


def reader_of(request: HttpRequest, trial: Trial) -> Reader:
    """What the one who asks is to the trial."""
    return Reader(trial, actor_of(request))
