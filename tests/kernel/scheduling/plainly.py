"""The burden of a meeting, minute by minute with the standard library alone: slow and plain."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from junto.kernel.scheduling import Person, Problem, dates_of


def is_inside(person: Person, local: datetime) -> bool:
    """Whether a minute on the local clock lies in somebody's hours."""
    for window in person.windows:
        for back in (0, 1):
            day = local.date() - timedelta(days=back)
            minute = back * 1440 + local.hour * 60 + local.minute
            if day.weekday() == window.weekday and window.start <= minute < window.end:
                return True
    return False


def weight(person: Person, local: datetime) -> int:
    """What a minute outside somebody's hours costs."""
    if local.weekday() not in {window.weekday for window in person.windows}:
        return 8
    at = local.time()
    if at >= time(22, 30) or at < time(6):
        return 6
    return 2 if at < time(7, 30) or at >= time(20, 30) else 1


def burden(person: Person, moment: datetime, minutes: int) -> int:
    """What a meeting costs somebody."""
    clocks = [
        (moment + timedelta(minutes=minute)).astimezone(ZoneInfo(person.zone))
        for minute in range(minutes)
    ]
    if {clocks[0].date(), clocks[-1].date()} & person.days_off:
        return 8 * minutes
    return sum(weight(person, each) for each in clocks if not is_inside(person, each))


def instant(day: date, minutes: int, zone: str) -> datetime:
    """The instant of a wall time: Python's own reading with fold 0."""
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(zone))
    return wall.astimezone(UTC)


def costs(problem: Problem, weekday: int, slots: list[int]) -> list[list[list[int]]]:
    """Slot × occasion × person."""
    days = dates_of(problem.rhythm, weekday)
    return [
        [
            [
                burden(person, instant(day, slot, problem.anchor), minutes)
                for person in problem.people
            ]
            for day, minutes in zip(days, problem.lengths, strict=True)
        ]
        for slot in slots
    ]
