"""Whether everything public leaves in open formats: each public list held against its file, every night."""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import resolve, reverse

from lysning.catalogue.models import Solution
from lysning.community.models import Coalition
from lysning.core.actors import VISITOR
from lysning.directory.models import Municipality
from lysning.enquiries.actions import add_to_measure
from lysning.enquiries.models import PromiseMeasure
from lysning.enquiries.queries.promises import MEASURED_ABOVE, MEASURES
from lysning.enquiries.rules.measures import Share
from lysning.evidence.models import EarlierProject, Finding
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.trials.models import OutcomeMeasure, Trial

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublicList:
    """A list that everyone may read: its name in the file, the file's address, and how many rows a visitor may see."""

    name: str
    address: str
    count: Callable[[], int]


PUBLIC_LISTS = (
    PublicList("solutions", "web:data_solutions", lambda: Solution.objects.visible_to(VISITOR).count()),
    PublicList("needs", "web:data_needs", lambda: Need.objects.visible_to(VISITOR).count()),
    PublicList("coalitions", "web:data_coalitions", lambda: Coalition.objects.visible_to(VISITOR).count()),
    PublicList("areas", "web:data_areas", ServiceArea.objects.count),
    PublicList("topics", "web:data_topics", lambda: Topic.objects.visible_to(VISITOR).count()),
    PublicList("trials", "web:data_trials", lambda: Trial.objects.visible_to(VISITOR).count()),
    PublicList("measures", "web:data_measures", OutcomeMeasure.objects.count),
    PublicList("findings", "web:data_findings", lambda: Finding.objects.public().count()),
    PublicList("projects", "web:data_projects", lambda: EarlierProject.objects.visible_to(VISITOR).count()),
    PublicList("municipalities", "web:data_municipalities", Municipality.objects.count),
    PublicList("promises", "web:promises_json", lambda: len(MEASURES) + len(MEASURED_ABOVE)),
)


def faults(lists: Iterable[PublicList] = PUBLIC_LISTS) -> dict[str, str]:
    """Which public lists do not leave whole, and what is wrong: no file, one that cannot be read, or rows missing."""
    found = {}
    for each in lists:
        if fault := _fault(each):
            log.error("the open data of %s: %s", each.name, fault)
            found[each.name] = fault
    return found


def measure_openness(*, at: datetime) -> PromiseMeasure:
    """Holds each public list against its file and adds what came of it to the month's measure of the promise "open"."""
    whole = len(PUBLIC_LISTS)
    return add_to_measure(promise="open", share=Share(whole - len(faults()), whole), at=at)


def _fault(each: PublicList) -> str:
    """What is wrong with the file; a row that came or went while it was read is no fault."""
    before = each.count()
    try:
        found = len(json.loads(_file(each.address))[each.name])
    except Exception as error:  # noqa: BLE001 -- whatever keeps the file from leaving is what is measured
        return f"{type(error).__name__}: {error}"
    after = each.count()
    fits = min(before, after) <= found <= max(before, after)
    return "" if fits else f"{found} rows in the file, {after} in the database"


def _file(name: str) -> bytes:
    """What a visitor gets at the address."""
    request = HttpRequest()
    request.method, request.path = "GET", reverse(name)
    view, args, kwargs = resolve(request.path)
    return bytes(view(request, *args, **kwargs).getvalue())
