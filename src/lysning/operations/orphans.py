"""A web worker whose master was killed: it would go on listening, and the next start would find its port taken."""

import os
import signal
import threading
import time

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_FINISH = 5.0


def end_when_orphaned() -> None:
    """Watches from a thread whether the process that started this one lives; when it is gone, finishes what runs and ends."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="orphan watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_FINISH)
    os.kill(os.getpid(), signal.SIGKILL)
