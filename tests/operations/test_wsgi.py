import os
import subprocess
import sys

LOOK = """
import gc, sys
import lysning.wsgi
gc.collect()
print(gc.get_freeze_count(), len(gc.get_objects()), "lysning.web.pages.explore" in sys.modules)
"""


def test_what_a_web_worker_has_loaded_is_left_alone_by_the_collector():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lysning.settings.test"}
    said = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    frozen, walked, has_pages = int(said[0]), int(said[1]), said[2] == "True"
    assert has_pages
    assert walked < frozen / 10
