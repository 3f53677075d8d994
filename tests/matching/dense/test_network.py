import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.dense import tiny

from lysning.matching.dense.network import Network, gelu
from lysning.matching.dense.weights import read


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "tiny.bin"
    true = tiny.write(path)
    return Network(read(path)), true


def by_hand(true, ids):
    """The same vector in the words of the papers: one text, one head and one row at a time, in double precision."""
    rows = true["emb.word"][ids] + true["emb.pos"][: len(ids)] + true["emb.type"][0]
    rows = levelled(rows, true, "emb.ln")
    for layer in range(tiny.LAYERS):
        linear = lambda x, part, at=f"l{layer}.": x @ true[f"{at}{part}.w"].T + true[f"{at}{part}.b"]  # noqa: E731
        queries, keys, values = linear(rows, "q"), linear(rows, "k"), linear(rows, "v")
        size = tiny.WIDTH // tiny.HEADS
        heads = []
        for start in range(0, tiny.WIDTH, size):
            part = slice(start, start + size)
            likeness = np.exp(queries[:, part] @ keys[:, part].T / math.sqrt(size))
            heads.append(likeness / likeness.sum(axis=1)[:, None] @ values[:, part])
        rows = levelled(rows + linear(np.concatenate(heads, axis=1), "ao"), true, f"l{layer}.aln")
        wide = linear(rows, "fi")
        wide *= np.vectorize(lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2))))(wide)
        rows = levelled(rows + linear(wide, "fo"), true, f"l{layer}.oln")
    mean = rows.mean(axis=0)
    return mean / math.sqrt(mean @ mean)


def levelled(rows, true, name):
    spread = np.sqrt(rows.var(axis=1) + tiny.EPSILON)
    return (rows - rows.mean(axis=1)[:, None]) / spread[:, None] * true[f"{name}.w"] + true[f"{name}.b"]


ids = st.lists(st.integers(0, len(tiny.VOCABULARY) - 1), min_size=1, max_size=tiny.POSITIONS)


@settings(max_examples=25, deadline=None)
@given(sequences=st.lists(ids, min_size=1, max_size=4))
def test_the_vectors_are_those_of_the_papers(both, sequences):
    network, true = both
    found = network.vectors(sequences)
    assert found.dtype == np.float32
    for row, sequence in zip(found, sequences, strict=True):
        assert np.allclose(row, by_hand(true, sequence), atol=2e-5)


def test_gelu_is_right_also_far_out():
    x = np.linspace(-12, 12, 70_001)
    expected = [0.5 * value * (1 + math.erf(value / math.sqrt(2))) for value in x]
    assert np.abs(gelu(x.astype(np.float32)) - expected).max() < 2e-6
