"""What the benches have in common: the kinds of files they take, how they answer, and what a time is told by."""

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lysning.operations.text import _


class _Text(click.Path):
    """A file of text in UTF-8; anything else is refused before work begins."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        try:
            with path.open(encoding="utf-8") as file:
                deque(file, maxlen=0)
        except UnicodeDecodeError:
            self.fail(_("{file} is not text in UTF-8.").format(file=path), param, ctx)
        return path


EXISTING = _Text()
JSON = click.option("--json", "as_json", is_flag=True, help=_("The figures as JSON."))
DENSE = click.option("--dense", is_flag=True, help=_("Take meaning into account too; needs the optional dense search."))


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile, to a hundredth of a millisecond."""
    times = sorted(milliseconds)
    return {"p50_ms": round(times[len(times) // 2], 2), "p95_ms": round(times[len(times) * 95 // 100], 2)}
