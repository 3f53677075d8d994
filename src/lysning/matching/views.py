"""The operator's pages about synonyms: the list, one pair with the effect of a decision on it, and whole lists."""

from collections.abc import Iterable
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, policy, refuse, status_of
from lysning.core.refusal import STALE, Refused
from lysning.directory.queries import words_of as problem_words
from lysning.matching.actions.synonyms import decide_synonym, import_synonyms
from lysning.matching.forms import ReasonForm, SynonymFilterForm, SynonymForm, SynonymListForm
from lysning.matching.queries.effects import effects
from lysning.matching.queries.synonyms import Synonyms, as_table, history_of, listed, own_decisions, synonyms_now
from lysning.matching.rules.synonyms import USED, WITHDRAWN, Listed, is_one_way, words_of
from lysning.matching.text.tables import Synonym
from lysning.matching.words import area_name, effect_lines, source_words
from lysning.taxonomy.rules import ImportReport

ROWS_A_PAGE = 25
PROBLEMS_SHOWN = 50


@policy("matching.decide_synonym")
def synonyms(request: HttpRequest) -> HttpResponse:
    form, now = SynonymFilterForm(request.GET), synonyms_now()
    page = Paginator(listed(now, **form.wanted()), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, area_name(row.pair.area_key), is_one_way(row.pair), _address_of_trying(row)) for row in page]
    facts = {
        "form": form,
        "page": page,
        "rows": rows,
        "in_use": sum(row.is_used for row in now.rows.values()),
        "own": sum(1 for _pair in own_decisions(now)),
    }
    return render(request, "matching/synonyms.html", facts)


@policy("matching.decide_synonym")
def new_synonym(request: HttpRequest) -> HttpResponse:
    """The form for a new pair; words in the address stand in it already."""
    initial = {name: request.GET.get(name, "") for name in ("layman", "trade", "area", "source")}
    return render(request, "matching/synonym_new.html", {"form": SynonymForm(initial={**initial, "status": USED})})


@policy("matching.decide_synonym", "GET", "POST")
def try_synonym(request: HttpRequest) -> HttpResponse:
    """GET tries a decision and shows its effect; POST saves what was looked at."""
    at, now = clock.now(), synonyms_now()
    form = SynonymForm(request.POST if request.method == "POST" else request.GET)
    reason = ReasonForm(request.POST if request.method == "POST" else None, initial={"version": now.version})
    is_stale = request.method == "POST" and request.POST.get("version") != now.version
    pair = form.pair(now, at)
    if pair is None:
        status = HTTPStatus.CONFLICT if is_stale else HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "matching/synonym_new.html", {"form": form, "is_stale": is_stale}, status=status)
    if request.method == "POST" and reason.is_valid():
        try:
            decide_synonym(pair=pair, **reason.cleaned_data, by=actor_of(request), at=at)
            return done(request, _saved(pair), "matching:synonyms")
        except Refused as refusal:
            is_stale = refusal.code == STALE
            if not is_stale:
                refuse(reason, refusal)
    if is_stale:
        now = synonyms_now()
        reason = ReasonForm(initial={"version": now.version, "reason": request.POST.get("reason", "")})
    facts = {"pair": pair, "form": form, "reason": reason, "is_stale": is_stale, **_effect(now, [pair])}
    facts |= _about(pair, now)
    return render(request, "matching/synonym_try.html", facts, status=409 if is_stale else status_of(reason))


@policy("matching.decide_synonym")
def export(_request: HttpRequest) -> HttpResponse:
    """What is decided here, as the shipped list is written: a good pair can be carried into it."""
    return HttpResponse(
        as_table(own_decisions(synonyms_now())),
        content_type="text/tab-separated-values; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="synonyms.tsv"'},
    )


@policy("matching.decide_synonym", "GET", "POST")
def bring(request: HttpRequest) -> HttpResponse:
    """A whole list: POST with a file tries it and shows the effect, POST of what was tried writes it."""
    if request.method == "POST" and "content" in request.POST:
        return _write_list(request)
    form = SynonymListForm(request.POST, request.FILES) if request.method == "POST" else SynonymListForm()
    if form.is_bound and form.is_valid():
        return _tried_list(request, form.cleaned_data["file"], ReasonForm(initial={"version": synonyms_now().version}))
    return render(request, "matching/synonym_list.html", {"form": form}, status=status_of(form))


def _write_list(request: HttpRequest) -> HttpResponse:
    reason, content = ReasonForm(request.POST), request.POST["content"].encode()
    if not reason.is_valid():
        return _tried_list(request, content, reason)
    try:
        report, _decisions = import_synonyms(
            content=content, apply=True, **reason.cleaned_data, by=actor_of(request), at=clock.now()
        )
    except Refused as refusal:
        if refusal.code != STALE:
            refuse(reason, refusal)
            return _tried_list(request, content, reason)
        said = {"version": synonyms_now().version, "reason": request.POST["reason"]}
        return _tried_list(request, content, ReasonForm(initial=said), is_stale=True)
    if report.problems:
        return _tried_list(request, content, reason)
    return done(request, _("The list has been written. It counts from now on."), "matching:synonyms")


def _tried_list(request: HttpRequest, content: bytes, reason: ReasonForm, *, is_stale: bool = False) -> HttpResponse:
    now = synonyms_now()
    report, decisions = import_synonyms(
        content=content, apply=False, reason="", version=now.version, by=actor_of(request), at=clock.now()
    )
    facts = {
        "report": report,
        "problems": [(each, problem_words(each)) for each in report.problems[:PROBLEMS_SHOWN]],
        "content": as_table(decisions),
        "reason": reason,
        "is_stale": is_stale,
        **(_effect(now, decisions) if decisions else {}),
    }
    return render(request, "matching/synonym_list_try.html", facts, status=_status_of_list(report, reason, is_stale))


def _status_of_list(report: ImportReport, reason: ReasonForm, is_stale: bool) -> int:
    return 409 if is_stale else 422 if report.problems else status_of(reason)


def _address_of_trying(row: Listed) -> str:
    """Where the other state of a listed pair is tried."""
    pair = row.pair._replace(status=WITHDRAWN if row.is_used else USED)
    return f"{reverse('matching:try_synonym')}?{_query(pair)}"


def _query(pair: Synonym) -> str:
    fields = (pair.layman, pair.trade, pair.area_key, pair.source, pair.status)
    return urlencode(dict(zip(("layman", "trade", "area", "source", "status"), fields, strict=True)))


def _effect(now: Synonyms, decided: Iterable[Synonym]) -> dict[str, object]:
    """The sets in which something changes come first."""
    found = sorted(effects(now, now.with_decisions(decided)), key=lambda each: not each.effect.changed)
    return {"effects": effect_lines(found), "changes_nothing": not any(each.effect.changed for each in found)}


def _about(pair: Synonym, now: Synonyms) -> dict[str, object]:
    return {
        "is_on": pair.status == USED,
        "address_of_words": f"{reverse('matching:new_synonym')}?{_query(pair)}",
        "before": now.rows.get(words_of(pair)),
        "area_name": area_name(pair.area_key),
        "source": source_words(pair.source),
        "is_one_way": is_one_way(pair),
        "history": history_of(words_of(pair)),
    }


def _saved(pair: Synonym) -> str:
    words = {"layman": pair.layman, "trade": pair.trade}
    if pair.status == USED:
        return _("“%(layman)s” and “%(trade)s” now find the same.") % words
    return _("The pair “%(layman)s” and “%(trade)s” is switched off.") % words
