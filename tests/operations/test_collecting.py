import json
import subprocess
import sys

PROGRAM = """
import gc, json
from django.core.signals import request_finished
from lysning.operations.collecting import collect_between_requests

def walks():
    return [each["collections"] for each in gc.get_stats()]

collect_between_requests()
before = walks()
pages = [[object() for _ in range(30_000)] for _ in range(3)]
within = walks()
for _ in range(500):
    request_finished.send(sender=None)
print(json.dumps({
    "within": [now - then for now, then in zip(within, before)],
    "after": [now - then for now, then in zip(walks(), within)],
    "frozen": gc.get_freeze_count() > 10_000,
}))
"""


def test_garbage_is_looked_for_between_requests_and_not_within_them():
    """In a process of its own, since it changes how that process collects."""
    done = subprocess.run([sys.executable, "-P", "-c", PROGRAM], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == {"within": [0, 0, 0], "after": [475, 24, 1], "frozen": True}
