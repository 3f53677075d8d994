"""What trials have shown of what stands on a radar, for the memo: the bad beside the good."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.core.memo import Entries, Entry, Section, Source, Sources
from lysning.direction.queries import Radar
from lysning.evidence.models import Finding
from lysning.evidence.queries import findings_about
from lysning.evidence.words import SURENESS, VERDICT


def shown_by_trials(radar: Radar) -> list[Section]:
    """A section with every public finding about what is placed, the newest first; none where there is none. One query."""
    placed = {kind: [line.named.key for line in radar.lines if line.kind == kind] for kind in ("topic", "solution")}
    found = findings_about(topics=placed["topic"], solutions=placed["solution"])
    if not found:
        return []
    sources = Sources([Source(row.title, _address(row)) for row in found])
    return [
        Section(_("What trials have shown"), [Entries(_("The newest first"), [_entry(row) for row in found]), sources])
    ]


def _address(row: Finding) -> str:
    return settings.BASE_URL + reverse("evidence:finding", args=[row.slug])


def _entry(row: Finding) -> Entry:
    version = row.current_version
    if version is None:
        raise ValueError("a public finding has a version")
    numbers = version.reckoned
    sure = str(SURENESS[numbers.sureness])
    elsewhere = _("study from elsewhere") if row.trial_id is None else ""
    paid = _("paid by the supplier") if version.sponsor == "supplier" else ""
    remark = ", ".join(part for part in (row.author.name, sure, elsewhere, paid) if part)
    shown = version.conclusion.strip().split("\n\n")[0]  # what it showed; for whom and how sure stand where it leads
    return Entry(f"{VERDICT[numbers.verdict]}: {version.title}", shown, remark)
