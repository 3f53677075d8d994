"""A subscription table that only remembers what was announced."""

from dataclasses import asdict

heard = []
NAMES = ("SolutionPublished", "SolutionWithdrawn", "SolutionHidden", "SolutionShown")
TABLE = {f"lysning.catalogue.events.{name}": ["tests.catalogue.listening.hear"] for name in NAMES}


def hear(event):
    heard.append((type(event).__name__, asdict(event)))
