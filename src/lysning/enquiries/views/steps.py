"""What is next in the coalitions and trials of who begins the day here."""

from datetime import date

from lysning.community import queries as community
from lysning.core.actors import Actor
from lysning.core.steps import Steps, first_of
from lysning.trials import queries as trials


def steps_of(actor: Actor, *, today: date) -> Steps:
    """The first few steps of the actor's coalitions and trials. At most eight queries, three where there are none."""
    return first_of([*community.own_steps(actor), *trials.own_steps(actor, today=today)])
