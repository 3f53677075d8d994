"""When and where an earlier project ran and what it cost, in words and no more exactly than it is known."""

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lysning.core import formats
from lysning.evidence.models import EarlierProject
from lysning.evidence.rules.periods import Dated, Precision

COUNTRIES = {
    "DK": _("Denmark"),
    "SE": _("Sweden"),
    "NO": _("Norway"),
    "FI": _("Finland"),
    "DE": _("Germany"),
    "NL": _("the Netherlands"),
    "GB": _("the United Kingdom"),
}


def years_of(project: EarlierProject) -> str:
    """The years in which it ran: 2012–2014, 2012, or nothing where neither is known."""
    years = dict.fromkeys(str(each.day.year) for each in (project.start, project.end) if each is not None)
    return "–".join(years)


def period_of(project: EarlierProject) -> str:
    """From when to when; as the list has it where that is not understood."""
    start, end = (_said(each) if each else "" for each in (project.start, project.end))
    if start and end:
        return start if project.start == project.end else gettext("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return gettext("from %(start)s") % {"start": start}
    return gettext("until %(end)s") % {"end": end} if end else project.period_written


def budget_of(project: EarlierProject) -> str:
    """The sum in its currency, without its hundredths; as the list has it where that is not understood."""
    language = get_language() or "da"
    if project.budget_amount is None:
        return project.budget_written
    whole = round(project.budget_amount)
    if project.budget_currency == "DKK":
        return formats.kroner(whole, language)
    return f"{formats.number(whole, language)} {project.budget_currency}"


def place_of(project: EarlierProject) -> str:
    """The region, and the country where it is another than Denmark or nothing else is known."""
    country = COUNTRIES.get(project.country, project.country) if project.country != "DK" or not project.region else ""
    return ", ".join(str(part) for part in (project.region, country) if part)


def _said(known: Dated) -> str:
    language = get_language() or "da"
    if known.precision == Precision.YEAR:
        return str(known.day.year)
    write = formats.long_date if known.precision == Precision.DAY else formats.month
    return write(known.day, language)
