"""Tasks: what is to be done, by whom, by when."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lysning.community import actions, queries
from lysning.community.forms import EditTaskForm, TaskForm
from lysning.community.models import Task
from lysning.community.views.finding import WORK, Words, find, form_page, refused, renew, sent
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse
from lysning.core.refusal import STALE, Refused
from lysning.core.resending import once

EDIT = "community.edit_task"


@policy(WORK, "GET", "POST")
@once
def add_task(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug, do=WORK)
    form = TaskForm(sent(request), participants=list(queries.participants_of(row)))
    texts = Words(_("A new task"), _("Add the task"))
    if form.is_bound and form.is_valid():
        try:
            actions.add_task(coalition=row, **form.facts(), by=actor_of(request), at=clock.now())
            return done(request, _("The task is on the list."), "community:coalition", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return form_page(request, row, form, texts)


def _task(request: HttpRequest, slug: str, pk: int) -> Task:
    row = find(request, slug)
    rows = Task.objects.select_related("coalition")
    return load(rows, request, see="community.view_task", do=EDIT, coalition=row, pk=pk)


@policy(EDIT, "GET", "POST")
def edit_task(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    task = _task(request, slug, pk)
    form = EditTaskForm.of(task, list(queries.participants_of(task.coalition)), sent(request))
    texts, saved = Words(_("Change the task"), _("Save the task")), []
    if not (form.is_bound and form.is_valid()):
        return form_page(request, task.coalition, form, texts)
    try:
        actions.edit_task(task=task, **form.facts(), by=actor_of(request), at=clock.now())
    except Refused as refusal:
        status = refused(form, refusal)
        if refusal.code == STALE:
            task.refresh_from_db()
            renew(form, task.revision)
            saved = [(form.fields[name].label, getattr(task, name)) for name in ("title", "due_on")]
        return form_page(request, task.coalition, form, texts, status=status, saved=saved)
    return done(request, _("The task is saved."), "community:coalition", slug)


@policy(EDIT, "POST")
def settle_task(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    task, is_done = _task(request, slug, pk), request.POST.get("way") != "igen"
    actions.settle_task(task=task, is_done=is_done, by=actor_of(request), at=clock.now())
    words = _("Done. Well done.") if is_done else _("The task is open again.")
    return done(request, words, "community:coalition", slug)
