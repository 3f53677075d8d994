"""The answer to a review in one act: what was decided still holds."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.formats import long_date
from lysning.core.http import actor_of, done, policy
from lysning.direction import actions
from lysning.direction.views.finding import EDIT, EDIT_PLACEMENT, find_direction, find_placement
from lysning.direction.views.merging import number_of


@policy(EDIT_PLACEMENT, "POST")
def keep_placement(request: HttpRequest, municipality: str, area: str, slug: str) -> HttpResponse:
    row = find_placement(request, municipality, area, slug, do=EDIT_PLACEMENT)
    revision = number_of(request.POST.get("revision"))
    kept = actions.keep_placement(placement=row, revision=revision, by=actor_of(request), at=clock.now())
    return done(request, _kept_until(kept.review_by), "direction:placement", municipality, area, slug)


@policy(EDIT, "POST")
def keep_direction(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    row = find_direction(request, municipality, area, do=EDIT)
    revision = number_of(request.POST.get("revision"))
    kept = actions.keep_direction(direction=row, revision=revision, by=actor_of(request), at=clock.now())
    return done(request, _kept_until(kept.review_by), "direction:direction", municipality, area)


def _kept_until(day: date) -> str:
    told = {"day": long_date(day, get_language() or "da")}
    return _("It still holds. It is to be looked at again by %(day)s.") % told
