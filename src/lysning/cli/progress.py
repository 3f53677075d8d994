"""A progress bar for work that lasts: on standard error, only in a terminal, only after two seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

SECONDS_WITHOUT = 2.0


@contextmanager
def progress(title: str, *, silent: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """Yields `report(done, total, label)`, which actions take as `progress=`.

    Args:
        title: what is being done, shown before the bar.
        silent: show nothing, as with --json. Without a terminal on standard error nothing is shown either.
    """
    bar = _Bar(title, is_shown=not silent and sys.stderr.isatty())
    try:
        yield bar.report
    finally:
        bar.finish()


def announce(title: str) -> Callable[[int, int, str], None]:
    """Says that a set-up step begins, one line; returns where the step reports its progress."""
    click.echo(f"· {title}", err=True)
    return _Bar("  ", is_shown=sys.stderr.isatty()).report


class _Bar:
    def __init__(self, title: str, *, is_shown: bool) -> None:
        self.title = title
        self.is_shown = is_shown
        self.began_at = time.monotonic()
        self.bar: Any = None

    def report(self, done: int, total: int, label: str) -> None:
        """Moves the bar to `done` of `total`; a bar that is full closes itself."""
        if not self.is_shown or (self.bar is None and time.monotonic() - self.began_at < SECONDS_WITHOUT):
            return
        if self.bar is None:
            self.bar = click.progressbar(length=max(total, 1), label=self.title, file=sys.stderr, item_show_func=str)
        self.bar.length = max(total, 1)
        self.bar.update(done - self.bar.pos, label)
        if done >= total:
            self.finish()

    def finish(self) -> None:
        """Ends the line; a second time does nothing."""
        if self.bar is not None:
            self.bar.render_finish()
            self.bar = None
            self.is_shown = False
