"""Reads of directions, radars and rings."""

from lysning.direction.queries.compare import ComparedLine, Comparison, compare, public_stands
from lysning.direction.queries.country import (
    CountryRadar,
    TopicLine,
    country_radar,
    least_municipalities,
    published_by_area,
    topic_spreads,
)
from lysning.direction.queries.editing import (
    Placed,
    Searched,
    beginnings,
    drafts_of,
    homes_for_a_copy,
    placeable,
    suggestions,
)
from lysning.direction.queries.entries import placement_entries
from lysning.direction.queries.files import compared_rows, country_document, country_rows, radar_document, radar_rows
from lysning.direction.queries.history import direction_state, placements_now, placements_then, reader_of
from lysning.direction.queries.names import Named, Names
from lysning.direction.queries.overview import AreaLine, overview
from lysning.direction.queries.owners import owner_posts
from lysning.direction.queries.peers import Likeness, Peer, Peers, like_sizes, peers
from lysning.direction.queries.placement import Moment, PlacementPage, address_of, last_author, placement_page
from lysning.direction.queries.radar import Narrowing, PlacementLine, Radar, RingSection, radar_of
from lysning.direction.queries.reviews import ReviewLine, due_reviews, review_lines
from lysning.direction.queries.rings import RingLine, open_rings, ring_keys, ring_sources, rings, rings_by_key, rings_on
from lysning.direction.queries.unset import Unset, unset_directions

__all__ = [
    "AreaLine",
    "ComparedLine",
    "Comparison",
    "CountryRadar",
    "Likeness",
    "Moment",
    "Named",
    "Names",
    "Narrowing",
    "Peer",
    "Peers",
    "Placed",
    "PlacementLine",
    "PlacementPage",
    "Radar",
    "ReviewLine",
    "RingLine",
    "RingSection",
    "Searched",
    "TopicLine",
    "Unset",
    "address_of",
    "beginnings",
    "compare",
    "compared_rows",
    "country_document",
    "country_radar",
    "country_rows",
    "direction_state",
    "drafts_of",
    "due_reviews",
    "homes_for_a_copy",
    "last_author",
    "least_municipalities",
    "like_sizes",
    "open_rings",
    "overview",
    "owner_posts",
    "peers",
    "placeable",
    "placement_entries",
    "placement_page",
    "placements_now",
    "placements_then",
    "public_stands",
    "published_by_area",
    "radar_document",
    "radar_of",
    "radar_rows",
    "reader_of",
    "review_lines",
    "ring_keys",
    "ring_sources",
    "rings",
    "rings_by_key",
    "rings_on",
    "suggestions",
    "topic_spreads",
    "unset_directions",
]
