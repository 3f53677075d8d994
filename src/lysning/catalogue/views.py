from django.http import Http404, HttpRequest, HttpResponse

from lysning.catalogue import picture_files
from lysning.catalogue.models import SolutionImage
from lysning.core.actors import VISITOR
from lysning.core.http import PUBLIC, load, policy
from lysning.core.permissions import may

A_MONTH = 30 * 24 * 60 * 60


@policy(PUBLIC)
def picture(request: HttpRequest, sha256: str, ending: str = "") -> HttpResponse:
    image = load(SolutionImage.objects.in_use(), request, see="catalogue.view_image", sha256=sha256)
    try:
        content = picture_files.path_of(image.sha256, ending).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    is_public = may(VISITOR, "catalogue.view_image", image)
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": f"public, max-age={A_MONTH}, immutable" if is_public else "private, no-store",
        },
    )
