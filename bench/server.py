"""How fast the server starts, what it holds when idle, and what one bare page costs."""

import tempfile
import time
from pathlib import Path

from _server import BenchServer, judge, leave, memory_mb, report

IDLE_SECONDS = 5


def main():
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        with BenchServer(data_dir) as server:
            judge("first page from an empty directory", server.first_page_s(), 3, "s")
        with BenchServer(data_dir) as server:
            judge("first page on a later start", server.first_page_s(), 1.5, "s")
            worker = server.worker()
            time.sleep(IDLE_SECONDS)
            judge("idle memory of the server", memory_mb(server.process.pid), 150, "MB")
            judge("idle memory of the worker", memory_mb(worker), 150, "MB")
            report("bare Django page of 20 rows: the baseline", server.cpu_ms("/bare"), "ms CPU")
            report(
                "what the server itself takes of it",
                server.cpu_ms("/static/x", expected=404),
                "ms CPU",
            )
    leave()


if __name__ == "__main__":
    main()
