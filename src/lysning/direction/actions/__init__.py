"""What is done with directions and their radars."""

from lysning.direction.actions.directions import edit_direction, publish_direction, start_direction
from lysning.direction.actions.imports import ImportedLine, RadarImport, import_radar
from lysning.direction.actions.placements import edit_placement, place, remove_placement, restore_placement
from lysning.direction.actions.reviewing import keep_direction, keep_placement, remind_of_reviews
from lysning.direction.actions.seed import seed_rings
from lysning.direction.actions.sight import hide_direction, hide_placement, show_direction, show_placement

__all__ = [
    "ImportedLine",
    "RadarImport",
    "edit_direction",
    "edit_placement",
    "hide_direction",
    "hide_placement",
    "import_radar",
    "keep_direction",
    "keep_placement",
    "place",
    "publish_direction",
    "remind_of_reviews",
    "remove_placement",
    "restore_placement",
    "seed_rings",
    "show_direction",
    "show_placement",
    "start_direction",
]
