"""The pure part of the directory: names, numbers, and what lists of posts and municipalities must look like."""

from lysning.directory.rules.municipality_list import ListReport, OtherRegion, OtherSpelling, compare_list
from lysning.directory.rules.names import MunicipalityName, MunicipalityNames, NameMatch, short_name
from lysning.directory.rules.numbers import clean_cvr
from lysning.directory.rules.posts import (
    MOST_STAND_IN_ROOM,
    MOST_WEEKLY_ROOM,
    PostRow,
    RoleName,
    RoleNames,
    check_posts,
    is_email,
)

__all__ = [
    "MOST_STAND_IN_ROOM",
    "MOST_WEEKLY_ROOM",
    "ListReport",
    "MunicipalityName",
    "MunicipalityNames",
    "NameMatch",
    "OtherRegion",
    "OtherSpelling",
    "PostRow",
    "RoleName",
    "RoleNames",
    "check_posts",
    "clean_cvr",
    "compare_list",
    "is_email",
    "short_name",
]
