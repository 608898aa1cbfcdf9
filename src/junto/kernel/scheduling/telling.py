"""A found series in full: dates, instants, everybody's clock, loads and shifts."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from junto.kernel.scheduling.board import Board
from junto.kernel.scheduling.model import Choice, Load, Occasion, Person, Seat, Shift
from junto.kernel.scheduling.search import Found
from junto.kernel.scheduling.zones import DAY, moment_of, oddity

_EPOCH = datetime(1970, 1, 1)


def clock(minutes: int) -> time:
    """Return minutes after midnight as a time."""
    return time(minutes % DAY // 60, minutes % 60)


def choice_of(board: Board, found: Found) -> Choice:
    """Return a found series with all that is to be told of it."""
    occasions = tuple(
        _occasion(board, found.weekday, slot, place) for place, slot in enumerate(found.slots)
    )
    return Choice(
        weekday=board.problem.weekdays[found.weekday],
        zone=board.anchor,
        times=tuple(dict.fromkeys(clock(board.slots[slot]) for slot in found.slots)),
        occasions=occasions,
        loads=tuple(
            load_of(person.ref, [occasion.seats[place] for occasion in occasions])
            for place, person in enumerate(board.problem.people)
        ),
        shifts=shifts_of(occasions),
    )


def _occasion(board: Board, weekday: int, slot: int, place: int) -> Occasion:
    at = (weekday, slot, place)
    day, starts = board.dates[weekday][place], clock(board.slots[slot])
    return Occasion(
        date=day,
        starts=starts,
        zone=board.anchor,
        minutes=board.problem.lengths[place],
        starts_at=moment_of(int(board.moments[at])),
        seats=tuple(
            _seat(board, who, person, at) for who, person in enumerate(board.problem.people)
        ),
        oddity=oddity(day, starts, board.anchor),
    )


def _seat(board: Board, who: int, person: Person, at: tuple[int, int, int]) -> Seat:
    cost = board.costs[who]
    return Seat(
        ref=person.ref,
        starts=_EPOCH + timedelta(minutes=int(cost.local[at])),
        outside=int(cost.outside[at]),
        early=int(cost.early[at]),
        late=int(cost.late[at]),
        burden=int(cost.burden[at]),
        is_away=bool(cost.is_away[at]),
    )


def load_of(ref: str, seats: list[Seat]) -> Load:
    """Return the sum of a person's seats."""
    return Load(
        ref=ref,
        outside=sum(seat.outside for seat in seats),
        early=sum(seat.early for seat in seats),
        late=sum(seat.late for seat in seats),
        burden=sum(seat.burden for seat in seats),
        times_early=sum(seat.early > 0 for seat in seats),
        times_late=sum(seat.late > 0 for seat in seats),
        times_away=sum(seat.is_away for seat in seats),
    )


def shifts_of(occasions: tuple[Occasion, ...]) -> tuple[Shift, ...]:
    """Return whose hour moves between two occasions at the same agreed wall time."""
    found: list[Shift] = []
    before: dict[time, Occasion] = {}
    for place, occasion in enumerate(occasions):
        last = before.get(occasion.starts)
        before[occasion.starts] = occasion
        if last is not None:
            found.extend(_moved(last, occasion, place))
    return tuple(found)


def _moved(last: Occasion, now: Occasion, place: int) -> list[Shift]:
    days = (now.date - last.date).days
    found = []
    for old, new in zip(last.seats, now.seats, strict=True):
        minutes = int((new.starts - old.starts).total_seconds() // 60) - days * DAY
        if minutes:
            found.append(Shift(new.ref, place, old.starts.time(), new.starts.time(), minutes))
    return found
