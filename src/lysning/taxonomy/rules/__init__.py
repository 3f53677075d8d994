"""The pure part of imports: what a file says, and what is wrong with it."""

from lysning.taxonomy.rules.codes import check_cpv, check_kle, kle_gaps
from lysning.taxonomy.rules.objects import read_list
from lysning.taxonomy.rules.tables import (
    MAX_BYTES,
    MAX_ROWS,
    Column,
    ImportReport,
    Problem,
    Row,
    Table,
    csv_lines,
    fold,
    neutral,
    read_table,
)
from lysning.taxonomy.rules.topics import (
    MOST_KLE_GROUPS,
    TEXTS,
    TOPIC_COLUMNS,
    Known,
    ListedTopic,
    TopicFacts,
    check_topics,
    is_key,
    key_of,
    tidy,
    topic_faults,
)

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "MOST_KLE_GROUPS",
    "TEXTS",
    "TOPIC_COLUMNS",
    "Column",
    "ImportReport",
    "Known",
    "ListedTopic",
    "Problem",
    "Row",
    "Table",
    "TopicFacts",
    "check_cpv",
    "check_kle",
    "check_topics",
    "csv_lines",
    "fold",
    "is_key",
    "key_of",
    "kle_gaps",
    "neutral",
    "read_list",
    "read_table",
    "tidy",
    "topic_faults",
]
