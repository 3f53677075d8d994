"""Search by what is meant. The room that can do it is named in the settings, for it stands above this one."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string


class Answering(NamedTuple):
    """The keys of the topics and of the public solutions that answer a text, best first."""

    topics: Sequence[int]
    solutions: Sequence[int]


def answering(text: str) -> Answering:
    """What answers the text, as `settings.ANSWERING` (a dotted path) tells."""
    return Answering(*import_string(settings.ANSWERING)(text))
