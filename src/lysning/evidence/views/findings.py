"""Findings as everyone reads them: the list, a page each, every version at an address of its own, and as files to cite."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core.feeds import MOST_ENTRIES, Entry, Feed, feed_response
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.permissions import may
from lysning.evidence import queries
from lysning.evidence.models import Finding, FindingVersion
from lysning.evidence.pictures import forest_of, multiples_of
from lysning.evidence.queries import FindingPage, Narrowed
from lysning.evidence.rules.numbers import Numbers
from lysning.evidence.views.lines import place_rows
from lysning.evidence.words import (
    DESIGN,
    DOUBT,
    MEASURE,
    NOTE,
    PERSPECTIVE,
    SPONSOR,
    SURENESS,
    VERDICT,
    card_of,
    effect_words,
    matters_words,
)
from lysning.taxonomy.queries import areas
from lysning.trials.queries import measured

SEE = "evidence.view_finding"
PAGE_SIZE = 20


@policy(PUBLIC)
def findings(request: HttpRequest) -> HttpResponse:
    """Every finding, the newest first, whatever it says."""
    chosen, actor = _chosen(request), actor_of(request)
    page = Paginator(queries.public_findings(chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = queries.verdict_counts(chosen)
    context = {
        "page": page,
        "cards": [card_of(row) for row in page.object_list],
        "chosen": chosen,
        "is_narrowed": chosen != Narrowed(),
        "verdicts": [(key, words, counts[key]) for key, words in VERDICT.items()],
        "areas": areas(),
        "elsewhere": [card_of(row) for row in queries.public_findings(replace(chosen, is_elsewhere=True))[:PAGE_SIZE]],
        "answers": queries.answerable(),
        "may_write": actor.is_signed_in and may(actor, "evidence.record_study"),
    }
    return render(request, "evidence/findings.html", context)


@policy(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest findings as Atom."""
    rows = queries.public_findings(_chosen(request))[:MOST_ENTRIES]
    facts = Feed(
        "viden",
        _("Findings"),
        _("What trials in the municipalities have shown, good and bad."),
        reverse("evidence:findings"),
        [_entry(row) for row in rows],
    )
    return feed_response(request, facts)


def _entry(row: Finding) -> Entry:
    version = row.current_version
    if version is None or row.renewed_at is None or row.published_at is None:
        raise ValueError("a public finding has a version")
    title = f"{VERDICT[version.reckoned.verdict]}: {version.title}"
    return Entry(
        key=f"fund:{row.slug}:{version.number}",
        title=title,
        address=reverse("evidence:finding", args=[row.slug]),
        text=version.conclusion,
        published=row.published_at,
        updated=row.renewed_at,
        author=row.author.name,
        categories=[row.area.name],
    )


def _chosen(request: HttpRequest) -> Narrowed:
    verdict, area, measure, topic = (request.GET.get(key, "")[:60] for key in ("svar", "area", "maal", "emne"))
    return Narrowed(verdict, area, measure, topic)


@policy(PUBLIC)
def finding(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version; to those who write it, a draft leads on to where it is written."""
    row = load(queries.as_published(), request, see=SEE, slug=slug)
    page = queries.finding_page(row, actor_of(request))
    if page is None:
        return redirect("evidence:edit", slug=slug)
    return _page(request, row, page)


@policy(PUBLIC)
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = load(queries.as_published(), request, see=SEE, slug=slug)
    page = queries.finding_page(row, actor_of(request), number=number)
    if page is None:
        raise Http404
    return _page(request, row, page)


def _page(request: HttpRequest, row: Finding, page: FindingPage) -> HttpResponse:
    actor, numbers = actor_of(request), page.numbers
    rows = measured(row.trial, measure=row.measure.key) if row.trial else ()
    unit = row.measure.counted if row.measure.kind == "continuous" else ""
    address = request.build_absolute_uri(reverse("evidence:version", args=[row.slug, page.version.number]))
    context = {
        "finding": row,
        "page": page,
        "version": page.version,
        "numbers": numbers,
        **words_of(numbers),
        "effect": effect_words(numbers.measure, numbers.whole),
        "matters": matters_words(numbers, unit),
        "sponsor": SPONSOR[page.version.sponsor],  # type: ignore[index]
        "perspectives": [(PERSPECTIVE[name], getattr(page.version, name)) for name in PERSPECTIVE],
        "forest": forest_of(numbers, row.measure.name, page.version.title),
        "lines": place_rows(numbers),
        "multiples": multiples_of(rows, row.measure),
        "address": address,
        "may_edit": may(actor, "evidence.edit_finding", row),
        "cited_author": queries.author_of(row),
        "is_author": row.author_id in actor.organisations((*MUNICIPAL_ROLES, *PARTNER_ROLES)),
        "homes": queries.may_adopt(actor, row) if row.is_public else [],
        "mine": [each.pk for each in page.adoptions if may(actor, "evidence.withdraw_adoption", each)],
    }
    return render(request, "evidence/finding.html", context)


def words_of(numbers: Numbers) -> dict[str, Any]:
    """What the numbers mean, in words for a page."""
    return {
        "verdict": VERDICT[numbers.verdict],
        "sureness": SURENESS[numbers.sureness],
        "doubts": [DOUBT[doubt] for doubt in numbers.doubts],
        "notes": [NOTE[note] for note in numbers.notes],
        "design": DESIGN[numbers.design],
        "way": MEASURE[numbers.measure],
    }


@policy(PUBLIC)
def file(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """A published version as BibTeX, CSL-JSON or JSON; only what everyone may see."""
    write = KINDS.get(kind)
    row = load(queries.with_words(), request, see=SEE, slug=slug)
    found = row.versions.filter(number=number).first()
    if write is None or found is None or not row.is_public:
        raise Http404
    address = request.build_absolute_uri(reverse("evidence:version", args=[row.slug, number]))
    return write(row, found, address)


def _bib(row: Finding, found: FindingVersion, address: str) -> HttpResponse:
    response = HttpResponse(queries.bibtex(row, found, address), content_type="application/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.slug}-v{found.number}.bib"'
    return response


def _csl(row: Finding, found: FindingVersion, address: str) -> HttpResponse:
    return _json(queries.csl(row, found, address), "application/vnd.citationstyles.csl+json")


def _document(row: Finding, found: FindingVersion, address: str) -> HttpResponse:
    return _json(queries.document(row, found, address), "application/json")


def _json(content: Any, kind: str) -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type=f"{kind}; charset=utf-8")


KINDS: dict[str, Callable[[Finding, FindingVersion, str], HttpResponse]] = {
    "bib": _bib,
    "csl.json": _csl,
    "json": _document,
}
