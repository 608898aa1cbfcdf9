"""What happens by the clock: a table of tasks and a tick that runs those that are due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Task = Callable[[datetime], object]


@dataclass(frozen=True)
class Periodic:
    """A task that runs every so often."""

    name: str
    every: timedelta
    run: Task


_tasks: dict[str, Periodic] = {}


def every(interval: timedelta, name: str) -> Callable[[Task], Task]:
    """Run the decorated `task(now)` every `interval`, on one worker at a time."""

    def register(task: Task) -> Task:
        _tasks[name] = Periodic(name, interval, task)
        return task

    return register


def tasks() -> tuple[Periodic, ...]:
    """All periodic tasks, by name."""
    return tuple(_tasks[name] for name in sorted(_tasks))


def run_due(*, now: datetime) -> list[str]:
    """Run what is due; returns the names that ran. A conditional update lets one worker win."""
    from junto.foundation.schedule.models import ScheduledTask

    known = dict(ScheduledTask.objects.values_list("name", "next_at"))
    ran = []
    for task in tasks():
        if task.name not in known:
            ScheduledTask.objects.get_or_create(name=task.name, defaults={"next_at": now})
            known[task.name] = now
        if known[task.name] > now:
            continue
        won = ScheduledTask.objects.filter(name=task.name, next_at=known[task.name]).update(
            next_at=now + task.every, last_at=now
        )
        if won:
            task.run(now)
            ran.append(task.name)
    return ran
