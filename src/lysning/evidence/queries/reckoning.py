"""The numbers of a trial's measure, from what its sites have reported until now."""

from lysning.core.lookups import Alphabetical
from lysning.evidence.rules.conclusion import Better, Question
from lysning.evidence.rules.numbers import Missing, Numbers, numbers_of
from lysning.evidence.rules.places import matters_as, places_of
from lysning.evidence.rules.together import Sponsor
from lysning.evidence.rules.ways import measure_for
from lysning.trials.models import OutcomeMeasure, Site, Trial
from lysning.trials.queries import MeasuredRow, measured


def reckon_trial(trial: Trial, measure: OutcomeMeasure, *, sponsor: Sponsor) -> Numbers | None:
    """What the places of a trial say of a measure together; None where there is nothing that may be shown. Two queries."""
    rows = measured(trial, measure=measure.key)
    if not rows:
        return None
    way = measure_for(measure.kind, measure.key)
    found = places_of(rows, way, trial.comparison)
    minimum = None if measure.minimum is None else float(measure.minimum)
    better: Better = "lower" if measure.better == "lower" else "higher"
    question = Question(way, better, matters_as(way, minimum, found.level, float(measure.scale)), found.design)
    try:
        return numbers_of(found, question, sponsor=sponsor, silent=_silent(trial, rows))
    except ValueError:
        return None


def _silent(trial: Trial, rows: tuple[MeasuredRow, ...]) -> list[Missing]:
    """The sites of seated municipalities that have reported nothing of the measure."""
    heard = {row.site_id for row in rows}
    sites = Site.objects.filter(seat__trial=trial, seat__state="seated").exclude(pk__in=heard)
    sites = sites.order_by(Alphabetical("seat__municipality__name"), Alphabetical("name"))
    named = sites.values_list("name", "seat__municipality__name")
    return [Missing(name, municipality, "nothing_reported") for name, municipality in named]
