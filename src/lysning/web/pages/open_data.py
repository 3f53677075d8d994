"""Everything public leaves in open formats, streamed: solutions, needs, coalitions, trials, topics, projects, areas, places."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from lysning.catalogue.models import Solution
from lysning.community.queries import open_rows as coalition_rows
from lysning.core import clock
from lysning.core.actors import VISITOR, Actor
from lysning.core.http import PUBLIC, policy
from lysning.directory.models import Municipality
from lysning.evidence.queries import finding_rows
from lysning.evidence.queries import open_rows as project_rows
from lysning.needs.queries import need_facts
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import areas, topic_rows
from lysning.taxonomy.rules import csv_lines
from lysning.trials.queries import open_measures, open_trials

LICENCE = "CC BY 4.0"
SOLUTION_FIELDS = (
    "slug",
    "supplier__name",
    "supplier__cvr",
    "published_at",
    "is_example",
    *(
        f"current_version__{name}"
        for name in ("number", "title", "problem", "audience", "description", "maturity", "price_model", "price_amount")
    ),
    *(f"current_version__{name}" for name in ("price_start", "personal_data", "ai_use", "medical_device")),
    *(f"current_version__{name}" for name in ("integrations", "evidence", "wanted_from_municipality", "website")),
)
NEED_FIELDS = (
    *("slug", "municipality__code", "area__key", "title", "description", "people_concerned", "created_at"),
    *("audience", "scale", "tried", "is_citizens", "closed_at", "closing_note", "is_example"),
)
AREA_FIELDS = ("key", "name_da", "name_en", "committee_da", "committee_en", "source", "status")
ROLE_FIELDS = ("key", "title_da", "title_en", "level", "source", "status")
MUNICIPALITY_FIELDS = ("code", "name", "official_name", "cvr", "nuts3", "slug", "tile_column", "tile_row", "source")


@policy(PUBLIC)
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/open_data.html")


@policy(PUBLIC)
def solutions(_request: HttpRequest) -> HttpResponseBase:
    return _stream("solutions", Solution.objects.public().order_by("pk").values(*SOLUTION_FIELDS).iterator(500))


@policy(PUBLIC)
def needs(_request: HttpRequest) -> HttpResponseBase:
    return _stream("needs", need_facts(NEED_FIELDS))


@policy(PUBLIC)
def coalitions(_request: HttpRequest) -> HttpResponseBase:
    return _stream("coalitions", coalition_rows())


@policy(PUBLIC)
def service_areas(_request: HttpRequest) -> HttpResponseBase:
    return _stream("areas", (_area(area) for area in areas()))


@policy(PUBLIC)
def topics(_request: HttpRequest) -> HttpResponseBase:
    return topic_list(VISITOR)


@policy(PUBLIC)
def topics_csv(_request: HttpRequest) -> HttpResponseBase:
    return topic_table(VISITOR)


@policy(PUBLIC)
def municipalities(_request: HttpRequest) -> HttpResponseBase:
    return _stream("municipalities", Municipality.objects.order_by("code").values(*MUNICIPALITY_FIELDS).iterator(500))


@policy(PUBLIC)
def trials(_request: HttpRequest) -> HttpResponseBase:
    return _stream("trials", open_trials(VISITOR, today=clock.today()))


@policy(PUBLIC)
def measures(_request: HttpRequest) -> HttpResponseBase:
    return _stream("measures", open_measures())


@policy(PUBLIC)
def findings(_request: HttpRequest) -> HttpResponseBase:
    """Every public finding in its newest version, with all its numbers; suppliers' own are marked by who paid."""
    return _stream("findings", finding_rows(settings.BASE_URL))


@policy(PUBLIC)
def projects(_request: HttpRequest) -> HttpResponseBase:
    return _stream("projects", project_rows(VISITOR))


@policy(PUBLIC)
def projects_csv(_request: HttpRequest) -> HttpResponseBase:
    return _table("erfaringer", ({**row, "partners": "; ".join(row["partners"])} for row in project_rows(VISITOR)))


def topic_list(actor: Actor) -> HttpResponseBase:
    """The topics the actor may see as JSON, as an import takes them."""
    return _stream("topics", topic_rows(actor))


def topic_table(actor: Actor) -> HttpResponseBase:
    """The topics the actor may see as a spreadsheet reads them, and as an import takes them."""
    return _table("emner", topic_rows(actor))


def _area(area: ServiceArea) -> dict[str, object]:
    return {
        **{name: getattr(area, name) for name in AREA_FIELDS},
        "kle": [group.number for group in area.kle_groups.all()],
        "form": [task.code for task in area.form_areas.all()],
        "cpv": [code.code for code in area.cpv_codes.all()],
        "roles": [{name: getattr(role, name) for name in ROLE_FIELDS} for role in area.roles.all()],
    }


def _table(name: str, rows: Iterable[dict[str, Any]]) -> HttpResponseBase:
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _stream(name: str, rows: Iterable[dict[str, object]]) -> HttpResponseBase:
    encoder = DjangoJSONEncoder(ensure_ascii=False)

    def lines() -> Iterator[str]:
        separator = ""
        for row in rows:
            plain = {key.removeprefix("current_version__").replace("__", "_"): value for key, value in row.items()}
            yield separator + encoder.encode(plain)
            separator = ",\n"

    whole = chain([f'{{"licence": "{LICENCE}", "{name}": [\n'], lines(), ["\n]}\n"])
    return StreamingHttpResponse(whole, content_type="application/json; charset=utf-8")
