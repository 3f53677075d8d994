"""The verbs that write organisations and posts."""

from lysning.directory.actions.seed import seed_directory

__all__ = ["seed_directory"]
