"""The pure part of imports: what a file says, and what is wrong with it."""

from lysning.taxonomy.rules.codes import check_cpv, check_kle, kle_gaps
from lysning.taxonomy.rules.tables import (
    MAX_BYTES,
    MAX_ROWS,
    Column,
    ImportReport,
    Problem,
    Row,
    Table,
    fold,
    neutral,
    read_table,
)

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "Column",
    "ImportReport",
    "Problem",
    "Row",
    "Table",
    "check_cpv",
    "check_kle",
    "fold",
    "kle_gaps",
    "neutral",
    "read_table",
]
