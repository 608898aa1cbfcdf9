"""Keep one worker process running beside the server."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

logger = logging.getLogger(__name__)

FIRST_WAIT = 0.2
LONGEST_WAIT = 30.0
HEALTHY_AFTER = 60.0
GRACE = 10.0


class Supervisor:
    """Starts a child process, and starts it again whenever it ends.

    The child's standard input is a pipe from here that nothing is ever written to: when this
    process ends, even by `kill -9`, the pipe closes and the child knows.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the child and watch over it from a thread."""
        self._thread.start()

    def stop(self, grace: float = GRACE) -> None:
        """Ask the child to end, and end it when it has not after `grace` seconds."""
        with self._lock:
            self._stopping.set()
            child = self._child
        if child is not None:
            child.terminate()
            try:
                child.wait(grace)
            except subprocess.TimeoutExpired:
                child.kill()
        self._thread.join()

    def _watch(self) -> None:
        wait = FIRST_WAIT
        while True:
            with self._lock:
                if self._stopping.is_set():
                    return
                # A session of its own: Ctrl+C in the terminal is for the server, which then stops
                # its worker in order.
                self._child = subprocess.Popen(  # noqa: S603 - our own command
                    self._command, stdin=subprocess.PIPE, start_new_session=True
                )
            started = time.monotonic()
            status = self._child.wait()
            if self._child.stdin is not None:
                self._child.stdin.close()
            if self._stopping.is_set():
                return
            if time.monotonic() - started > HEALTHY_AFTER:
                wait = FIRST_WAIT
            logger.warning("The worker ended (%s); it starts again in %.1f s.", status, wait)
            self._stopping.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)


def worker_command() -> list[str]:
    """Return the command that runs this installation's worker."""
    return [sys.executable, "-m", "junto", "worker", "--stop-with-input"]


def stop_with_input(grace: float = GRACE) -> None:
    """End this process when its standard input closes, that is, when its parent has ended."""

    def wait() -> None:
        # Not through sys.stdin: its lock would be held at exit.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()
