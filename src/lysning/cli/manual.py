"""A click group that reads like a manual and imports a command's module only when the command is used."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click


@dataclass(frozen=True)
class Entry:
    """One command: its name, where it is ("module:attribute"), the chapter it stands in, what it does in one line."""

    name: str
    place: str
    chapter: str
    summary: str


class Manual(click.Group):
    """The entries in their chapters; `entries` may name a module that other people write, and then it must exist."""

    def __init__(self, *, entries: Sequence[Entry], **attributes: Any) -> None:
        super().__init__(**attributes)
        self.entries = {entry.name: entry for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- asked for by click
        """Returns the names in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- asked for by click
        """Returns the command, imported now; None when the table has no such name."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, attribute = entry.place.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- asked for by click
        """Writes the table, a section per chapter, without importing any command."""
        chapters: dict[str, list[tuple[str, str]]] = {}
        for entry in self.entries.values():
            chapters.setdefault(entry.chapter, []).append((entry.name, entry.summary))
        for chapter, rows in chapters.items():
            with formatter.section(chapter):
                formatter.write_dl(rows)
