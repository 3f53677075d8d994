from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lysning.core import clock
from lysning.notifications.actions import write_mail
from lysning.notifications.models import Mail

pytestmark = pytest.mark.django_db


def invitation(**changes):
    at = clock.now()
    context = {
        "inviter": "Anna",
        "place": "Randers Kommune",
        "role": "leder",
        "url": "http://testserver/x/",
        "expires_at": at + timedelta(days=14),
    }
    facts = {"cause": "invitation:1", "kind": "invitation", "to": "bo@randers.dk", "language": "da", "at": at}
    return write_mail(**{**facts, **changes, "context": context | changes.get("context", {})})


def test_the_same_cause_two_hundred_times_is_one_mail_and_one_job():
    mails = {invitation().pk for _ in range(200)}
    assert len(mails) == 1
    assert Mail.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="notifications.send_mail").count() == 1
