"""Danish texts: collects the messages of a room's Python and templates, keeps its .po in step, lists what is missing.

    .venv/bin/python tools/messages.py update ROOM...   new messages in, vanished ones out, translations kept
    .venv/bin/python tools/messages.py check [ROOM...]  missing, unfinished, superfluous or broken translations; exit 1

Each room has its own src/lysning/ROOM/locale/da/LC_MESSAGES/django.po: write the Danish there; ./run compiles it.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "lysning"
LANGUAGE = "da"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Text = str | list[str] | tuple[str, ...] | None
TEMPLATE_ENDINGS = {".html", ".txt", ".xml", ".svg"}
HEADER = r"""msgid ""
msgstr ""
"Language: da\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


@dataclass(frozen=True)
class Problem:
    """One message that would show a Danish reader the wrong text."""

    room: str
    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.room}: {self.kind}: {self.message}"


def rooms() -> list[str]:
    """Every folder of the package that says something; the settings' language names are Django's own messages."""
    folders = (path.name for path in sorted(PACKAGE.iterdir()) if path.is_dir() and path.name != "settings")
    return [room for room in folders if po_path(room).exists() or len(collect(room))]


def po_path(room: str) -> Path:
    return PACKAGE / room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def collect(room: str) -> Catalog:
    """The messages of a room's Python files and templates, in the order of the files."""
    catalog = Catalog(locale=LANGUAGE, charset="utf-8")
    for path in sorted((PACKAGE / room).rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
        elif path.suffix in TEMPLATE_ENDINGS and "templates" in path.parts:
            pseudo = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            text = "\n".join(line.lstrip() for line in pseudo.splitlines())
        else:
            continue
        source = io.BytesIO(text.encode())
        where = path.relative_to(PACKAGE / room).as_posix()
        for line, message, comments, context in extract(
            "python", source, keywords=KEYWORDS, comment_tags=("Translators:",), options={"encoding": "utf-8"}
        ):
            catalog.add(message, None, [(where, line)], auto_comments=comments, context=context)
    return catalog


def read(room: str) -> Catalog:
    path = po_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, charset="utf-8")


def update(room: str) -> int:
    """Brings the room's .po in step with its messages; returns how many still want a translation."""
    catalog = read(room)
    catalog.update(collect(room), no_fuzzy_matching=True)
    buffer = io.BytesIO()
    write_po(
        buffer, catalog, width=110, omit_header=True, ignore_obsolete=True, include_lineno=False, sort_by_file=True
    )
    path = po_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + buffer.getvalue().decode().lstrip("\n"), encoding="utf-8")
    return sum(not _is_translated(message) for message in catalog if message.id)


def problems(room: str) -> Iterator[Problem]:
    """What is wrong with the room's Danish: missing, unfinished, superfluous, or with other placeholders."""
    wanted, known = collect(room), read(room)
    for message in wanted:
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        if found is None or not _is_translated(found):
            yield Problem(room, "missing", _shown(message))
        elif found.fuzzy:
            yield Problem(room, "unfinished", _shown(message))
        elif _placeholders(found.id) != _placeholders(found.string):
            yield Problem(room, "other placeholders", _shown(message))
    for message in known:
        if message.id and wanted.get(message.id, message.context) is None:
            yield Problem(room, "superfluous", _shown(message))


def _is_translated(message: Message) -> bool:
    return all(_forms(message.string))


def _forms(text: Text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _placeholders(text: Text) -> set[str]:
    """The names a translation must keep; of a plural message those of its plural form."""
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", _forms(text)[-1]))


def _shown(message: Message) -> str:
    return f"{message.context + ' | ' if message.context else ''}{_forms(message.id)[0]!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["update", "check"])
    parser.add_argument("rooms", nargs="*", metavar="ROOM")
    chosen = parser.parse_args()
    if chosen.verb == "update":
        for room in chosen.rooms or rooms():
            print(f"{room}: {update(room)} without a translation")
        return 0
    found = [problem for room in chosen.rooms or rooms() for problem in problems(room)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
