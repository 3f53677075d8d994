"""What others ask of matching."""

from lysning.matching.queries.duplicates import near_duplicates
from lysning.matching.queries.posts import facts_of, match_posts, reach
from lysning.matching.queries.search import (
    Found,
    search_needs,
    search_posts,
    search_projects,
    search_solutions,
    search_topics,
)
from lysning.matching.queries.suggestions import suggest_areas, suggest_kle, suggest_topics
from lysning.matching.rules.facts import (
    AreaSuggestion,
    KleSuggestion,
    MatchFacts,
    NearDuplicate,
    PostMatch,
    Reach,
    Reason,
    WordShare,
)

__all__ = [
    "AreaSuggestion",
    "Found",
    "KleSuggestion",
    "MatchFacts",
    "NearDuplicate",
    "PostMatch",
    "Reach",
    "Reason",
    "WordShare",
    "facts_of",
    "match_posts",
    "near_duplicates",
    "reach",
    "search_needs",
    "search_posts",
    "search_projects",
    "search_solutions",
    "search_topics",
    "suggest_areas",
    "suggest_kle",
    "suggest_topics",
]
