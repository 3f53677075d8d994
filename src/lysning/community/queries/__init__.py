"""Reads of coalitions."""

from lysning.community.queries.members import (
    acting_organisations,
    coalitions_of,
    in_force_of,
    is_member,
    leaving_of,
    members_acted_for,
    stewarded,
)
from lysning.community.queries.pages import (
    Chosen,
    about,
    decisions_of,
    documents_of,
    listed,
    open_rows,
    own_waiting,
    participants_of,
    posts_of,
    public_decisions,
    reach,
    subject_by,
    tasks_of,
    waiting_of,
    with_subjects,
    wordings_of,
)
from lysning.community.queries.persons import own_work
from lysning.community.queries.steps import own_steps

__all__ = [
    "Chosen",
    "about",
    "acting_organisations",
    "coalitions_of",
    "decisions_of",
    "documents_of",
    "in_force_of",
    "is_member",
    "leaving_of",
    "listed",
    "members_acted_for",
    "open_rows",
    "own_steps",
    "own_waiting",
    "own_work",
    "participants_of",
    "posts_of",
    "public_decisions",
    "reach",
    "stewarded",
    "subject_by",
    "tasks_of",
    "waiting_of",
    "with_subjects",
    "wordings_of",
]
