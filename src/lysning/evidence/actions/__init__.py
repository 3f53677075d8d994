"""What writes earlier projects, findings, adoptions and business cases."""

from lysning.evidence.actions.adopting import adopt_finding, withdraw_adoption
from lysning.evidence.actions.cases import check_case, edit_case, keep_case, refuse_plan
from lysning.evidence.actions.clearing import remove_examples
from lysning.evidence.actions.findings import (
    edit_finding,
    generated,
    hide_finding,
    publish_finding,
    record_study,
    show_finding,
    start_finding,
)
from lysning.evidence.actions.importing import import_projects
from lysning.evidence.actions.subjects import file_under

__all__ = [
    "adopt_finding",
    "check_case",
    "edit_case",
    "edit_finding",
    "file_under",
    "generated",
    "hide_finding",
    "import_projects",
    "keep_case",
    "publish_finding",
    "record_study",
    "refuse_plan",
    "remove_examples",
    "show_finding",
    "start_finding",
    "withdraw_adoption",
]
