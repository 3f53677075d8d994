import pytest
from tests.matching.dense import tiny

from lysning.matching.dense import Passage, e5
from lysning.matching.dense.weights import read


@pytest.fixture
def encoder(tmp_path):
    tiny.write(tmp_path / "tiny.bin")
    return e5.E5(read(tmp_path / "tiny.bin"), "tiny")


def product(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_batches_change_no_vector(encoder, monkeypatch):
    bodies = ["fald", "", "falder ald", "x" * 500, "der fald " * 90, "fald"]
    passages = [Passage("f ald" if body == "falder ald" else "", body) for body in bodies]
    together = encoder.passages(passages)
    monkeypatch.setattr(e5, "PIECES_AT_ONCE", 30)
    apart = encoder.passages(passages)
    assert len(together) == len(apart) == 6
    for one, other in zip(together, apart, strict=True):
        assert one == pytest.approx(other, abs=1e-5)
        assert product(one, one) == pytest.approx(1, abs=1e-5)
    assert together[0] == pytest.approx(together[5], abs=1e-6)


def test_a_title_and_the_whole_count_alike(encoder):
    both, title, whole = encoder.passages([Passage("fald", "ald er"), Passage("fald", ""), Passage("", "fald ald er")])
    assert product(both, title) == pytest.approx(product(both, whole), abs=1e-5)
    assert product(both, title) > product(title, whole)


def test_no_texts_have_no_vectors(encoder):
    assert encoder.passages([]) == []


def test_a_query_is_read_otherwise_than_a_passage(encoder):
    assert encoder.query("fald") != pytest.approx(encoder.passages([Passage("", "fald")])[0], abs=1e-3)


def test_only_the_known_file_is_loaded(tmp_path):
    tiny.write(tmp_path / "tiny.bin")
    with pytest.raises(e5.OtherWeightsError, match="tiny"):
        e5.load(tmp_path / "tiny.bin")
