"""Everything public leaves in open formats: solutions, needs and municipalities as JSON, streamed."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from lysning.catalogue.models import Solution
from lysning.core.http import PUBLIC, policy
from lysning.directory.models import Municipality
from lysning.needs.models import Need

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
)
NEED_FIELDS = ("slug", "municipality__code", "area__key", "title", "description", "people_concerned", "created_at")
MUNICIPALITY_FIELDS = ("code", "name", "official_name", "cvr", "nuts3", "slug", "tile_column", "tile_row", "source")


@policy(PUBLIC)
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/open_data.html")


@policy(PUBLIC)
def solutions(_request: HttpRequest) -> HttpResponseBase:
    return _stream("solutions", Solution.objects.public().order_by("pk").values(*SOLUTION_FIELDS).iterator(500))


@policy(PUBLIC)
def needs(_request: HttpRequest) -> HttpResponseBase:
    return _stream("needs", Need.objects.open().order_by("pk").values(*NEED_FIELDS).iterator(500))


@policy(PUBLIC)
def municipalities(_request: HttpRequest) -> HttpResponseBase:
    return _stream("municipalities", Municipality.objects.order_by("code").values(*MUNICIPALITY_FIELDS).iterator(500))


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
