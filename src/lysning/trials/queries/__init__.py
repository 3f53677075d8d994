"""Reads of trials."""

from lysning.trials.queries.listing import in_short, listed, taking_part, with_parties
from lysning.trials.queries.measured import MeasuredRow, measured
from lysning.trials.queries.measures import measures, measures_for
from lysning.trials.queries.missing import Awaited, missing_of, owed_by, sites_of
from lysning.trials.queries.open_data import open_measures, open_trials
from lysning.trials.queries.pictures import MeasurePicture, Point, Series, pictures_of
from lysning.trials.queries.planning import Plan, plan_of, version_in_force
from lysning.trials.queries.rows import corrected, measurement_rows, template_rows
from lysning.trials.queries.seats import Seats, municipalities_of, parties_of, reports_for, seats_of
from lysning.trials.queries.sites import SiteCell, SiteRow, site_rows
from lysning.trials.queries.steps import own_steps

__all__ = [
    "Awaited",
    "MeasurePicture",
    "MeasuredRow",
    "Plan",
    "Point",
    "Seats",
    "Series",
    "SiteCell",
    "SiteRow",
    "corrected",
    "in_short",
    "listed",
    "measured",
    "measurement_rows",
    "measures",
    "measures_for",
    "missing_of",
    "municipalities_of",
    "open_measures",
    "open_trials",
    "owed_by",
    "own_steps",
    "parties_of",
    "pictures_of",
    "plan_of",
    "reports_for",
    "seats_of",
    "site_rows",
    "sites_of",
    "taking_part",
    "template_rows",
    "version_in_force",
    "with_parties",
]
