"""What the benches have in common: the kinds of files they take, how they answer, and what a time is told by."""

from collections.abc import Sequence
from pathlib import Path

import click

from lysning.operations.text import _

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help=_("The figures as JSON."))
DENSE = click.option("--dense", is_flag=True, help=_("Take meaning into account too; needs the optional dense search."))


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile, to a hundredth of a millisecond."""
    times = sorted(milliseconds)
    return {"p50_ms": round(times[len(times) // 2], 2), "p95_ms": round(times[len(times) * 95 // 100], 2)}
