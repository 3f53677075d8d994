"""What every request passes through, in the order of settings.MIDDLEWARE."""

import time
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from lysning.core.kept import as_one_request
from lysning.core.refusal import STALE, TOO_MANY, Refused

GetResponse = Callable[[HttpRequest], HttpResponse]
NOT_ALLOWED = 405
TEXTS = {
    "application/atom+xml",
    "application/json",
    "image/svg+xml",
    "text/calendar",
    "text/csv",
    "text/html",
    "text/plain",
}


def server_timing(get_response: GetResponse) -> GetResponse:
    """Says in a Server-Timing header how long the server worked on the page; benchmarks and operators read it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - started) * 1000:.1f}"
        return response

    return middleware


def kept_reads(get_response: GetResponse) -> GetResponse:
    """Lets what is kept in the process ask the database once a request whether it still holds."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with as_one_request():
            return get_response(request)

    return middleware


class compressed(GZipMiddleware):  # noqa: N801 -- listed in settings beside the functions
    """Sends texts compressed to whoever takes that, as the files of the theme are; pictures and PDFs are so already.

    Django adds a random length against guessing by size (BREACH), and masks the forms' tokens anew in each answer.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed when its type is one of TEXTS."""
        kind = response.get("Content-Type", "").partition(";")[0]
        return super().process_response(request, response) if kind in TEXTS else response


def refuse_bad_text(get_response: GetResponse) -> GetResponse:
    """Answers a page with 400 to a NUL or half a surrogate in the address: the database could not take it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for text in (request.path, *(v for key in request.GET for v in (key, *request.GET.getlist(key)))):
            if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
                return render(request, "400.html", status=400)
        return get_response(request)

    return middleware


def private_pages_are_not_stored(get_response: GetResponse) -> GetResponse:
    """Keeps a signed-in person's pages out of every cache on the way and behind the back button."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        actor = getattr(request, "actor", None)
        if actor is not None and actor.is_signed_in:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


class refusals:  # noqa: N801 -- listed in settings beside the functions
    """A page for an expected no that no form has caught: 409 stale, 429 too many, 422 otherwise; 503 without database.

    Whoever opens an address that only takes forms (from the history, or by choosing a language after an error) gets a page
    too, where Django's 405 is blank.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == NOT_ALLOWED and request.method == "GET":
            page = render(request, "405.html", status=NOT_ALLOWED)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a Refused or for a database that is away; anything else goes on to Django."""
        if isinstance(error, Refused):
            status = {STALE: 409, TOO_MANY: 429}.get(error.code, 422)
            return render(request, "core/refused.html", {"refusal": error}, status=status)
        if isinstance(error, OperationalError):
            return HttpResponse("503", status=503, headers={"Retry-After": "5"}, content_type="text/plain")
        return None
