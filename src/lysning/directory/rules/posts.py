"""What a list of leader posts must look like, and which post each of its rows means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lysning.core.plaintext import has_cpr_number
from lysning.directory.rules.names import MunicipalityNames
from lysning.taxonomy.rules import Column, Problem, Row, Table, fold, neutral

MOST_WEEKLY_ROOM = 10
MOST_STAND_IN_ROOM = 50
LONGEST_NAME = 200
POST_COLUMNS = (
    Column("municipality", ("kommune", "municipality", "kommunekode", "kommunenavn"), is_required=True),
    Column("area", ("fagområde", "område", "area", "service area")),
    Column("role", ("rolle", "role", "lederrolle", "fagområde/rolle", "area/role"), is_required=True),
    Column("institution", ("institution", "arbejdssted", "workplace")),
    Column("title", ("titel", "title", "stillingsbetegnelse")),
    Column("email", ("e-mail", "mail", "e-mailadresse", "mailadresse", "e-post", "e-mail address")),
    Column("weekly_room", ("ugeplads", "weekly room", "plads pr. uge", "henvendelser pr. uge")),
)
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


@dataclass(frozen=True)
class RoleName:
    """A leader role as its key and the titles and area names people write, in both languages."""

    key: str
    titles: tuple[str, ...]
    areas: tuple[str, ...]


class RoleNames:
    """Finds the role behind a key or a title as written."""

    def __init__(self, roles: Iterable[RoleName]) -> None:
        self._roles = {role.key: role for role in roles}
        self._folded = {fold(text): role.key for role in self._roles.values() for text in (role.key, *role.titles)}

    def find(self, text: str) -> str | None:
        """The key of the role meant, or None."""
        return self._folded.get(fold(text))

    def is_in_area(self, key: str, area: str) -> bool:
        """True when the area, by key or name, is the role's."""
        return fold(area) in {fold(text) for text in self._roles[key].areas}


@dataclass(frozen=True)
class PostRow:
    """One good row of a list of posts; None where the list has no column or an empty cell, which changes nothing."""

    line: int
    municipality_code: str
    role_key: str
    institution: str
    title: str | None = None
    email: str | None = None
    weekly_room: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same post: municipality, role and institution (whatever its case)."""
        return self.municipality_code, self.role_key, self.institution.lower()


def is_email(text: str) -> bool:
    """True for an address as municipalities have them: plain ASCII domain, at most 254 characters (RFC 5321)."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None  # noqa: PLR2004 -- RFC 5321


def check_posts(
    table: Table, municipalities: MunicipalityNames, roles: RoleNames
) -> tuple[tuple[PostRow, ...], tuple[Problem, ...]]:
    """The good rows of a list of posts, and every bad place in the others, in the order of the lines.

    A post that stands twice is a problem of its second row.
    """
    good: dict[tuple[str, str, str], PostRow] = {}
    problems = list(table.problems)
    for row in table.rows:
        found = [*_places(row, municipalities, roles), *_texts(row), *_room(row)]
        if found:
            problems += (replace(each, column=table.headed.get(each.column, each.column)) for each in found)
            continue
        post = _post(row, municipalities, roles)
        first = good.setdefault(post.key, post)
        if first is not post:
            problems.append(Problem(row.line, "", "post_twice", {"first": first.line}))
    return tuple(good.values()), tuple(sorted(problems, key=lambda problem: problem.line))


def _post(row: Row, municipalities: MunicipalityNames, roles: RoleNames) -> PostRow:
    place, role = municipalities.find(row.cells["municipality"]), roles.find(row.cells["role"])
    assert place is not None
    assert role is not None
    room = row.cells.get("weekly_room")
    return PostRow(
        line=row.line,
        municipality_code=place.code,
        role_key=role,
        institution=neutral(row.cells.get("institution", "")),
        title=neutral(row.cells.get("title", "")) or None,
        email=row.cells.get("email", "").lower() or None,
        weekly_room=int(room) if room else None,
    )


def _places(row: Row, municipalities: MunicipalityNames, roles: RoleNames) -> Iterable[Problem]:
    municipality, role, area = row.cells["municipality"], row.cells["role"], row.cells.get("area", "")
    if municipalities.find(municipality) is None:
        yield Problem(row.line, "municipality", "municipality_unknown", {"value": municipality})
    key = roles.find(role)
    if key is None:
        yield Problem(row.line, "role", "role_unknown", {"value": role})
    elif area and not roles.is_in_area(key, area):
        yield Problem(row.line, "area", "role_elsewhere", {"value": area, "role": role})


def _texts(row: Row) -> Iterable[Problem]:
    for name in ("institution", "title"):
        text = row.cells.get(name, "")
        if len(text) > LONGEST_NAME:
            yield Problem(row.line, name, "cell_too_long", {"length": LONGEST_NAME})
        if "\n" in text:
            yield Problem(row.line, name, "cell_has_lines")
        if has_cpr_number(text):
            yield Problem(row.line, name, "cell_has_cpr")
    email = row.cells.get("email", "").lower()
    if email and not is_email(email):
        yield Problem(row.line, "email", "email_wrong", {"value": email[:80]})


def _room(row: Row) -> Iterable[Problem]:
    text = row.cells.get("weekly_room", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= MOST_WEEKLY_ROOM):  # noqa: PLR2004 -- two digits
        yield Problem(row.line, "weekly_room", "room_wrong", {"value": text[:20], "most": MOST_WEEKLY_ROOM})
