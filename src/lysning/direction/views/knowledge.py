"""What trials have shown of what stands on a radar, for the memo: the bad beside the good."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.core.memo import Entries, Entry, Section
from lysning.core.written import WrittenOnce
from lysning.direction.models import Placement
from lysning.direction.queries import Radar
from lysning.direction.rules.brevity import Brevity, brief
from lysning.evidence.models import Finding
from lysning.evidence.queries import findings_about
from lysning.evidence.words import SURENESS, VERDICT


def findings_on(radar: Radar) -> list[Finding]:
    """Every public finding about what is placed, the newest first. One query, and one more if there is any."""
    if not _found_on(line.id for line in radar.lines):  # most have none, and the whole row is wide
        return []
    placed = {kind: [line.named.key for line in radar.lines if line.kind == kind] for kind in ("topic", "solution")}
    return list(findings_about(topics=placed["topic"], solutions=placed["solution"]))


@WrittenOnce
def _found_on(placements: frozenset[int]) -> QuerySet[Any, Any]:
    placed = Placement.objects.filter(pk__among=placements)
    about = Q(topic__current__in=placed.values("topic__current")) | Q(solution__in=placed.values("solution"))
    return Finding.objects.public().filter(about).order_by().values_list("pk")


def shown_by_trials(found: Sequence[Finding], brevity: Brevity) -> list[Section]:
    """A section with the findings, each named once and leading to its page; none where there is none."""
    entries = [_entry(row, brevity) for row in found[: brevity.findings]]
    return [Section(_("What trials have shown"), [Entries(_("The newest first"), entries)])] if entries else []


def address_of_finding(row: Finding) -> str:
    """The finding's page, as it is written on paper."""
    return settings.BASE_URL + reverse("evidence:finding", args=[row.slug])


def _entry(row: Finding, brevity: Brevity) -> Entry:
    version = row.current_version
    if version is None:
        raise ValueError("a public finding has a version")
    numbers = version.reckoned
    sure, verdict = str(SURENESS[numbers.sureness]), str(VERDICT[numbers.verdict])
    elsewhere = _("study from elsewhere") if row.trial_id is None else ""
    paid = _("paid by the supplier") if version.sponsor == "supplier" else ""
    remark = ", ".join(part for part in (row.author.name, sure[:1].lower() + sure[1:], elsewhere, paid) if part)
    shown = version.conclusion.strip().split("\n\n")[0]  # what it showed; for whom and how sure stand where it leads
    said = shown if shown.startswith(verdict) else f"{verdict}. {shown}"
    return Entry(version.title, brief(said, brevity.conclusion), remark, address_of_finding(row))
