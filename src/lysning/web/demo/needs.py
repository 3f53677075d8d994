"""The example's needs: of municipalities and citizens, with those who co-sign, support and answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from lysning.directory.models import Municipality
from lysning.matching.actions import index_need
from lysning.moderation.models import FIRST_LOOK, Report
from lysning.needs.models import CoSignature, Joining, Need, OfficialAnswer, Support
from lysning.taxonomy.models import ServiceArea

TEXTS = ("audience", "scale", "tried")
Row = Mapping[str, Any]


def write_needs(rows: Sequence[Row], *, at: datetime) -> None:
    """Writes the needs in their order, so that each can be joined into one before it, and puts the public ones in the index."""
    areas = {area.key: area for area in ServiceArea.objects.all()}
    places = Municipality.objects.in_bulk(field_name="code")
    written: list[Need] = []
    for number, row in enumerate(rows, 1):
        need = _need(number, row, areas[row["area"]], places[row["municipality"]], at)
        written.append(need)
        _community(need, row, places, written, at)
        index_need(need.pk, at=at)


def _need(number: int, row: Row, area: ServiceArea, place: Municipality, at: datetime) -> Need:
    written_at = at - timedelta(weeks=row["weeks_ago"])
    waits = row.get("waits", False)
    need = Need.objects.create(
        slug=f"eksempel-{number}",
        municipality=place,
        area=area,
        title=row["title"],
        description=row["description"],
        people_concerned=row["people_concerned"] or None,
        is_citizens=row.get("is_citizens", False),
        waiting_since=written_at if waits else None,
        is_example=True,
        created_at=written_at,
        **{name: row.get(name, "") for name in TEXTS},
    )
    if waits:
        Report.objects.create(need=need, reason=FIRST_LOOK, text="", created_at=written_at)
    return need


def _community(need: Need, row: Row, places: Mapping[str, Municipality], written: Sequence[Need], at: datetime) -> None:
    """Who co-signs, supports and answers; when, each says in weeks before `at`."""
    for each in row.get("cosigned", ()):
        CoSignature.objects.create(
            need=need,
            municipality=places[each["municipality"]],
            words=each["words"],
            people_concerned=each.get("people_concerned"),
            is_example=True,
            created_at=at - timedelta(weeks=each["weeks_ago"]),
        )
    for number, each in enumerate(row.get("answered", ()), 1):
        moment = at - timedelta(weeks=each["weeks_ago"])
        OfficialAnswer.objects.create(need=need, number=number, text=each["text"], is_example=True, created_at=moment)
    supporters = range(row.get("supporters", 0))
    days = [need.created_at.date() + timedelta(days=number % 20) for number in supporters]
    Support.objects.bulk_create(
        Support(need=need, person=f"eksempel-{need.pk}-{number}", given_on=days[number], is_example=True)
        for number in supporters
    )
    if "joined_into" in row:
        into = next(each for each in written if each.title == row["joined_into"])
        moment = at - timedelta(weeks=row["joined_weeks_ago"])
        Joining.objects.create(need=need, into=into, reason=row["joined_because"], is_example=True, joined_at=moment)
