"""`lysning match`: whom a description would reach, and why, without writing anything."""

import json
import os
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, BinaryIO

import click

from lysning.operations.text import _

LARGEST = 200_000
UNREADABLE = "\ufffd"
MOST_UNREADABLE = 0.02
"""A text with more of it than one letter in fifty is in another encoding, or none."""
STRUCTURED = {".json": '{"title": "…", "problem": "…"}', ".yaml": "title: …", ".yml": "title: …"}
"""The endings that promise a format, and what such a description looks like."""
KEYS = {
    "title": ("title", "titel", "name", "navn"),
    "problem": ("problem",),
    "audience": ("audience", "målgruppe", "maalgruppe", "target_group", "for_whom"),
    "description": ("description", "beskrivelse", "solution", "løsning", "text", "tekst", "summary", "resume"),
}


@click.command(help=_("Show which leaders' posts a description would reach, and why. Nothing is written."))
@click.argument("file", type=click.File("rb"), metavar=_("FILE"))
@click.option(
    "--top", type=click.IntRange(1, 100_000), default=20, show_default=True, help=_("How many posts to show.")
)
@click.option(
    "--json", "as_json", is_flag=True, help=_("A list of objects with municipality, area, post, score, reasons.")
)
def match(file: BinaryIO, top: int, *, as_json: bool) -> None:
    """FILE is YAML, JSON or plain text (first line: the title); - reads standard input."""
    from lysning import operations

    text = text_of(file.read(4 * LARGEST + 1))
    description = read_description(text, PurePath(str(getattr(file, "name", ""))).suffix.lower())
    os.environ.setdefault("LYSNING_TASKS_IN", "no_tasks")
    operations.ready()
    rows = matched(description, top)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif not rows:
        click.echo(_("This concerns no leader's field in a municipality, as it is described."))
    else:
        for place, row in enumerate(rows, 1):
            click.echo(
                f"{place:>4}  {row['score']:.3f}  {row['municipality_name']} · {row['post']} · {row['area_name']}"
            )
            click.echo(f"             {'; '.join(reason['text'] for reason in row['reasons'][:3])}")


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Latin-1."""
    from lysning.taxonomy.rules.tables import decode

    text = decode(content)
    return UNREADABLE if text is None else text


def read_description(text: str, ending: str = "") -> dict[str, str]:
    """The description's texts by field.

    `ending` is that of the file's name: what calls itself .json, .yaml or .yml must be one description in that format, all
    else is read as it looks. Raises click.UsageError when it is not, and when there is nothing to read or far too much.
    """
    import yaml

    from lysning.core.plaintext import clean

    if len(text) > LARGEST:
        raise click.UsageError(_("The description is longer than {count} characters.").format(count=LARGEST))
    if "\x00" in text or text.count(UNREADABLE) > MOST_UNREADABLE * len(text):
        raise click.UsageError(_("This is not a text file."))
    text = clean(text)
    if not text:
        raise click.UsageError(_("The description is empty."))
    fault = ""
    try:
        loaded = json.loads(text)
    except ValueError as wrong:
        fault = str(wrong)
        try:
            loaded = _with_known_fields(yaml.safe_load(text))
        except yaml.YAMLError as wrong_too:
            loaded, fault = None, fault if ending == ".json" else str(wrong_too)
    if not isinstance(loaded, dict):
        if ending in STRUCTURED:
            raise click.UsageError(
                _("The file is not one description: {fault}").format(fault=fault or STRUCTURED[ending])
            )
        title, _line, rest = text.strip().partition("\n")
        return {"title": title[:300], "description": rest if len(title) <= 300 else text}  # noqa: PLR2004 -- a title's length
    return _fields(_lowered(loaded))


def _with_known_fields(loaded: Any) -> Any:
    """What YAML has read, if it names a field; else None: prose with a colon reads as YAML too and would lose its start."""
    names = {name for known in KEYS.values() for name in known}
    return loaded if isinstance(loaded, dict) and names & _lowered(loaded).keys() else None


def _lowered(loaded: dict[Any, Any]) -> dict[str, Any]:
    return {str(key).strip().lower(): value for key, value in loaded.items()}


def _fields(given: dict[str, Any]) -> dict[str, str]:
    fields, used = {}, set()
    for field, names in KEYS.items():
        found = [name for name in names if name in given]
        used.update(found)
        fields[field] = "\n".join(_words(given[name]) for name in found)
    rest = [_words(value) for key, value in given.items() if key not in used]
    fields["description"] = "\n".join(part for part in (fields["description"], *rest) if part)
    return fields


def _words(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return "\n".join(_words(part) for part in value)
    return value if isinstance(value, str) else ""


def matched(description: dict[str, str], top: int) -> list[dict[str, Any]]:
    """The best `top` posts as plain values, best first; empty when the description concerns nobody."""
    from django.utils import translation

    from lysning.directory.models import Post
    from lysning.matching.queries import match_posts

    with translation.override("da"):
        matches = match_posts(_facts(description))[:top]
        posts = Post.objects.select_related("municipality", "area", "role").in_bulk([m.post_id for m in matches])
        return [
            {
                "municipality": posts[m.post_id].municipality.code,
                "municipality_name": posts[m.post_id].municipality.name,
                "area": posts[m.post_id].area.key,
                "area_name": posts[m.post_id].area.name,
                "post": posts[m.post_id].name,
                "post_id": m.post_id,
                "score": round(m.score, 4),
                "reasons": [
                    {**reason.as_dict(), "text": sentence}
                    for reason, sentence in zip(m.reasons, _sentences(m.reasons), strict=True)
                ],
            }
            for m in matches
        ]


def _sentences(reasons: Iterable[Any]) -> list[str]:
    from lysning.enquiries.words import reason_sentences

    return [reason_sentences([reason.as_dict()], to_leader=False)[0] for reason in reasons]


def _facts(description: dict[str, str]) -> Any:
    from lysning.matching.queries import MatchFacts

    title, problem, audience, text = (description.get(name, "") for name in KEYS)
    return MatchFacts(title, problem, audience, text)
