"""Why a group has no common hour, and how it could be split."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from junto.kernel.scheduling.board import Board
from junto.kernel.scheduling.model import Apart, NoCommonHour, Part
from junto.kernel.scheduling.telling import clock
from junto.kernel.scheduling.zones import DAY, WEEK, Minutes

_QUARTER = 15


def explain(board: Board) -> NoCommonHour:
    """Name who is apart, who alone stands in the way, and two parts that share an hour."""
    minutes = max(board.problem.lengths)
    return NoCommonHour(
        minutes=minutes,
        apart=_apart(board, minutes),
        only_without=_only_without(board),
        parts=_split(board),
    )


def _apart(board: Board, minutes: int) -> tuple[Apart, ...]:
    """Return pairs whose hours in the first week overlap by less than the meeting, widest first."""
    offsets = [int((cost.local - board.moments)[0, 0, 0]) for cost in board.costs]
    free = [_free_in_utc(board, who, offset) for who, offset in enumerate(offsets)]
    people = board.problem.people
    found = []
    for one, two in combinations(range(len(people)), 2):
        shared = _longest(free[one] & free[two])
        if shared < minutes:
            between = abs(offsets[one] - offsets[two])
            hours = min(between, DAY - between) / 60
            found.append(Apart(people[one].ref, people[two].ref, shared, hours))
    return tuple(sorted(found, key=lambda pair: (pair.shared_minutes, -pair.hours_between)))


def _free_in_utc(board: Board, who: int, offset: int) -> npt.NDArray[np.bool_]:
    """Return each quarter of an hour of the week, in UTC, that lies inside own hours."""
    hours = np.zeros(WEEK, dtype=bool)
    for window in board.problem.people[who].windows:
        start = window.weekday % 7 * DAY + window.start - offset
        hours[(start + np.arange(window.end - window.start)) % WEEK] = True
    return np.asarray(hours.reshape(-1, _QUARTER).all(axis=1), dtype=np.bool_)


def _longest(free: npt.NDArray[np.bool_]) -> int:
    """Return the longest stretch in minutes, around the end of the week too."""
    if free.all():
        return WEEK
    turned = np.roll(free, -int(np.argmin(free))).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], turned, [0]))))
    lengths = edges[1::2] - edges[::2]
    return int(lengths.max()) * _QUARTER if len(lengths) else 0


def _only_without(board: Board) -> tuple[str, ...]:
    margin = board.margin.min(axis=2)
    people = board.problem.people
    if len(people) < 3:
        return ()
    return tuple(
        person.ref
        for who, person in enumerate(people)
        if (np.delete(margin, who, axis=-1).min(axis=-1) >= 0).any()
    )


def _split(board: Board) -> tuple[Part, ...]:
    """Cut the circle of local times in two places so that both parts share an hour."""
    people = board.problem.people
    count = len(people)
    if count < 4:
        return ()
    order = np.argsort(_noon(board), kind="stable").tolist()
    margin = board.margin.min(axis=2)
    cuts = sorted(combinations(range(count), 2), key=lambda cut: abs(2 * (cut[1] - cut[0]) - count))
    for one, two in cuts:
        halves = (order[one:two], order[two:] + order[:one])
        if min(map(len, halves)) < 2:
            continue
        found = [_part(board, margin, sorted(half)) for half in halves]
        if all(found):
            return tuple(part for part in found if part is not None)
    return ()


def _noon(board: Board) -> Minutes:
    """Return where each person's day lies on the UTC circle."""
    return np.array([int(-(cost.local - board.moments)[0, 0, 0]) % DAY for cost in board.costs])


def _part(board: Board, margin: Minutes, who: list[int]) -> Part | None:
    mine = margin[..., who].min(axis=-1)
    if not (mine >= 0).any():
        return None
    places = np.argwhere(mine >= 0).tolist()
    weekday, slot = min(places, key=lambda at: (-min(int(mine[at[0], at[1]]), 60), at))
    return Part(
        refs=tuple(board.problem.people[place].ref for place in who),
        date=board.dates[weekday][0],
        starts=clock(board.slots[slot]),
        zone=board.anchor,
    )
