"""The jobs: which wait, which failed, and trying one again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lysning.core import clock
from lysning.core.http import actor_of, done, policy
from lysning.operations import queue


@policy("web.operate")
def jobs(request: HttpRequest) -> HttpResponse:
    return render(request, "web/jobs.html", {"counts": queue.counts(), "failed": queue.failed(), "now": clock.now()})


@policy("web.operate", "POST")
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    try:
        queue.retry(job_ids=[job_id], by=actor_of(request), at=clock.now())
    except queue.NotFailed:
        raise Http404 from None
    return done(request, _("The job is back in the queue."), "web:jobs")
