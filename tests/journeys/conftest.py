import pytest
from django.conf import settings
from tests.factories.accounts import client_for


@pytest.fixture
def enter(new_page, live_server):
    """`enter(user=None, width=1280, javascript=True)`: a page of that width, signed in as the user."""

    def open_page(user=None, *, width=1280, javascript=True):
        page = new_page(phone=width < 600, javascript=javascript)
        page.set_viewport_size({"width": width, "height": 900})
        if user is not None:
            cookie = client_for(user).cookies[settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return open_page
