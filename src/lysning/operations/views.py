from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from lysning.core.http import PUBLIC, policy
from lysning.operations import health as measured


@policy(PUBLIC)
@never_cache
def health(_request: HttpRequest) -> HttpResponse:
    state = measured.health()
    return JsonResponse(state.as_json(), status=200 if state.can_serve else 503)
