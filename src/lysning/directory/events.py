"""What the directory tells the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostChanged:
    """One post was added, edited or closed."""

    post_id: int
