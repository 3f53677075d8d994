"""How the views find their rows, and the pages they share."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lysning.community import queries
from lysning.community.models import Coalition, Member
from lysning.core.http import actor_of, load, refuse, status_of
from lysning.core.refusal import STALE, TOO_MANY, Refused
from lysning.directory.models import Organisation

SEE = "community.view_coalition"
INSIDE = "community.view_inside"
WORK = "community.work"
STEWARD = "community.steward"


def find(request: HttpRequest, slug: str, *, do: str | None = None) -> Coalition:
    """The coalition at this address, with what it is around; 404 and 403 as the table says."""
    return load(queries.with_subjects(), request, see=SEE, do=do, slug=slug)


def home_of(coalition: Coalition) -> str:
    """The address of the coalition's page."""
    return reverse("community:coalition", args=[coalition.slug])


@dataclass(frozen=True)
class About:
    """What a coalition is around: its kind, its name, and its page when everyone can see it."""

    kind: str
    name: str
    address: str


def about(row: Coalition) -> About:
    """What the coalition is around; need, topic and solution are loaded. Topics and solutions have their pages in web."""
    if row.need is not None:
        return About("need", row.need.title, "" if row.need.hidden_at else reverse("needs:need", args=[row.need.slug]))
    if row.topic is not None:
        topic = row.topic.current
        return About("topic", topic.name, reverse("web:topic", args=[topic.key]))
    solution = row.solution
    assert solution is not None
    name = solution.current_version.title if solution.current_version else str(solution)
    is_seen = solution.hidden_at is None and solution.current_version is not None
    return About("solution", name, reverse("web:solution", args=[solution.slug]) if is_seen else "")


def acting(request: HttpRequest, coalition: Coalition) -> dict[Organisation, Member]:
    """For whom the person may act in the coalition: members by organisation. 404 for nobody."""
    found = {member.organisation: member for member in queries.members_acted_for(coalition, actor_of(request))}
    if not found:
        raise Http404
    return found


def sent(request: HttpRequest) -> Any:
    """What was sent, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def refused(form: Form, refusal: Refused) -> int:
    """Puts a refusal into its form; the status of the page that shows it."""
    refuse(form, refusal)
    if refusal.code == STALE:
        return HTTPStatus.CONFLICT
    return HTTPStatus.TOO_MANY_REQUESTS if refusal.code == TOO_MANY else HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class Words:
    """What a page with one form says around it; `kind` is the look of its button."""

    title: str
    button: str
    lead: str = ""
    kind: str = "primary"


def form_page(
    request: HttpRequest, row: Coalition, form: Form | None, words: Words, *, status: int | None = None, **more: Any
) -> HttpResponse:
    """A page with one form about a coalition. After a stale edit it shows what is saved, and saving again then wins.

    `more`: `saved` is what stands there now as label and text; `nobody` says why there is no form; `mandates` are the members
    whose mandate of today is shown.
    """
    status = status or (status_of(form) if form else HTTPStatus.OK)
    facts = {"coalition": row, "form": form, "words": words, **more}
    return render(request, "community/form.html", facts, status=status)


def renew(form: Form, revision: int) -> None:
    """Lets the next saving of a stale form win: it is written upon what is saved now."""
    form.data = {**{name: form[name].data for name in form.fields}, "revision": str(revision)}
