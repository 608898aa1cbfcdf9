"""The fairest hours for a group that meets again and again, across time zones.

Plain Python and numpy: no clock, no I/O but the zone data of the standard library, no chance.

Example
-------
::

    people = (
        Person("ana", "Europe/Lisbon", same_hours("09:00", "17:00")),
        Person("li", "Asia/Singapore", same_hours("09:00", "18:00")),
    )
    propose(Problem(people, Rhythm.every(2, date(2026, 9, 1), 6), minutes=60)).best.times
    # (datetime.time(9, 0),)

Public names
------------
Asking:    `Person`, `Window`, `same_hours`, `Rhythm`, `Problem`, `Almanac`, `propose`, `weigh`
Answers:   `Proposal`, `Choice`, `Occasion`, `Seat`, `Load`, `Shift`
Reasons:   `NoCommonHour`, `Apart`, `Part`
Time:      `instant`, `on_clock`, `oddity`, `dates_of`, `changes_of`, `Change`
"""

from collections.abc import Sequence
from datetime import time

from junto.kernel.scheduling.board import Almanac, board_of
from junto.kernel.scheduling.dates import dates_of
from junto.kernel.scheduling.model import (
    Apart,
    Choice,
    Load,
    NoCommonHour,
    NothingToSchedule,
    Occasion,
    Part,
    Person,
    Problem,
    Proposal,
    Rhythm,
    Seat,
    Shift,
    Window,
    same_hours,
)
from junto.kernel.scheduling.reasons import explain
from junto.kernel.scheduling.search import Found, kept_times, one_time, turns
from junto.kernel.scheduling.telling import choice_of
from junto.kernel.scheduling.zones import (
    Change,
    UnknownZone,
    changes_of,
    instant,
    oddity,
    on_clock,
)

__all__ = [
    "Almanac",
    "Apart",
    "Change",
    "Choice",
    "Load",
    "NoCommonHour",
    "NothingToSchedule",
    "Occasion",
    "Part",
    "Person",
    "Problem",
    "Proposal",
    "Rhythm",
    "Seat",
    "Shift",
    "UnknownZone",
    "Window",
    "changes_of",
    "dates_of",
    "instant",
    "oddity",
    "on_clock",
    "propose",
    "same_hours",
    "weigh",
]


def propose(problem: Problem, almanac: Almanac | None = None) -> Proposal:
    """Return up to three series to choose from, the fairest first.

    Raises
    ------
    NothingToSchedule
        Without people or occasions.
    UnknownZone
        When somebody's zone has no such name.
    """
    board = board_of(problem, almanac or Almanac())
    kept = kept_times(board)
    if kept:
        return Proposal(tuple(choice_of(board, found) for found in kept))
    found = turns(board)
    single = one_time(board)
    if all(single.slots != each.slots or single.weekday != each.weekday for each in found):
        found = [*found[:2], single]
    return Proposal(tuple(choice_of(board, each) for each in found), explain(board))


def weigh(problem: Problem, weekday: int, times: Sequence[time]) -> Choice:
    """Return the series at wall times somebody chose, in turn, with what it costs everybody.

    Raises
    ------
    ValueError
        When a time is not on the grid of the problem's step.
    """
    at_weekday = Problem(
        problem.people,
        problem.rhythm,
        problem.minutes,
        problem.anchor,
        problem.step,
        (weekday,),
    )
    board = board_of(at_weekday, Almanac())
    places = [board.slots.index(each.hour * 60 + each.minute) for each in times]
    slots = tuple(places[turn % len(places)] for turn in range(problem.rhythm.count))
    return choice_of(board, Found(0, slots, 0, 0))
