"""Reports with sensible defaults; every call makes a new one."""

from tests.factories.directory import SINCE
from tests.factories.needs import make_need

from lysning.moderation.models import Report


def make_report(solution=None, need=None, direction=None, placement=None, **values):
    subject = {"solution": solution, "need": need, "direction": direction, "placement": placement}
    if not any(subject.values()) and not values.keys() & {"coalition", "post", "trial", "finding"}:
        subject["need"] = make_need()
    defaults = {"reason": "misleading", "text": "Det passer ikke.", "created_at": SINCE}
    return Report.objects.create(**subject, **{**defaults, **values})
