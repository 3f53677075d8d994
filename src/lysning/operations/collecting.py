"""When a web process looks for garbage: between requests, not in the middle of one."""

import gc
from itertools import count

from django.core.signals import request_finished

ALLOCATIONS_IN_A_REQUEST = 100_000
"""A page makes some ten thousand objects; a request that makes ten times as many must not grow without end."""
REQUESTS_BETWEEN = (1, 20, 500)
"""After how many requests the young, the middle and all objects are walked through."""

_requests = count(1)


def collect_between_requests() -> None:
    """Leaves what is loaded by now out of every later walk, and has the walks made when an answer is on its way.

    A walk in the middle of a page costs it 3 ms, one through all objects 50 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_IN_A_REQUEST, 10, 10)
    request_finished.connect(_after_a_request, dispatch_uid="lysning.collect")


def _after_a_request(**_: object) -> None:
    number = next(_requests)
    gc.collect(max(generation for generation, each in enumerate(REQUESTS_BETWEEN) if number % each == 0))
