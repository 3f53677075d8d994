import os
import subprocess
import sys

LOOK = """
import gc, sys
import lysning.wsgi
gc.collect()
print(gc.get_freeze_count(), len(gc.get_objects()), "lysning.web.pages.explore" in sys.modules)
"""
HEAVY = """
import sys
import numpy as np
import lysning.wsgi
from lysning.core.keys import is_among
from lysning.operations.health import _known_migrations
assert len(_known_migrations()) > 20
for wanted in ([], [1], range(5000), range(0, 10**9, 10**6)):
    is_among(np.arange(1000), np.array(wanted, np.int64))
heavy = {"PIL", "stdnum", "ortools", "scipy.stats", "numpy.ma", "fontTools", "lysning.trials.migrations.0001_initial"}
print(sorted(heavy & set(sys.modules)))
"""


def said_by(program):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lysning.settings.test"}
    run = [sys.executable, "-c", program]
    return subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout


def test_what_a_web_worker_has_loaded_is_left_alone_by_the_collector():
    frozen, walked, has_pages = said_by(LOOK).split()
    assert has_pages == "True"
    assert int(walked) < int(frozen) / 10


def test_a_web_worker_does_not_carry_what_few_of_its_pages_need():
    assert said_by(HEAVY).strip() == "[]"
