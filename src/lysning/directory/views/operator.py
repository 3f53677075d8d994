from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, policy, refuse, status_of
from lysning.core.refusal import Refused
from lysning.directory import actions, queries
from lysning.directory.forms import DomainForm, RemoveDomainForm, UploadForm
from lysning.directory.models import Import
from lysning.taxonomy.queries import areas
from lysning.taxonomy.rules import TOPIC_COLUMNS

ROWS_A_PAGE = 50
UNDER_WAY = {"checking", "running"}


@policy("directory.edit_domains", "GET", "POST")
def domains(request: HttpRequest) -> HttpResponse:
    form = DomainForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        domain, source = form.cleaned_data["domain"], form.cleaned_data["source"]
        try:
            actions.add_domain(
                municipality=form.chosen_municipality(),
                domain=domain,
                source=source,
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("The domain has been added."), "directory:domains")
        except Refused as refusal:
            refuse(form, refusal)
    page = Paginator(queries.email_domains(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/domains.html", {"form": form, "page": page}, status=status_of(form))


@policy("directory.edit_domains", "POST")
def remove_domain(request: HttpRequest) -> HttpResponse:
    form = RemoveDomainForm(request.POST)
    if form.is_valid():
        actions.remove_domain(domain=form.cleaned_data["domain"], by=actor_of(request), at=clock.now())
    return done(request, _("The domain has been removed."), "directory:domains")


@policy("directory.import", "GET", "POST")
def imports(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        kind, file_name = form.cleaned_data["kind"], form.cleaned_data["file"].name
        try:
            run = actions.start_import(
                kind=kind, file_name=file_name, content=form.content(), by=actor_of(request), at=clock.now()
            )
            return done(request, _("The file has been received."), "directory:import", run.pk)
        except Refused as refusal:
            refuse(form, refusal)
    page = Paginator(queries.imports(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    facts = {"form": form, "page": page, "now": clock.now(), "columns": queries.post_headings(), "areas": areas()}
    facts["topic_columns"] = [column.headings[-1] for column in TOPIC_COLUMNS]
    return render(request, "directory/imports.html", facts, status=status_of(form))


@policy("directory.import", "GET")
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(queries.imports(), pk=pk)
    page = Paginator(run.problems.all(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(problem, queries.words_of(problem)) for problem in page]
    facts = {"run": run, "page": page, "rows": rows, "is_under_way": run.state in UNDER_WAY}
    return render(request, "directory/import.html", facts)


@policy("directory.import", "POST")
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(Import.objects.defer("content"), pk=pk)
    actions.confirm_import(run=run, by=actor_of(request), at=clock.now())
    return done(request, _("The list is being written."), "directory:import", pk)


@policy("directory.import", "POST")
def discard_import(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(Import.objects.defer("content"), pk=pk)
    actions.discard_import(run=run, by=actor_of(request), at=clock.now())
    return done(request, _("The list has been thrown away. Nothing was changed."), "directory:imports")
