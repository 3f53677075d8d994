"""What is done with directions and their radars."""

from lysning.direction.actions.directions import (
    edit_direction,
    hide_direction,
    publish_direction,
    show_direction,
    start_direction,
)
from lysning.direction.actions.imports import ImportedLine, RadarImport, import_radar
from lysning.direction.actions.placements import edit_placement, place, remove_placement, restore_placement
from lysning.direction.actions.reviewing import remind_of_reviews
from lysning.direction.actions.seed import seed_rings

__all__ = [
    "ImportedLine",
    "RadarImport",
    "edit_direction",
    "edit_placement",
    "hide_direction",
    "import_radar",
    "place",
    "publish_direction",
    "remind_of_reviews",
    "remove_placement",
    "restore_placement",
    "seed_rings",
    "show_direction",
    "start_direction",
]
