"""Start the real `junto` command in processes of its own, and watch what becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from typing import TypeVar

# Patience, not speed: a server that makes the sample first takes a minute on a machine others use.
DEADLINE, FIRST_WORD = 30.0, 120.0
JUNTO = [sys.executable, "-m", "junto"]
T = TypeVar("T")


def until(look: Callable[[], T], what: str, seconds: float = DEADLINE) -> T:
    """Look again and again until there is something to see."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen = look()
        if seen:
            return seen
        pause.wait(0.02)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def clean_environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of Junto but the ones given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUNTO_", "DJANGO_"))}
    return kept | settings


def junto(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    return subprocess.run(
        [*JUNTO, *arguments],
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def children_of(pid: int) -> list[int]:
    """Processes started by any thread of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text().split())
    return found


def is_running(pid: int) -> bool:
    """Whether the process exists and is not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Server:
    """A running `junto serve`; use it in a `with`."""

    def __init__(self, data_dir: Path, *arguments: str, **settings: str) -> None:
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [*JUNTO, "serve", "--port", "0", "--data-dir", str(data_dir), *arguments],
            env=clean_environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output: list[str] = []
        self._lines: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.url = self.line_with("Junto is ready: ").rpartition(" ")[2]
        except AssertionError:
            self.__exit__()
            raise
        self.port = int(self.url.rpartition(":")[2])

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(DEADLINE)
        self._reader.join()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.output.append(line.rstrip("\n"))
                self._lines.put(line.rstrip("\n"))

    def line_with(self, text: str) -> str:
        """The next line of output that contains `text`."""
        end = time.monotonic() + FIRST_WORD
        while time.monotonic() < end:
            try:
                line = self._lines.get(timeout=0.1)
            except Empty:
                assert self.process.poll() is None, "\n".join(self.output)
                continue
            if text in line:
                return line
        raise AssertionError(f"no line with {text!r} in:\n" + "\n".join(self.output))

    def worker(self) -> int:
        """The process id of the worker that beats at present."""

        def beating() -> int:
            heartbeat = self.data_dir / "worker.heartbeat"
            written = heartbeat.read_text() if heartbeat.exists() else ""
            alive = children_of(self.process.pid)
            return int(written) if written.isdigit() and int(written) in alive else 0

        return until(beating, "the worker's heartbeat")

    def get(self, path: str) -> str:
        """The body of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(DEADLINE)
