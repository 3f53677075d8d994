"""What the room keeps about one person, for that person alone."""

from dataclasses import dataclass
from datetime import date

from lysning.accounts.models import User
from lysning.needs.models import Joining, Need, Support
from lysning.needs.queries import written_by
from lysning.needs.queries.addresses import keys_at, person_behind


@dataclass(frozen=True)
class Supported:
    """A need the person supports: since when, and the need it is joined into now, with whether the person supports that too."""

    need: Need
    since: date
    joining: Joining | None
    supports_both: bool


def own_support(user: User, *, with_examples: bool = False) -> list[Support]:
    """The person's support, found by trying the person's key at each need that has any; nobody else can ask this.

    Three queries.
    """
    counted = Support.objects.all() if with_examples else Support.objects.filter(is_example=False)
    person = person_behind(user.email)
    needs = counted.order_by().values_list("need_id", flat=True).distinct()
    keys = {key: need_id for need_id in needs for key in keys_at(need_id, person)}
    rows = counted.filter(person__in=list(keys)).select_related("need").order_by("-given_on", "-pk")
    return [row for row in rows if keys[row.person] == row.need_id]


def supported_needs(user: User) -> list[Supported]:
    """The public needs the person supports, the latest first, with what they are joined into: told without a word by mail.

    Four queries, three for who supports none.
    """
    rows = [
        row
        for row in own_support(user, with_examples=True)
        if row.need.hidden_at is None and row.need.waiting_since is None
    ]
    if not rows:
        return []
    mine = {row.need_id for row in rows}
    standing = Joining.objects.standing().filter(need__in=mine, into__in=Need.objects.public()).select_related("into")
    joined = {row.need_id: row for row in standing}
    return [
        Supported(row.need, row.given_on, joined.get(row.need_id), _into(joined.get(row.need_id)) in mine)
        for row in rows
    ]


def _into(joining: Joining | None) -> int | None:
    return joining.into_id if joining else None


def own_needs(user: User) -> dict[str, object]:
    """The needs the person has written as a citizen, and those the person supports, as plain values. Five queries."""
    fields = ("slug", "title", "description", "audience", "scale", "tried", "people_concerned", "created_at")
    days = {row.need_id: row.given_on for row in own_support(user)}
    supported = Need.objects.filter(pk__in=days).order_by("pk").values_list("pk", "slug", "title")
    return {
        "written": [{name: getattr(row, name) for name in fields} for row in written_by(user)],
        "supported": [{"slug": slug, "title": title, "since": days[pk]} for pk, slug, title in supported],
    }
