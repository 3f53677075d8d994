"""What people write about trials."""

from lysning.trials.forms.changes import Changed, changed
from lysning.trials.forms.measuring import PlaceForm, ReportForm, SheetForm
from lysning.trials.forms.parties import BeginForm, PartiesForm
from lysning.trials.forms.protocols import PARTS, PartForm
from lysning.trials.forms.sample import SampleForm
from lysning.trials.forms.taking_part import MoveForm, SeatForm, SiteForm

__all__ = [
    "PARTS",
    "BeginForm",
    "Changed",
    "MoveForm",
    "PartForm",
    "PartiesForm",
    "PlaceForm",
    "ReportForm",
    "SampleForm",
    "SeatForm",
    "SheetForm",
    "SiteForm",
    "changed",
]
