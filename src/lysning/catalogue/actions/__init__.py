"""What is done with solutions."""

from lysning.catalogue.actions.drafts import discard_draft, save_draft, start_solution
from lysning.catalogue.actions.pictures import add_image, forget_unused_pictures, remove_image
from lysning.catalogue.actions.publishing import publish_solution, start_new_version
from lysning.catalogue.actions.sight import (
    follow_topic,
    forget_changes,
    hide_solution,
    unhide_solution,
    withdraw_all_of,
    withdraw_solution,
)

__all__ = [
    "add_image",
    "discard_draft",
    "follow_topic",
    "forget_changes",
    "forget_unused_pictures",
    "hide_solution",
    "publish_solution",
    "remove_image",
    "save_draft",
    "start_new_version",
    "start_solution",
    "unhide_solution",
    "withdraw_all_of",
    "withdraw_solution",
]
