"""Needs with sensible defaults; every call makes a new one."""

from itertools import count

from tests.factories.directory import SINCE, make_municipality
from tests.factories.taxonomy import make_area

from lysning.needs.models import Need

_number = count(1)


def make_need(municipality=None, area=None, **values):
    number = next(_number)
    defaults = {
        "slug": f"behov-{number}",
        "title": f"Behov {number}",
        "description": "For mange borgere falder, når de står op om natten.",
        "created_at": SINCE,
    }
    return Need.objects.create(
        municipality=municipality or make_municipality(), area=area or make_area(), **{**defaults, **values}
    )
