"""Mails about findings."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.evidence.models import Adoption, Finding
from lysning.evidence.words import VERDICT
from lysning.notifications.actions.write import write_mail
from lysning.notifications.models import Mail
from lysning.trials.models import Seat


def write_finding(*, finding_id: int, number: int, at: datetime) -> list[Mail]:
    """To those of the municipalities that had a seat in the trial, or have adopted an earlier version."""
    finding = Finding.objects.select_related("current_version", "author", "trial").get(pk=finding_id)
    version = finding.current_version
    if version is None:
        return []
    address = f"{settings.BASE_URL}{reverse('evidence:finding', args=[finding.slug])}"
    written = []
    for person in _people(finding):
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


def _people(finding: Finding) -> list[User]:
    adopted = Adoption.objects.standing().filter(finding=finding).values_list("municipality_id", "by_user_id")
    seated = Seat.objects.filter(trial=finding.trial_id, state="seated") if finding.trial_id else Seat.objects.none()
    homes: dict[int, set[int | None]] = {}
    for home, user_id in [*adopted, *seated.values_list("municipality_id", "applied_by_id")]:
        homes.setdefault(home, set()).add(user_id)
    told = [person for home in sorted(homes) for person in accounts.acting_for(home, user_ids=homes[home])]
    return list({person.pk: person for person in told}.values())
