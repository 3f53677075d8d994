"""What writes the index."""

from lysning.matching.actions.dense import embed_missing, embed_slice
from lysning.matching.actions.folding import fold
from lysning.matching.actions.indexing import index_documents, remove_document
from lysning.matching.actions.projects import read_projects
from lysning.matching.actions.rebuilding import rebuild_space
from lysning.matching.actions.sources import Source
from lysning.matching.actions.subjects import (
    bring_up_to_date,
    fold_where_needed,
    index_need,
    index_post,
    index_reference,
    index_solution,
    index_solutions_of_topics,
    index_topics,
    reindex_everything,
)
from lysning.matching.actions.vectors import forget_vectors, prepare_vectors

__all__ = [
    "Source",
    "bring_up_to_date",
    "embed_missing",
    "embed_slice",
    "fold",
    "fold_where_needed",
    "forget_vectors",
    "index_documents",
    "index_need",
    "index_post",
    "index_reference",
    "index_solution",
    "index_solutions_of_topics",
    "index_topics",
    "prepare_vectors",
    "read_projects",
    "rebuild_space",
    "reindex_everything",
    "remove_document",
]
