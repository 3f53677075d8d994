"""Reports with sensible defaults; every call makes a new one."""

from tests.factories.directory import SINCE
from tests.factories.needs import make_need

from lysning.moderation.models import Report


def make_report(solution=None, need=None, **values):
    defaults = {"reason": "misleading", "text": "Det passer ikke.", "created_at": SINCE}
    return Report.objects.create(
        solution=solution, need=need or (None if solution else make_need()), **{**defaults, **values}
    )
