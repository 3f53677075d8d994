"""A start page notes the visit and tells what came since the one before."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest

from lysning.accounts.actions import note_visit
from lysning.core.http import actor_of, is_looked_at
from lysning.enquiries.queries import News


def news_for(request: HttpRequest, now: datetime, news: Callable[[datetime], News]) -> News | None:
    """The news since the visit before this one; None on the first visit and when nobody looks. One query more than `news`."""
    user_id = actor_of(request).user_id
    since = note_visit(user_id=user_id, at=now) if user_id and is_looked_at(request) else None
    return news(since) if since else None
