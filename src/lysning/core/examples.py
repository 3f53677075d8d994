"""Examples: what an example person makes, or what is around an example, is one, and goes when the example is taken away."""

from lysning.core.actors import Actor


def as_example(by: Actor, *around: object) -> bool:
    """True when what `by` makes around these things (rows, or nothing) is to be marked as an example."""
    return by.is_example or any(getattr(each, "is_example", False) for each in around)
