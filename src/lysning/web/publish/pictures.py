"""The pictures of a draft. Files have a page of their own, so that an answer is never sent or lost together with one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lysning.catalogue import actions
from lysning.catalogue.forms import PictureForm
from lysning.catalogue.rules.pictures import LARGEST_BYTES, MOST_IMAGES
from lysning.core import clock
from lysning.core.http import SIGNED_IN, actor_of, done, policy, refuse, status_of
from lysning.core.refusal import Refused
from lysning.web.publish.drafts import draft_of, draw

View = Callable[..., HttpResponseBase]


class BoundedUpload(FileUploadHandler):
    """Lets no more of a file through than it takes to see that it is too large; the rest is never stored anywhere."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece of the file, or nothing once the bound is passed. `start` counts what has been let through."""
        return raw_data if start <= LARGEST_BYTES else None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 -- Django's signature
        """Leaves making the file to Django's own handlers."""
        return


def bounded_upload(view: View) -> View:
    """Puts the bound before the file is read. The check against forged requests reads it too, so it comes after."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers.insert(0, BoundedUpload(request))
        return protected(request, *args, **kwargs)

    return bounded


@bounded_upload
@policy(SIGNED_IN, "GET", "POST")
def pictures(request: HttpRequest, slug: str) -> HttpResponse:
    draft = draft_of(request, slug)
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    if form.is_bound and form.is_valid():
        try:
            content = form.cleaned_data["picture"].read(LARGEST_BYTES + 1)
            alt = form.cleaned_data["alt"]
            actions.add_image(version=draft, content=content, alt=alt, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("The picture is added."), "publish:pictures", slug)
    context = {"draft": draft, "form": form, "images": draft.images.all(), "most": MOST_IMAGES}
    return draw(request, "pictures", 2, context, status=status_of(form))


@policy(SIGNED_IN, "POST")
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    draft = draft_of(request, slug)
    image = next((image for image in draft.images.all() if image.pk == pk), None)
    if image is None:
        raise Http404
    actions.remove_image(image=image, by=actor_of(request), at=clock.now())
    return done(request, _("The picture is removed."), "publish:pictures", slug)
