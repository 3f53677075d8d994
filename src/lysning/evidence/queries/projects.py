"""Reads of earlier projects."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear

from lysning.core.actors import Actor
from lysning.evidence.models import EarlierProject, EarlierProjectQuerySet
from lysning.evidence.rules.spans import Span, span_of


@dataclass(frozen=True)
class Chosen:
    """What a list of projects is narrowed to: a source, the key of an area, and the years in which a project began."""

    source: str = ""
    area: str = ""
    years: Span | None = None

    def without(self, name: str) -> "Chosen":
        """The same with one facet left open."""
        return replace(self, **{name: getattr(Chosen, name)})


@dataclass(frozen=True)
class Counts:
    """How many projects each value of each facet would leave, beside what is chosen in the others."""

    sources: Mapping[str, int]
    areas: Mapping[str, int]
    years: Mapping[Span, int]


def listed(actor: Actor, *, among: Collection[int] | None = None) -> EarlierProjectQuerySet:
    """The projects the actor may see, each once, what ended last first; only those of these keys where some are given."""
    rows = EarlierProject.objects.visible_to(actor).listed()
    return rows if among is None else rows.filter(pk__among=among)


def narrowed(rows: EarlierProjectQuerySet, chosen: Chosen) -> EarlierProjectQuerySet:
    """The rows that what is chosen leaves."""
    if chosen.source:
        rows = rows.filter(source=chosen.source)
    if chosen.area:
        rows = rows.filter(areas__key=chosen.area)
    if chosen.years:
        rows = rows.filter(started_on__year__range=(chosen.years.first, chosen.years.last))
    return rows


def counts(rows: EarlierProjectQuerySet, chosen: Chosen) -> Counts:
    """What each choice would leave, exactly. Three queries."""
    by_source = narrowed(rows, chosen.without("source")).order_by().values_list("source").annotate(Count("pk"))
    by_area = narrowed(rows, chosen.without("area")).order_by().values_list("areas__key").annotate(Count("pk"))
    year = ExtractYear("started_on")
    by_year = narrowed(rows, chosen.without("years")).order_by().values_list(year).annotate(Count("pk"))
    spans: Counter[Span] = Counter()
    for began, count in by_year:
        if began is not None:
            spans[span_of(began)] += count
    return Counts(
        dict(sorted(by_source)),
        {key: count for key, count in by_area if key is not None},
        dict(sorted(spans.items(), reverse=True)),
    )


def in_order(keys: Iterable[int]) -> list[EarlierProject]:
    """The projects with these keys in this order, with their areas; one that is gone is left out. Two queries."""
    rows = EarlierProject.objects.prefetch_related("areas").in_bulk(list(keys))
    return [rows[key] for key in keys if key in rows]


def with_all() -> EarlierProjectQuerySet:
    """Every project with its areas, its topics as they count today, and the other rows that tell of it: four queries."""
    return EarlierProject.objects.select_related("same_as").prefetch_related("areas", "topics__current", "twins")


def open_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Every project the actor may see, twins too, as open data hold it and an import reads it; areas and topics by key.

    Days are written as exactly as they are known: 2015, 2015-03 or 2015-03-31.
    """
    rows = EarlierProject.objects.visible_to(actor).order_by("pk").select_related("same_as")
    for row in rows.prefetch_related("areas", "topics__current").iterator(500):
        yield {
            **{name: getattr(row, name) for name in ("slug", "source", "source_id", "title", "text")},
            "start": str(row.start or ""),
            "end": str(row.end or ""),
            **{name: getattr(row, name) for name in ("period_written", "lead", "partners")},
            "budget": row.budget_amount,
            "currency": row.budget_currency,
            **{
                name: getattr(row, name)
                for name in ("budget_written", "country", "region", "theme", "link", "language")
            },
            "areas": sorted(area.key for area in row.areas.all()),
            "topics": sorted({topic.current.key for topic in row.topics.all()}),
            "same_as": row.same_as.slug if row.same_as else "",
            **{name: getattr(row, name) for name in ("same_as_reason", "imported_at", "is_example")},
        }
