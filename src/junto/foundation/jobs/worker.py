"""The worker process: runs jobs one after the other and, beside them, the minute tick."""

import logging
import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from junto.foundation import jobs, schedule

logger = logging.getLogger(__name__)
TICK_SECONDS = 1.0
POLL_SECONDS = 0.3


def heartbeat_file() -> Path:
    """Touched every tick; `junto doctor` reads its age."""
    return Path(settings.DATA_DIR) / "worker.heartbeat"


def _tick_forever(stop: threading.Event) -> None:
    while not stop.wait(TICK_SECONDS):
        close_old_connections()
        try:
            schedule.run_due(now=timezone.now())
            heartbeat_file().write_text(str(os.getpid()))
        except OperationalError:
            logger.warning("The database is busy; the tick waits for the next turn.")
        except Exception:
            logger.exception("A scheduled task stopped with an error")


def run() -> None:
    """Run until a signal ends the process."""
    from django_tasks_db.management.commands.db_worker import Worker

    stop = threading.Event()
    threading.Thread(target=_tick_forever, args=(stop,), daemon=True, name="tick").start()
    jobs.prepare()
    while True:
        worker = Worker(
            queue_names=["default"],
            interval=POLL_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"junto-{os.getpid()}",
            excluded_queue_names=[],
        )
        worker.configure_signals()
        try:
            worker.run()
        except OperationalError:
            # Another writer holds the database; wait it out rather than die with a job in hand.
            logger.warning("The database is busy; the worker tries again.")
            time.sleep(POLL_SECONDS)
            continue
        stop.set()
        return
