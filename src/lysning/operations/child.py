"""One child process of the parent: started, started again with growing pauses when it dies, stopped in good order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


class Child:
    """A program that ought to run.

    Args:
        name: what it is called in messages.
        command: the program with its arguments.
        environment: variables on top of ours.
        stop_seconds: how long it may take to finish its work when told to stop.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, environment: dict[str, str] | None = None, stop_seconds: float = 10
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = environment or {}
        self.stop_seconds = stop_seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = FIRST_PAUSE
        self._started_at = 0.0
        self._due_at = 0.0

    def start(self) -> None:
        """Starts it in a session of its own: Ctrl-C in the terminal reaches the parent alone, which passes it on."""
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 -- the parent's own programs
            self.command,
            env={**os.environ, **self.environment},
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- no thread runs here
        )

    def look_after(self, now: float) -> int | None:
        """Starts it again when its pause is over; returns its exit code the moment it is found dead, else None.

        Args:
            now: of the monotonic clock.
        """
        if self.process is None:
            if now >= self._due_at:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._end_session()
        if now - self._started_at > SETTLED_SECONDS:
            self.pause = FIRST_PAUSE
        self._due_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self.process = None
        return code

    def ask_to_stop(self) -> None:
        """Sends SIGTERM; the child finishes what it does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Waits for the child to end after `ask_to_stop`; ends what is left of its session when time is up."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.stop_seconds)
        self._end_session()
        self.process.wait()
        self.process = None

    def _end_session(self) -> None:
        """Ends whatever the child has started itself: a web server that is killed leaves its own workers listening."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def _end_with_parent() -> None:
    """Runs in the child before its program: asks Linux to send SIGTERM when the parent dies without a word."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
