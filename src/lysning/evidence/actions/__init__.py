"""What writes earlier projects."""

from lysning.evidence.actions.clearing import remove_examples
from lysning.evidence.actions.importing import import_projects
from lysning.evidence.actions.subjects import file_under

__all__ = ["file_under", "import_projects", "remove_examples"]
