"""Who is behind the request: read once from the memberships in force, so that a right that ended counts no more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation

from lysning.accounts.models import User
from lysning.accounts.queries import actor_for

OK = 200


class actor:  # noqa: N801 -- listed in settings beside the functions
    """Puts `request.actor` on every request and speaks the person's own language.

    The people of the example data have no language of their own: whoever enters as them chooses with the switch.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = actor_for(user)  # type: ignore[attr-defined]
        if isinstance(user, User) and not user.is_example and user.language != translation.get_language():
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Gives a form page of allauth's that came back with errors status 422, as all our forms have."""
        form = (response.context_data or {}).get("form")
        if (
            request.method == "POST"
            and response.status_code == OK
            and form is not None
            and form.is_bound
            and form.errors
        ):
            response.status_code = 422
        return response
