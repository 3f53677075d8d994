"""Which keys are among others: as NumPy says it, however far they lie apart."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lysning.core.keys import is_among

NEAR, FAR = st.integers(1, 60), st.integers(1, 2**40)
KEYS = st.lists(NEAR, max_size=30) | st.lists(FAR, max_size=30) | st.lists(NEAR | FAR, max_size=30)


@given(KEYS, KEYS, st.integers(0, 30))
@example([], [], 0)
@example([1], [], 0)
@example([], [1], 0)
@example([5, 5, 2**40], [2**40, 1, 1], 0)
def test_it_says_what_numpy_says(keys, others, shared):
    """`shared`: how many of the keys are wanted for certain; two lists of large numbers would share none."""
    one, wanted = np.array(keys, np.int64), np.array([*others, *keys[:shared]], np.int64)
    assert is_among(one, wanted).tolist() == np.isin(one, wanted).tolist()
    assert is_among(one, wanted).dtype == bool
