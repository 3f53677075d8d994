"""Keys side by side, and which of them are among others."""

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]

WIDE = 8
"""A table of flags from the least to the largest wanted key is the fastest while it has at most so many places for each key."""


def is_among(keys: Ids, wanted: Ids) -> Flags:
    """For each key whether it is wanted; either may be empty, in any order, and say a key more than once.

    As `numpy.isin`, which asks `numpy.unique`, and that loads NumPy's masked arrays: ten megabytes in each web process.
    """
    if not len(keys) or not len(wanted):
        return np.zeros(len(keys), bool)
    found: Flags
    if int(wanted.max()) - int(wanted.min()) < WIDE * (len(keys) + len(wanted)):
        found = np.isin(keys, wanted, kind="table")
    else:
        ordered = np.sort(wanted)
        places = np.searchsorted(ordered, keys)
        found = ordered[np.minimum(places, len(ordered) - 1)] == keys
    return found
