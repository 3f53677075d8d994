from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """What base.html needs on every page."""
    return {
        "nav": [],
        "user_nav": [],
        "languages": settings.LANGUAGES,
        "unread": 0,
        "example_mode": settings.EXAMPLE_MODE,
    }
