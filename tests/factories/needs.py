"""Needs with sensible defaults; every call makes a new one."""

from itertools import count

from tests.factories.directory import SINCE, make_municipality
from tests.factories.taxonomy import make_area

from lysning.needs.models import CoSignature, Joining, Need, OfficialAnswer, Support

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


def make_cosignature(need=None, municipality=None, **values):
    defaults = {"words": "Vi har det på samme måde.", "created_at": SINCE}
    return CoSignature.objects.create(
        need=need or make_need(), municipality=municipality or make_municipality(), **{**defaults, **values}
    )


def make_support(need, number=1):
    rows = [Support(need=need, person=f"{next(_number):064x}", given_on=SINCE.date()) for _ in range(number)]
    return Support.objects.bulk_create(rows)


def make_answer(need=None, **values):
    defaults = {"number": 1, "text": "Vi prøver det i to huse.", "created_at": SINCE}
    return OfficialAnswer.objects.create(need=need or make_need(), **{**defaults, **values})


def make_joining(need, into, **values):
    defaults = {"reason": "Det er det samme.", "joined_at": SINCE}
    return Joining.objects.create(need=need, into=into, **{**defaults, **values})
