"""The verbs that write reference data."""

from lysning.core.progress import Progress, silent
from lysning.taxonomy.actions.imports import import_cpv, import_kle
from lysning.taxonomy.actions.seed import seed_reference
from lysning.taxonomy.actions.sync import Counts, Origin, origins, read_rows, sync_rows

__all__ = [
    "Counts",
    "Origin",
    "Progress",
    "import_cpv",
    "import_kle",
    "origins",
    "read_rows",
    "seed_reference",
    "silent",
    "sync_rows",
]
