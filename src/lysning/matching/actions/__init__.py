"""What writes the index."""

from lysning.matching.actions.indexing import compact_space, index_documents, rebuild_space, remove_document
from lysning.matching.actions.subjects import (
    compact_where_needed,
    index_need,
    index_post,
    index_reference,
    index_solution,
    reindex_everything,
)

__all__ = [
    "compact_space",
    "compact_where_needed",
    "index_documents",
    "index_need",
    "index_post",
    "index_reference",
    "index_solution",
    "rebuild_space",
    "reindex_everything",
    "remove_document",
]
