import numpy as np
import pytest
from tests.matching.dense import tiny

from lysning.matching.dense.weights import UnreadableError, read


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tiny.bin"


def test_what_was_written_is_read(path):
    true = tiny.write(path)
    weights = read(path)
    assert weights.shape == (32, 2, 2, 64, len(tiny.VOCABULARY), 24, 2, pytest.approx(1e-6))
    assert weights.vocabulary.pieces == tiny.VOCABULARY
    assert weights.vocabulary.scores == pytest.approx(tiny.SCORES)
    assert weights.vocabulary.normal == tiny.NORMAL
    assert (weights.vocabulary.begin, weights.vocabulary.end, weights.vocabulary.unknown) == (0, 2, 3)
    for name, numbers in true.items():
        assert np.allclose(weights.floats(name, *numbers.shape), numbers, rtol=1e-6, atol=1e-9), name


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.999])
def test_a_file_cut_short_is_refused(path, share):
    tiny.write(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnreadableError):
        read(path)


def test_another_format_is_refused(path):
    path.write_bytes(b"PK\x03\x04" + bytes(400))
    with pytest.raises(UnreadableError, match="another format"):
        read(path)
