"""What the room keeps about one person, for that person alone."""

from lysning.accounts.models import User
from lysning.needs.models import Need, Support
from lysning.needs.queries import written_by
from lysning.needs.queries.addresses import person_keys


def own_support(user: User) -> list[Support]:
    """The person's support, found by trying the person's key at each need that has any; nobody else can ask this. One query."""
    by_key = {(row.need_id, row.person): row for row in Support.objects.filter(is_example=False).select_related("need")}
    keys = {need_id: person_keys(need_id, user.email) for need_id, _person in by_key}
    return [row for (need_id, person), row in by_key.items() if person in keys[need_id]]


def own_needs(user: User) -> dict[str, object]:
    """The needs the person has written as a citizen, and those the person supports, as plain values. Three queries."""
    fields = ("slug", "title", "description", "audience", "scale", "tried", "people_concerned", "created_at")
    days = {row.need_id: row.given_on for row in own_support(user)}
    supported = Need.objects.filter(pk__in=days).order_by("pk").values_list("pk", "slug", "title")
    return {
        "written": [{name: getattr(row, name) for name in fields} for row in written_by(user)],
        "supported": [{"slug": slug, "title": title, "since": days[pk]} for pk, slug, title in supported],
    }
