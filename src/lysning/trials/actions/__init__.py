"""What is done with trials."""

from lysning.trials.actions.imports import SheetImport, import_measurements, read_upload
from lysning.trials.actions.measuring import report
from lysning.trials.actions.moving import hide_trial, move_trial, show_trial
from lysning.trials.actions.protocols import amend_protocol, begin_trial, hash_of, save_protocol, set_parties
from lysning.trials.actions.reminding import remind_of_measurements
from lysning.trials.actions.runs import LONG, run_sheet, start_sheet_run
from lysning.trials.actions.seating import add_site, apply_for_seat, edit_site, withdraw_seat
from lysning.trials.actions.seed import seed_measures

__all__ = [
    "LONG",
    "SheetImport",
    "add_site",
    "amend_protocol",
    "apply_for_seat",
    "begin_trial",
    "edit_site",
    "hash_of",
    "hide_trial",
    "import_measurements",
    "move_trial",
    "read_upload",
    "remind_of_measurements",
    "report",
    "run_sheet",
    "save_protocol",
    "seed_measures",
    "set_parties",
    "show_trial",
    "start_sheet_run",
    "withdraw_seat",
]
