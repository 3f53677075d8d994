"""Reads of municipalities and posts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lysning.core.formats import alphabetical
from lysning.core.lookups import Alphabetical
from lysning.core.refusal import Refused
from lysning.directory.models import EmailDomain, Import, ImportProblem, Municipality, Post, RegionMembership
from lysning.directory.rules import (
    ListReport,
    MunicipalityName,
    MunicipalityNames,
    RoleName,
    RoleNames,
    compare_list,
    short_name,
)
from lysning.directory.rules.municipality_list import LIST_COLUMNS
from lysning.directory.rules.posts import POST_COLUMNS
from lysning.taxonomy.queries import areas, kept
from lysning.taxonomy.rules import Problem, read_table


@dataclass(frozen=True)
class MunicipalityPlace:
    """A municipality and its place on the tile map; `population` is rounded and not official."""

    id: int
    code: str
    name: str
    slug: str
    column: int
    row: int
    population: int

    @property
    def short(self) -> str:
        """The name as it stands on a tile."""
        return short_name(self.name)


@kept
def municipality_places() -> tuple[MunicipalityPlace, ...]:
    """The municipalities with their tiles, by name in the order of the Danish alphabet. Kept."""
    return _places(Municipality.objects.all())


def places_by_id(ids: Iterable[int]) -> list[MunicipalityPlace]:
    """The municipalities with these ids, by name as above. No query while the municipalities are kept, otherwise one."""
    wanted = set(ids)
    found = [place for place in municipality_places() if place.id in wanted]
    return found if len(found) == len(wanted) else list(_places(Municipality.objects.filter(pk__in=wanted)))


def neighbours_of(municipality: Municipality) -> list[MunicipalityPlace]:
    """The municipalities that border on it, by name as above. One query while the municipalities are kept."""
    links = Municipality.neighbours.through.objects.filter(from_municipality=municipality)
    return places_by_id(links.values_list("to_municipality_id", flat=True))


def _places(municipalities: QuerySet[Municipality]) -> tuple[MunicipalityPlace, ...]:
    rows = municipalities.values_list("pk", "code", "name", "slug", "tile_column", "tile_row", "population")
    return tuple(sorted((MunicipalityPlace(*row) for row in rows), key=lambda place: alphabetical(place.name)))


def place_by_slug(slug: str) -> MunicipalityPlace | None:
    """The municipality with this slug, or None; no query while the municipalities are kept."""
    return next((place for place in municipality_places() if place.slug == slug), None)


def regions_of(day: date) -> dict[int, str]:
    """The name of the region in which each municipality (by id) lies that day. One query."""
    begun = Q(valid_from_date__isnull=True) | Q(valid_from_date__lte=day)
    lasting = Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=day)
    rows = RegionMembership.objects.filter(begun, lasting)
    return dict(rows.values_list("municipality_id", "region__name"))


def posts_of(municipality: Municipality, *, area_key: str = "", text: str = "") -> QuerySet[Post]:
    """The municipality's active posts with role and area, narrowed to an area and to a text in title, institution or e-mail."""
    posts = Post.objects.active().filter(municipality=municipality).select_related("role", "area", "municipality")
    if area_key:
        posts = posts.filter(area__key=area_key)
    for word in text.split():
        posts = posts.filter(
            Q(title__icontains=word)
            | Q(institution__icontains=word)
            | Q(email__icontains=word)
            | Q(role__title_da__icontains=word)
            | Q(role__title_en__icontains=word)
        )
    return posts.order_by("area__position", "role__position", "institution", "pk")


def posts_by_id(keys: Iterable[int], *, with_municipality: bool = True) -> dict[int, Post]:
    """These posts (ids) by id, each with its role and area, and its municipality where asked for; open or closed. One query.

    Roles and areas are the kept ones: joining them to every row costs more than all the rest.
    """
    wanted = frozenset(keys)
    if not wanted:
        return {}
    rows = Post.objects.order_by("pk").filter(pk__among=wanted)
    found = {post.pk: post for post in (rows.select_related("municipality") if with_municipality else rows)}
    roles = {role.pk: (role, area) for area in areas() for role in area.roles.all()}
    for post in found.values():
        if (kept := roles.get(post.role_id)) and kept[1].pk == post.area_id:
            post.role, post.area = kept
    return found


def post_rows() -> Iterator[dict[str, str]]:
    """Every active post under the headings that an import of posts reads, by municipality and role; made-up addresses are
    left out. One query.
    """
    posts = Post.objects.active().select_related("municipality", "area", "role")
    for post in posts.order_by(
        "municipality__code", "area__position", "role__position", "institution", "pk"
    ).iterator():
        yield {
            "kommune": post.municipality.name,
            "fagområde": post.area.name_da,
            "rolle": post.role.title_da,
            "institution": post.institution,
            "titel": post.title,
            "e-mail": "" if post.is_example else post.email,
            "ugeplads": str(post.weekly_room),
        }


def municipality_names() -> MunicipalityNames:
    """The finder of municipalities by code or name as written. One query."""
    rows = Municipality.objects.values_list("code", "name", "official_name")
    return MunicipalityNames(MunicipalityName(*row) for row in rows)


def role_names() -> RoleNames:
    """The finder of leader roles by key or title as written. No query while the areas are kept."""
    return RoleNames(
        RoleName(role.key, (role.title_da, role.title_en), (area.key, area.name_da, area.name_en))
        for area in areas()
        for role in area.roles.all()
    )


def check_municipality_list(content: bytes, *, day: date) -> ListReport:
    """How somebody's list of municipalities (and regions) agrees with ours that day; nothing is written. Three queries."""
    places = {place.id: place for place in municipality_places()}
    regions = {places[key].code: name for key, name in regions_of(day).items()}
    names = {place.code: place.name for place in places.values()}
    return compare_list(read_table(content, LIST_COLUMNS), municipality_names(), names, regions)


def email_domains() -> QuerySet[EmailDomain]:
    """Every e-mail domain with its municipality, by the municipality's name."""
    return EmailDomain.objects.select_related("municipality").order_by(Alphabetical("municipality__name"), "domain")


def imports() -> QuerySet[Import]:
    """The imports, newest first, without their files."""
    return Import.objects.defer("content").order_by("-uploaded_at", "-pk")


def words_of(problem: Problem | ImportProblem) -> str:
    """What is wrong, in the reader's language."""
    return str(Refused(problem.code, **problem.facts))


def post_headings() -> list[str]:
    """The headings a list of posts may have, the first of each column's spellings, in the order of the form."""
    return [column.headings[0] for column in POST_COLUMNS]
