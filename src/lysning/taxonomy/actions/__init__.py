"""The verbs that write reference data."""

from lysning.core.progress import Progress, silent
from lysning.taxonomy.actions.import_topics import import_topics
from lysning.taxonomy.actions.imports import import_cpv, import_kle
from lysning.taxonomy.actions.seed import seed_reference
from lysning.taxonomy.actions.sync import Counts, Origin, origins, read_rows, sync_rows
from lysning.taxonomy.actions.topics import accept_topic, add_topic, edit_topic, merge_topic, separate_topic

__all__ = [
    "Counts",
    "Origin",
    "Progress",
    "accept_topic",
    "add_topic",
    "edit_topic",
    "import_cpv",
    "import_kle",
    "import_topics",
    "merge_topic",
    "origins",
    "read_rows",
    "seed_reference",
    "separate_topic",
    "silent",
    "sync_rows",
]
