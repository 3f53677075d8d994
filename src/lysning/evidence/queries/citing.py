"""A version of a finding as others cite it: BibTeX, CSL-JSON, and all of it as JSON. Always with its number and day."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from lysning.core.clock import day_of
from lysning.core.plaintext import slug_of
from lysning.evidence.models import Finding, FindingVersion
from lysning.evidence.rules.effects import shown

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def author_of(finding: Finding) -> str:
    """Who wrote it, as a list of references has it: a municipality by its official name. `with_words` has it loaded."""
    author = finding.author
    return author.municipality.official_name if author.kind == "municipality" else author.name


def bibtex(finding: Finding, version: FindingVersion, address: str) -> str:
    """One @techreport; what somebody wrote can end no field. `address`: the version's whole address."""
    day = day_of(version.frozen_at)
    fields = {
        "author": f"{{{_plain(author_of(finding))}}}",
        "title": _plain(version.title),
        "institution": "Lysning",
        "type": "Finding",
        "number": f"version {version.number}",
        "year": str(day.year),
        "month": str(day.month),
        "url": re.sub(r"[{}\s]", "", address),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@techreport{{lysning-{slug_of(finding.slug)}-v{version.number},\n{lines}\n}}\n"


def _plain(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in " ".join(text.split()))


def csl(finding: Finding, version: FindingVersion, address: str) -> list[dict[str, Any]]:
    """The version as CSL-JSON (schema 1.0): a list of one item."""
    day = day_of(version.frozen_at)
    item = {
        "id": f"{finding.slug}-v{version.number}",
        "type": "report",
        "title": version.title,
        "author": [{"literal": author_of(finding)}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "publisher": "Lysning",
        "version": str(version.number),
        "abstract": version.conclusion,
        "URL": address,
    }
    return [item]


def finding_rows(base: str) -> Iterator[dict[str, Any]]:
    """Every public finding as open data hold it: the newest version, as `document`. `base`: the site's own address."""
    rows = Finding.objects.public().order_by("pk")
    named = rows.select_related("current_version", "measure", "area", "author__municipality", "topic__current", "trial")
    for row in named.iterator(200):
        if row.current_version is not None:
            address = reverse("evidence:version", args=[row.slug, row.current_version.number])
            yield document(row, row.current_version, f"{base}{address}")


def document(finding: Finding, version: FindingVersion, address: str) -> dict[str, Any]:
    """All of a version as JSON: words, both conclusions, numbers as they are reckoned with and as people read them."""
    numbers = version.reckoned
    whole = numbers.whole
    return {
        "format": "lysning-finding-1",
        "address": address,
        "slug": finding.slug,
        "version": version.number,
        "published": version.frozen_at.isoformat(),
        "note": version.note,
        "title": version.title,
        "author": finding.author.name,
        "area": finding.area.key,
        "topic": finding.topic.current.key if finding.topic else None,
        "trial": finding.trial.slug if finding.trial else None,
        "source": finding.source or None,
        "link": finding.link or None,
        "sponsor": version.sponsor,
        "population": version.population,
        "measure": {"key": finding.measure.key, "da": finding.measure.name_da, "en": finding.measure.name_en},
        "verdict": version.verdict,
        "sureness": version.sureness,
        "conclusion": {
            "generated": {"da": version.generated_da, "en": version.generated_en},
            "edited": {"da": version.words_da, "en": version.words_en},
            "edited_at": version.edited_at.isoformat() if version.edited_at else None,
        },
        "perspectives": {name: getattr(version, name) for name in ("technology", "citizen", "organisation", "economy")},
        "effect": {
            name: round(shown(numbers.measure, getattr(whole, name)), 6) for name in ("estimate", "low", "high")
        },
        "numbers": numbers.written(),
        "is_example": finding.is_example,
    }
