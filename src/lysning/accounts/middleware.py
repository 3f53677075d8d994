"""Who is behind the request: read once from the memberships in force, so that a right that ended counts no more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lysning.accounts.queries import actor_for


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Puts `request.actor` on every request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = actor_for(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
