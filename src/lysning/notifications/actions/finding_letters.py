"""Mails about findings."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.evidence.models import Adoption, Finding
from lysning.evidence.words import VERDICT
from lysning.notifications.actions.write import write_each
from lysning.notifications.models import Mail
from lysning.trials.models import Seat


def write_finding(*, finding_id: int, number: int, at: datetime) -> list[Mail]:
    """To those of the municipalities that had a seat in the trial, or have adopted an earlier version."""
    finding = Finding.objects.select_related("current_version", "author", "trial").get(pk=finding_id)
    version = finding.current_version
    if version is None:
        return []
    address = f"{settings.BASE_URL}{reverse('evidence:finding', args=[finding.slug])}"

    def say() -> dict[str, Any]:
        return {
            "title": version.title,
            "author": finding.author.name,
            "verdict": str(VERDICT[version.reckoned.verdict]),
            "conclusion": version.conclusion,
            "number": number,
            "url": address,
        }

    cause = f"finding:{finding_id}:{number}"
    return write_each(_people(finding), cause=cause, kind="finding", say=say, at=at, is_example=finding.is_example)


def _people(finding: Finding) -> list[User]:
    adopted = Adoption.objects.standing().filter(finding=finding).values_list("municipality_id", "by_user_id")
    seated = Seat.objects.filter(trial=finding.trial_id, state="seated") if finding.trial_id else Seat.objects.none()
    homes: dict[int, set[int | None]] = {}
    for home, user_id in [*adopted, *seated.values_list("municipality_id", "applied_by_id")]:
        homes.setdefault(home, set()).add(user_id)
    return [person for home in sorted(homes) for person in accounts.acting_for(home, user_ids=homes[home])]
