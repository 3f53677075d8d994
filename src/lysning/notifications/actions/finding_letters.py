"""Mails about findings."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lysning.accounts import queries as accounts
from lysning.evidence.models import Adoption, Finding
from lysning.evidence.words import VERDICT
from lysning.notifications.actions.write import write_mail
from lysning.notifications.models import Mail
from lysning.trials.models import Seat


def write_finding(*, finding_id: int, number: int, at: datetime) -> list[Mail]:
    """To each coordinator of the municipalities that had a seat in the trial, or have adopted an earlier version."""
    finding = Finding.objects.select_related("current_version", "author", "trial").get(pk=finding_id)
    version = finding.current_version
    if version is None:
        return []
    address = f"{settings.BASE_URL}{reverse('evidence:finding', args=[finding.slug])}"
    homes = [*Adoption.objects.standing().filter(finding=finding).values_list("municipality_id", flat=True)]
    if finding.trial_id is not None:
        seats = Seat.objects.filter(trial=finding.trial_id, state="seated")
        homes += seats.values_list("municipality_id", flat=True)
    written = []
    for home in sorted(set(homes)):
        for person in accounts.coordinators(home):
            with translation.override(person.language):
                context = {
                    "title": version.title,
                    "author": finding.author.name,
                    "verdict": str(VERDICT[version.reckoned.verdict]),
                    "conclusion": version.conclusion,
                    "number": number,
                    "url": address,
                }
            written.append(
                write_mail(
                    cause=f"finding:{finding_id}:{number}:{person.pk}",
                    kind="finding",
                    to=person.email,
                    language=person.language,
                    context=context,
                    at=at,
                    is_example=finding.is_example,
                )
            )
    return [mail for mail in written if mail is not None]
