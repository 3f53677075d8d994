"""The verbs that write organisations and posts."""

from lysning.directory.actions import words  # noqa: F401 -- importing gives the refusals their words
from lysning.directory.actions.domains import add_domain, remove_domain
from lysning.directory.actions.import_posts import import_posts
from lysning.directory.actions.municipalities import set_stand_in_room
from lysning.directory.actions.posts import PostChanges, add_post, close_post, edit_post
from lysning.directory.actions.runs import confirm_import, discard_import, run_import, start_import
from lysning.directory.actions.seed import seed_directory

__all__ = [
    "PostChanges",
    "add_domain",
    "add_post",
    "close_post",
    "confirm_import",
    "discard_import",
    "edit_post",
    "import_posts",
    "remove_domain",
    "run_import",
    "seed_directory",
    "set_stand_in_room",
    "start_import",
]
