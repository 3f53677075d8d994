"""What a reader sees of a solution: the facts of its page, and cards for lists."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Manager, Model, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.catalogue.models import CHOICES, SHORT_CHOICES, Solution, SolutionImage, SolutionVersion
from lysning.catalogue.queries.answers import Priced, price_facts_of
from lysning.catalogue.rules import markdown
from lysning.catalogue.rules.price import TYPICAL_POPULATION, Price, cost_over, price_for, price_table
from lysning.core.actors import Actor
from lysning.core.formats import alphabetical
from lysning.core.written import WrittenOnce
from lysning.directory.models import Municipality
from lysning.directory.queries import MunicipalityPlace, places_by_id
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.taxonomy.queries import areas_by_id, topics_by_id

State = Literal["draft", "published", "withdrawn", "hidden"]
CARD_WORDS = 220
AREAS = (SolutionVersion.areas.through.objects, "servicearea")
TOPICS = (SolutionVersion.topics.through.objects, "topic")
USED_BY = (SolutionVersion.used_by.through.objects, "municipality")
Place = Municipality | MunicipalityPlace
"""For whom a price is reckoned."""


@dataclass(frozen=True)
class AreaLine:
    """A service area a solution belongs to."""

    id: int
    key: str
    name: str


@dataclass(frozen=True)
class TopicLine:
    """A kind of technology a solution is, as it counts today."""

    key: str
    name: str


@dataclass(frozen=True)
class ImageLine:
    """A picture: `catalogue:picture` and `catalogue:thumbnail` take its hash."""

    id: int
    sha256: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class PriceLines:
    """A price as stated, and what it comes to; sums in kroner excluding VAT, None where the supplier has not said."""

    model: str
    words: Promise | str
    amount: Decimal | None
    start: Decimal | None
    units: int | None
    unit_name: str
    typical: Price | None
    own: Price | None
    table: tuple[tuple[int, Price], ...]

    @property
    def nearest(self) -> Price | None:
        """The price for one's own municipality where it is known, otherwise for 40,000 inhabitants."""
        return self.own or self.typical

    @property
    def in_all(self) -> Decimal | None:
        """What the nearest price comes to over four years."""
        return cost_over(self.nearest) if self.nearest else None


@dataclass(frozen=True)
class SolutionPageFacts:
    """Everything a leader needs to know of one version; texts in Markdown have become safe HTML."""

    solution_id: int
    version_id: int
    slug: str
    number: int
    state: State
    is_example: bool
    supplier_id: int
    supplier_name: str
    supplier_slug: str
    published_at: datetime | None
    frozen_at: datetime | None
    withdrawn_reason: str
    hidden_reason: str
    title: str
    problem: str
    audience: str
    description_html: SafeString
    evidence_html: SafeString
    integrations: str
    wanted_from_municipality: str
    maturity: Promise | str
    personal_data: Promise | str
    ai_use: Promise | str
    medical_device: Promise | str
    contact_email: str
    website: str
    price: PriceLines
    own_municipality: str
    areas: tuple[AreaLine, ...]
    kle_groups: tuple[str, ...]
    topics: tuple[TopicLine, ...]
    used_by: tuple[tuple[str, str], ...]
    images: tuple[ImageLine, ...]

    @property
    def summary(self) -> str:
        """One line for search engines and shared links."""
        return markdown.shortened(self.problem, 160)


@dataclass(frozen=True)
class SolutionCard:
    """A published solution in a list."""

    solution_id: int
    slug: str
    title: str
    problem: str
    audience: str
    supplier_name: str
    supplier_slug: str
    is_example: bool
    published_at: datetime
    maturity: Promise | str
    maturity_short: Promise | str
    personal_data: Promise | str
    ai_use: Promise | str
    price: PriceLines
    areas: tuple[AreaLine, ...]
    image: ImageLine | None


class CardRow(NamedTuple):
    """The columns of a card; those from `title` on are the current version's, the last the ids of its areas."""

    id: int
    slug: str
    is_example: bool
    published_at: datetime
    supplier_name: str
    supplier_slug: str
    version_id: int
    title: str
    problem: str
    audience: str
    maturity: str
    personal_data: str
    ai_use: str
    price_model: str
    price_amount: Decimal | None
    price_start: Decimal | None
    price_units: int | None
    price_unit_name: str
    area_ids: Sequence[int]


class SolutionHeading(NamedTuple):
    """What stands in a short list: which solution it is, what it is called, and whose it is."""

    solution_id: int
    slug: str
    title: str
    supplier_name: str
    is_example: bool


def solution_page_facts(slug: str, actor: Actor, place: Place | None = None) -> SolutionPageFacts | None:
    """The facts of the current version of the solution with this slug; None when there is none that the actor may see.

    At most four queries. Of a solution never published the supplier sees the draft. `price.own` is reckoned for the place,
    otherwise for the actor's own municipality, when there is one.
    """
    solution = Solution.objects.visible_to(actor).filter(slug=slug).only("pk", "current_version_id").first()
    return None if solution is None else page_facts(solution, place or own_municipality(actor))


def page_facts(solution: Solution, place: Place | None) -> SolutionPageFacts | None:
    """The facts of a solution that the asker may see, as `solution_page_facts`; None when it has no version. Three queries."""
    versions = SolutionVersion.objects.filter(solution_id=solution.pk)
    wanted = versions.filter(pk=solution.current_version_id) if solution.current_version_id else versions
    version = _with_everything(wanted).first()
    return None if version is None else _facts(version, place, _known([version]))


def comparison(slugs: Sequence[str], place: Place | None) -> list[SolutionPageFacts]:
    """The facts of the public ones among these solutions, in the order given, each once; prices for the place. Four queries."""
    rows = Solution.objects.public().filter(slug__in=slugs).values_list("current_version_id", flat=True)
    versions = {each.solution.slug: each for each in _with_everything(SolutionVersion.objects.filter(pk__in=rows))}
    known = _known(versions.values())
    return [_facts(versions[slug], place, known) for slug in dict.fromkeys(slugs) if slug in versions]


def preview_facts(version: SolutionVersion, actor: Actor) -> SolutionPageFacts:
    """The facts of this very version, draft or not, as a leader would see them. At most four queries."""
    whole = _with_everything(SolutionVersion.objects.filter(pk=version.pk)).get()
    return _facts(whole, own_municipality(actor), _known([whole]))


def cards(ids: Iterable[int], place: Place | None = None) -> list[SolutionCard]:
    """The public ones among these solutions (ids), in the order given; prices also for the place. Two queries."""
    wanted = list(ids)
    found = {row[0]: CardRow(*row) for row in _card_rows(wanted)}
    images = {row[0]: ImageLine(*row[1:]) for row in _first_images(row.version_id for row in found.values())}
    areas = areas_by_id({key for row in found.values() for key in row.area_ids})
    return [_card(found[key], place, areas, images.get(found[key].version_id)) for key in wanted if key in found]


@WrittenOnce
def _card_rows(ids: frozenset[int]) -> QuerySet[Any, Any]:
    columns = [f"current_version__{name}" for name in CardRow._fields[CardRow._fields.index("title") : -1]]
    own = ("pk", "slug", "is_example", "published_at", "supplier__name", "supplier__slug", "current_version_id")
    rows = Solution.objects.public().filter(pk__among=ids).order_by()
    areas = _ids_of(*AREAS, version="current_version")
    return rows.annotate(area_ids=areas).values_list(*own, *columns, "area_ids")


@WrittenOnce
def _first_images(versions: frozenset[int]) -> QuerySet[Any, Any]:
    rows = SolutionImage.objects.filter(version__among=versions).order_by("version_id", "position", "pk")
    return rows.distinct("version_id").values_list("version_id", "pk", "sha256", "width", "height", "alt")


def headings(ids: Iterable[int]) -> list[SolutionHeading]:
    """What the public ones among these solutions (ids) are called, in the order given. One query."""
    wanted = list(ids)
    found = {row[0]: SolutionHeading(*row) for row in _headings(wanted)}
    return [found[key] for key in wanted if key in found]


@WrittenOnce
def _headings(ids: frozenset[int]) -> QuerySet[Any, Any]:
    rows = Solution.objects.public().filter(pk__among=ids)
    return rows.values_list("pk", "slug", "current_version__title", "supplier__name", "is_example")


def state_of(solution: Solution) -> State:
    """Where a solution stands: a draft, published, withdrawn for good, or hidden by a moderator."""
    if solution.published_at is None:
        return "draft"
    if solution.withdrawn_at is not None:
        return "withdrawn"
    return "published" if solution.hidden_at is None else "hidden"


def price_lines(version: Priced, population: int | None = None) -> PriceLines:
    """The price of a version as stated and as it comes to for 40,000 inhabitants, for `population`, and for each size."""
    facts = price_facts_of(version)
    return PriceLines(
        model=version.price_model,
        words=CHOICES["price_model"].get(version.price_model, ""),
        amount=version.price_amount,
        start=version.price_start,
        units=version.price_units,
        unit_name=version.price_unit_name,
        typical=price_for(facts, TYPICAL_POPULATION),
        own=price_for(facts, population) if population else None,
        table=price_table(facts),
    )


def _with_everything(rows: QuerySet[SolutionVersion]) -> QuerySet[SolutionVersion]:
    """With the ids of what is kept in the process anyway, which costs less than reading it again."""
    ids = {"area_ids": _ids_of(*AREAS), "topic_ids": _ids_of(*TOPICS), "used_by_ids": _ids_of(*USED_BY)}
    return rows.select_related("solution__supplier").annotate(**ids).prefetch_related("kle_groups", "images")


def _ids_of(links: Manager[Any], column: str, version: str = "pk") -> ArraySubquery:
    """The ids in this column of a version's links; `version` is where the version's key stands."""
    return ArraySubquery(links.filter(solutionversion=OuterRef(version)).order_by().values(column))


class Known(NamedTuple):
    """The areas, topics and municipalities that some versions name; what is kept in the process is not read again."""

    areas: Sequence[ServiceArea]
    topics: Mapping[int, Topic]
    places: Sequence[MunicipalityPlace]


def _known(versions: Collection[SolutionVersion]) -> Known:
    chosen = topics_by_id(_ids(versions, "topic_ids"))
    current = chosen | topics_by_id({topic.current_id for topic in chosen.values()} - chosen.keys())
    topics = {key: current[topic.current_id] for key, topic in chosen.items()}
    return Known(areas_by_id(_ids(versions, "area_ids")), topics, places_by_id(_ids(versions, "used_by_ids")))


def _ids(rows: Iterable[Model], name: str) -> set[int]:
    return {key for row in rows for key in vars(row)[name]}


def _areas(ids: Collection[int], areas: Iterable[ServiceArea]) -> tuple[AreaLine, ...]:
    return tuple(AreaLine(area.pk, area.key, area.name) for area in areas if area.pk in ids)


def _topics(ids: Iterable[int], topics: Mapping[int, Topic]) -> tuple[TopicLine, ...]:
    """The topics by name, each once: two that were chosen may have become one."""
    found = {topics[key].key: topics[key].name for key in ids}
    return tuple(TopicLine(key, name) for key, name in sorted(found.items(), key=lambda pair: alphabetical(pair[1])))


def _image(image: SolutionImage) -> ImageLine:
    return ImageLine(image.pk, image.sha256, image.width, image.height, image.alt)


def _card(row: CardRow, place: Place | None, areas: Iterable[ServiceArea], image: ImageLine | None) -> SolutionCard:
    return SolutionCard(
        solution_id=row.id,
        slug=row.slug,
        title=row.title,
        problem=markdown.shortened(row.problem, CARD_WORDS),
        audience=row.audience,
        supplier_name=row.supplier_name,
        supplier_slug=row.supplier_slug,
        is_example=row.is_example,
        published_at=row.published_at,
        maturity=CHOICES["maturity"].get(row.maturity, ""),
        maturity_short=SHORT_CHOICES["maturity"].get(row.maturity, ""),
        personal_data=SHORT_CHOICES["personal_data"].get(row.personal_data, ""),
        ai_use=SHORT_CHOICES["ai_use"].get(row.ai_use, ""),
        price=price_lines(row, place.population if place else None),
        areas=_areas(row.area_ids, areas),
        image=image,
    )


def _facts(version: SolutionVersion, place: Place | None, known: Known) -> SolutionPageFacts:
    solution, ids = version.solution, vars(version)
    return SolutionPageFacts(
        solution_id=solution.pk,
        version_id=version.pk,
        slug=solution.slug,
        number=version.number,
        state=state_of(solution),
        is_example=solution.is_example,
        supplier_id=solution.supplier_id,
        supplier_name=solution.supplier.name,
        supplier_slug=solution.supplier.slug,
        published_at=solution.published_at,
        frozen_at=version.frozen_at,
        withdrawn_reason=solution.withdrawn_reason,
        hidden_reason=solution.hidden_reason,
        title=version.title,
        problem=version.problem,
        audience=version.audience,
        description_html=_html(version.description),
        evidence_html=_html(version.evidence),
        integrations=version.integrations,
        wanted_from_municipality=version.wanted_from_municipality,
        maturity=CHOICES["maturity"].get(version.maturity, ""),
        personal_data=CHOICES["personal_data"].get(version.personal_data, ""),
        ai_use=CHOICES["ai_use"].get(version.ai_use, ""),
        medical_device=CHOICES["medical_device"].get(version.medical_device, ""),
        contact_email=version.contact_email,
        website=version.website,
        price=price_lines(version, place.population if place else None),
        own_municipality=place.name if place else "",
        areas=_areas(ids["area_ids"], known.areas),
        kle_groups=tuple(str(kle) for kle in version.kle_groups.all()),
        topics=_topics(ids["topic_ids"], known.topics),
        used_by=tuple((each.name, each.slug) for each in known.places if each.id in ids["used_by_ids"]),
        images=tuple(_image(image) for image in version.images.all()),
    )


def own_municipality(actor: Actor) -> Municipality | None:
    """The municipality in which the actor has a role, the first where there are several. One query, none without a role."""
    ids = actor.organisations(MUNICIPAL_ROLES)
    return Municipality.objects.filter(pk__in=ids).order_by("pk").first() if ids else None


def _html(text: str) -> SafeString:
    return mark_safe(markdown.html_of(text))  # noqa: S308 -- html_of lets nothing but its short allow list through
