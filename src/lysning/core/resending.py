"""A form that is sent again after it was taken: by the back button, or because its answer was lost on the way.

Each form carries a key of its own, so the same page sent twice is one act. But a browser that goes back to a page it may not
keep fetches it anew, with a new key and the old words in it. So the edge remembers for a while what it has taken.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from lysning.core.http import actor_of
from lysning.core.locks import locked

REMEMBERED_SECONDS = 30 * 60
"""How long the same words at the same place count as sent again. Later they are meant."""
NOT_WORDS = {"csrfmiddlewaretoken", "key", "sent_key"}
View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """The same words, sent again by the same person at the same address, show what came of them and do nothing more.

    For views behind a sign-in whose act adds something. Stand it under `policy`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        name = f"once:{_digest(request)}"
        with locked(name):  # two tabs at the same moment: the second one waits for what comes of the first
            if known := cache.get(name):
                messages.info(request, _("You have just sent this. Here it is, once."))
                return HttpResponseRedirect(str(known), status=HTTPStatus.SEE_OTHER)
            answer = view(request, *args, **kwargs)
            if answer.status_code == HTTPStatus.SEE_OTHER:
                cache.set(name, answer["Location"], REMEMBERED_SECONDS)
            return answer

    return guarded


def _digest(request: HttpRequest) -> str:
    """What was sent, by whom and where, as one number that tells nothing of it."""
    said = [f"{actor_of(request).user_id}", request.get_full_path()]
    said += [
        f"{name}={text}"
        for name in sorted(request.POST)
        if name not in NOT_WORDS
        for text in request.POST.getlist(name)
    ]
    for name in sorted(request.FILES):
        said += [f"{name}={_hash_of(file)}" for file in request.FILES.getlist(name) if isinstance(file, UploadedFile)]
    return sha256("\0".join(said).encode()).hexdigest()


def _hash_of(file: "UploadedFile[Any]") -> str:
    found = sha256(str(file.name).encode())
    for part in file.chunks():
        found.update(part)
    file.seek(0)
    return found.hexdigest()
