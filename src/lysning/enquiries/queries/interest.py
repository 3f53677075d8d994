"""How many municipalities look at each of some solutions: public figures."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Q

from lysning.enquiries.models import Enquiry


class Interest(NamedTuple):
    """The municipalities that want to try a solution together, and those that are interested."""

    together: int
    interested: int


def interest_in(solution_ids: Collection[int]) -> dict[int, Interest]:
    """For each of the solutions (ids) that anybody has answered about, how many municipalities look at it. One query."""
    rows = Enquiry.objects.standing().filter(version__solution_id__in=solution_ids, answered_at__isnull=False)
    counted = (
        rows.order_by()
        .values_list("version__solution_id")
        .annotate(
            together=Count("municipality", distinct=True, filter=Q(answer_kind="together")),
            interested=Count("municipality", distinct=True, filter=Q(answer_kind="interested")),
        )
    )
    return {key: Interest(together, interested) for key, together, interested in counted}
