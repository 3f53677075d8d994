"""Search by what is meant, for rooms below the one that can do it: the settings name it."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from lysning.core.actors import Actor


def answering(space: str, text: str, *, actor: Actor) -> Sequence[int]:
    """The keys of what answers the text and the actor may see, best first, as `settings.ANSWERING` (a dotted path) tells.

    `space`: solution, need, topic. Raises KeyError for another.
    """
    found: Sequence[int] = import_string(settings.ANSWERING)(space, text, actor=actor)
    return found
