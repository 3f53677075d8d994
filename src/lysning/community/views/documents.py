"""Files that members share. Each request for one is judged anew; nothing is kept by a browser or on the way."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.community import actions, document_files, queries
from lysning.community.forms import DocumentForm
from lysning.community.models import Document
from lysning.community.permissions import TAKING_PART
from lysning.community.views.finding import INSIDE, WORK, acting, find, refused, sent
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, status_of
from lysning.core.permissions import may
from lysning.core.plaintext import slug_of
from lysning.core.refusal import Refused
from lysning.core.resending import once

SEE = "community.view_document"
REMOVE = "community.remove_document"
RESTORE = "community.restore_document"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


@policy(INSIDE, "GET", "POST")
@once
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    row, actor = find(request, slug, do=INSIDE), actor_of(request)
    standing = acting(request, row)
    files = request.FILES if request.method == "POST" else None
    form = DocumentForm(sent(request), files, organisations=list(standing))
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            actions.add_document(member=standing[form.acting], **form.facts(), by=actor, at=clock.now())
            return done(request, _("The file is shared with the members."), "community:documents", slug)
        except Refused as refusal:
            status = refused(form, refusal)
    own = set(actor.organisations(TAKING_PART))
    is_steward = any(member.is_steward for member in standing.values())
    facts = {
        "coalition": row,
        "form": form if may(actor, WORK, row) else None,
        "rows": [(each, is_steward or each.member.organisation_id in own) for each in queries.documents_of(row)],
    }
    return render(request, "community/documents.html", facts, status=status)


def _document(request: HttpRequest, slug: str, pk: int, do: str | None = None) -> Document:
    row = find(request, slug)
    rows = Document.objects.select_related("coalition", "member")
    return load(rows, request, see=SEE, do=do, coalition=row, pk=pk)


@policy(SEE)
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file, always as a download and never as a page of ours."""
    row = _document(request, slug, pk)
    try:
        content = document_files.path_of(row.sha256).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    answer = HttpResponse(content, content_type=TYPES[row.kind])
    answer["Content-Disposition"] = f'attachment; filename="{slug_of(row.title)}.{row.kind}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@policy(REMOVE, "POST")
def remove_document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row = _document(request, slug, pk, REMOVE)
    actions.remove_document(document=row, by=actor_of(request), at=clock.now())
    undo = reverse("community:restore_document", args=[slug, pk])
    return done(request, _("The file is removed."), "community:documents", slug, undo=undo)


@policy(RESTORE, "POST")
def restore_document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rows = Document.objects.select_related("coalition", "member")
    row = load(rows, request, see=RESTORE, coalition=find(request, slug), pk=pk)
    actions.restore_document(document=row, by=actor_of(request), at=clock.now())
    return done(request, _("The file is shared with the members."), "community:documents", slug)
