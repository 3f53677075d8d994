"""What a row of a list says of an earlier project, what is not understood of it, and which rows tell of the same project."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lysning.core.plaintext import has_cpr_number
from lysning.evidence.rules.amounts import Amount, read_amount, read_currency
from lysning.evidence.rules.periods import Dated, Period, checked, read_date, read_period
from lysning.evidence.rules.unclear import Unclear
from lysning.taxonomy.rules import Column, Problem, Row, Table, fold, neutral

T = TypeVar("T")
COLUMNS = (
    Column("title", ("titel", "title", "projekt", "projektnavn", "projekttitel", "project"), is_required=True),
    Column("source_id", ("id", "source_id", "projektnummer", "projekt_id", "journalnummer", "sagsnummer")),
    Column("text", ("beskrivelse", "description", "resume", "summary", "tekst", "text")),
    Column("period", ("periode", "period", "projektperiode")),
    Column("start", ("start", "startdato", "start_date", "begyndelse")),
    Column("end", ("slut", "end", "slutdato", "end_date", "afslutning")),
    Column("lead", ("ansøger", "tilskudsmodtager", "projektejer", "beneficiary", "lead", "organisation")),
    Column("partners", ("partnere", "partners", "samarbejdspartnere"), between="; "),
    Column("budget", ("budget", "samlet_budget", "total_budget", "beløb", "amount")),
    Column("currency", ("valuta", "currency")),
    Column("country", ("land", "country")),
    Column("region", ("region", "geografi")),
    Column("theme", ("tema", "theme", "indsatsområde", "area", "program")),
    Column("link", ("link", "url", "hjemmeside", "website")),
    Column("language", ("sprog", "language")),
)
LONGEST = {"title": 300, "text": 20_000, "source_id": 100, "lead": 200, "theme": 200, "region": 100}
LONGEST_PARTNER, MOST_PARTNERS = 200, 200
LONGEST_QUOTE = 80
LANGUAGES = {
    **dict.fromkeys(("da", "dan", "dansk", "danish"), "da"),
    **dict.fromkeys(("en", "eng", "engelsk", "english"), "en"),
    **dict.fromkeys(("sv", "swe", "svensk", "swedish"), "sv"),
    **dict.fromkeys(("nb", "no", "nor", "norsk", "norwegian"), "nb"),
}
COUNTRIES = {
    **dict.fromkeys(("dk", "danmark", "denmark"), "DK"),
    **dict.fromkeys(("se", "sverige", "sweden"), "SE"),
    **dict.fromkeys(("no", "norge", "norway"), "NO"),
    **dict.fromkeys(("fi", "finland"), "FI"),
    **dict.fromkeys(("de", "tyskland", "germany"), "DE"),
    **dict.fromkeys(("nl", "holland", "nederlandene", "netherlands"), "NL"),
    **dict.fromkeys(("gb", "uk", "storbritannien", "united kingdom"), "GB"),
}
_ABBREVIATED = re.compile(r"\b(?:sct|skt|dr|nr|afd|inkl|bl|m|pr|st)$", re.IGNORECASE)
_BETWEEN_PARTNERS = re.compile(r"\s*[;|\n]+\s*")
_NEGATIVE = re.compile(r"^-(?=\s?\d)")
_LINK = re.compile(r"https?://[^\s/]+\.[^\s]+")


@dataclass(frozen=True)
class Defaults:
    """What holds for a row that does not say otherwise: country (ISO 3166), currency (ISO 4217) and language (ISO 639)."""

    country: str = "DK"
    currency: str = "DKK"
    language: str = "da"


DANISH = Defaults()


def read_defaults(country: str, currency: str, language: str) -> Defaults:
    """What holds for a whole list, as somebody writes it (dk, kr, dansk). Raises Unclear: "country", "currency", "language"."""
    for code, written, known in (("country", country, COUNTRIES), ("language", language, LANGUAGES)):
        if written.casefold() not in known:
            raise Unclear(code, written)
    return Defaults(COUNTRIES[country.casefold()], read_currency(currency), LANGUAGES[language.casefold()])


@dataclass(frozen=True)
class ProjectFacts:
    """What is known of an earlier project. Sums and periods are kept as written too, whether understood or not."""

    title: str
    source_id: str = ""
    text: str = ""
    period: Period = field(default_factory=Period)
    period_written: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    budget: Amount | None = None
    budget_written: str = ""
    country: str = ""
    region: str = ""
    theme: str = ""
    link: str = ""
    language: str = ""


@dataclass(frozen=True)
class ListedProject:
    """One good row of a list: its line, what it says, and what makes it the same row the next time."""

    line: int
    facts: ProjectFacts
    identity: str


@dataclass(frozen=True)
class Listed:
    """A list as read: good rows, what keeps the list out (`problems`), what keeps a row out (`left_out`), and what of the good
    ones was not understood (`unclear`).
    """

    projects: tuple[ListedProject, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...]
    unclear: tuple[Problem, ...]


def check_projects(table: Table, defaults: Defaults) -> Listed:
    """Reads the rows of a list of projects. A cell that is not understood is left empty, kept as written, and told by its line.

    A row without a title, with a personal number, with a text that is too long, with more cells than headings, or with the
    number of another row and other words is left out, and the others count. The same row twice counts once, as it stood first.
    A list of which no row is left is a problem.
    """
    rows, left_out, unclear = _taken(table, defaults)
    good: dict[str, ListedProject] = {}
    for listed in rows:
        first = good.setdefault(listed.identity, listed)
        if first.facts != listed.facts and listed.facts.source_id:
            left_out.append(Problem(listed.line, table.headed["source_id"], "row_twice", {"first": first.line}))
        elif first is not listed:
            code = "project_twice" if first.facts == listed.facts else "project_twice_otherwise"
            unclear.append(Problem(listed.line, "", code, {"first": first.line}))
    told = tuple(sorted(left_out, key=lambda problem: problem.line))
    in_order = tuple(sorted(unclear, key=lambda problem: problem.line))
    return Listed(tuple(good.values()), () if good else told, told if good else (), in_order)


def _taken(table: Table, defaults: Defaults) -> tuple[list[ListedProject], list[Problem], list[Problem]]:
    """The rows that can be taken, what keeps the others out, and what of those taken is not understood."""
    rows: list[ListedProject] = []
    left_out, unclear = list(table.problems), []
    broken = {problem.line for problem in table.problems}
    for row in table.rows:
        reader = _Reader(row, table.headed)
        facts = _facts(row, reader, defaults)
        faults = list(reader.faults(facts))
        left_out += faults
        if not (faults or row.line in broken):
            unclear += reader.unclear
            rows.append(ListedProject(row.line, facts, identity_of(facts)))
    return rows, left_out, unclear


def identity_of(facts: ProjectFacts) -> str:
    """What a row is known by the next time: its number at the source, else title, period, lead, region, budget."""
    if facts.source_id:
        return facts.source_id
    said = (fold(facts.title), facts.period_written, fold(facts.lead), fold(facts.region), facts.budget_written)
    return "x" + hashlib.sha256("\x00".join(said).encode()).hexdigest()[:24]


def likeness_of(facts: ProjectFacts) -> str:
    """Two rows with the same likeness tell of the same project: title and period, as bare letters and days. "" says nothing."""
    title, period = fold(facts.title), facts.period
    if not title or (period.start is None and period.end is None):
        return ""
    return " ".join((title, *(each.day.isoformat() if each else "" for each in (period.start, period.end))))


def twins(rows: Iterable[ListedProject], source: str, stored: Mapping[str, tuple[str, str, str]]) -> Iterator[Problem]:
    """The rows that another tells of already: one that is stored (likeness to source, number, title), or one before it."""
    first = dict(stored)
    for row in rows:
        likeness = likeness_of(row.facts)
        held_by, number, title = first.setdefault(likeness, (source, row.identity, row.facts.title))
        if likeness and (held_by, number) != (source, row.identity):
            yield Problem(row.line, "", "project_twin", {"first": title, "source": held_by})


def digest_of(facts: ProjectFacts) -> str:
    """Changes with anything the row says."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def partners_of(written: str) -> tuple[str, ...]:
    """The partners in a cell, each once, in order: parted by semicolons, lines, or else full stops, or else commas."""
    if _BETWEEN_PARTNERS.search(written):
        parts = _BETWEEN_PARTNERS.split(written)
    elif ". " in written:
        parts = _sentences(written)
    else:
        parts = written.split(",")
    tidy = (neutral(" ".join(part.split()).strip(" .,")) for part in parts)
    return tuple(dict.fromkeys(part[:LONGEST_PARTNER] for part in tidy if part))[:MOST_PARTNERS]


def _sentences(written: str) -> list[str]:
    """Parts that end in a full stop and a space; a stop after an abbreviation ends nothing."""
    parts = [""]
    for piece in written.split(". "):
        if parts[-1] and _ABBREVIATED.search(parts[-1]):
            parts[-1] += f". {piece}"
        else:
            parts.append(piece)
    return parts


class _Reader:
    """Reads the cells of one row and gathers what it does not understand."""

    def __init__(self, row: Row, headed: Mapping[str, str]) -> None:
        self.row = row
        self.headed = headed
        self.unclear: list[Problem] = []

    def text(self, name: str) -> str:
        """The cell on one line, without the signs of a formula; what is less than nothing keeps its sign, as a minus."""
        return neutral(_NEGATIVE.sub("\N{MINUS SIGN}", " ".join(self.row.cells.get(name, "").split())))

    def read(self, name: str, reading: Callable[[str], T]) -> T | None:
        """What the cell says; None when it is empty or not understood."""
        written = self.text(name)
        if not written:
            return None
        try:
            return reading(written)
        except Unclear as fault:
            self.tell(name, fault.code)
            return None

    def known(self, name: str, words: Mapping[str, str], otherwise: str) -> str:
        """What a word of a fixed list means; `otherwise` when the cell is empty."""
        written = self.text(name)
        if not written:
            return otherwise
        if written.casefold() not in words:
            self.tell(name, f"project_{name}")
        return words.get(written.casefold(), "")

    def tell(self, name: str, code: str) -> None:
        """Notes that a cell was not understood."""
        code = code if code.startswith("project_") else f"project_{code}"
        value = self.text(name)[:LONGEST_QUOTE]
        self.unclear.append(Problem(self.row.line, self.headed.get(name, ""), code, {"value": value}))

    def faults(self, facts: ProjectFacts) -> Iterable[Problem]:
        """What keeps the row out."""
        if not facts.title:
            yield Problem(self.row.line, self.headed.get("title", ""), "project_title_missing")
        for name, longest in LONGEST.items():
            length = len(getattr(facts, name))
            if length > longest:
                where = self.headed.get(name, "")
                yield Problem(self.row.line, where, "project_too_long", {"longest": longest, "length": length})
        said = (facts.title, facts.text, facts.lead, facts.region, facts.theme, *facts.partners)
        if any(map(has_cpr_number, said)):
            yield Problem(self.row.line, "", "project_personal_number")


def _facts(row: Row, reader: _Reader, defaults: Defaults) -> ProjectFacts:
    return ProjectFacts(
        title=reader.text("title"),
        source_id=reader.text("source_id"),
        text=neutral(row.cells.get("text", "")).strip(),
        period=_period(reader),
        period_written=_period_written(reader),
        lead=reader.text("lead"),
        partners=partners_of(row.cells.get("partners", "")),
        budget=_budget(reader, defaults),
        budget_written=reader.text("budget"),
        country=reader.known("country", COUNTRIES, defaults.country),
        region=reader.text("region"),
        theme=reader.text("theme"),
        link=reader.read("link", _link) or "",
        language=reader.known("language", LANGUAGES, defaults.language),
    )


def _budget(reader: _Reader, defaults: Defaults) -> Amount | None:
    """The sum in its own currency or the row's; none where the row has one that is not understood."""
    currency = reader.read("currency", read_currency) if reader.text("currency") else defaults.currency
    return reader.read("budget", lambda text: read_amount(text, currency=currency)) if currency else None


def _period(reader: _Reader) -> Period:
    """From two columns where the list has them, else from one; what cannot be understood leaves its side open."""
    if not (reader.text("start") or reader.text("end")):
        return reader.read("period", read_period) or Period()
    start: Dated | None = reader.read("start", read_date)
    end: Dated | None = reader.read("end", read_date)
    try:
        return checked(start, end, reader.text("end"))
    except Unclear as fault:
        reader.tell("end", fault.code)
        return Period()


def _period_written(reader: _Reader) -> str:
    """What the row says of its period, with a dash where it has two columns for it."""
    start, end = reader.text("start"), reader.text("end")
    return f"{start} – {end}".strip() if start or end else reader.text("period")


def _link(text: str) -> str:
    if not _LINK.fullmatch(text):
        raise Unclear("link", text)
    return text
