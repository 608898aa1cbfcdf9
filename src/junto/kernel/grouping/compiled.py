"""Steps of a run in machine code: number for number what `anneal.Run.step` does, only sooner.

Imported by `anneal` when a search begins and numba is installed (`junto[fast]`), never before.
Whole numbers throughout, so both ways end in the same groups.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np

from .problem import Ints

# Compiled code takes plain arguments, and a call in its inner loop would cost what it saves.
# ruff: noqa: PLR0917
_Work = TypeVar("_Work", bound=Callable[..., Any])
_kernel: Callable[[_Work], _Work] = numba.njit(cache=True, nogil=True)


@_kernel
def _sums(
    pairs: Any, table: Ints, a: int, b: int, own_a: Ints, cross_a: Ints, own_b: Ints, cross_b: Ints
) -> None:
    """Fill in what the people of two groups bring to their own group and to the other."""
    width = table.shape[1]
    for i in range(width):
        own_a[i] = own_b[i] = cross_a[i] = cross_b[i] = 0
    for i in range(width):
        left, right = table[a, i], table[b, i]
        for j in range(width):
            between = pairs[left, table[b, j]]
            cross_a[i] += between
            cross_b[j] += between
        for j in range(i):
            within_a, within_b = pairs[left, table[a, j]], pairs[right, table[b, j]]
            own_a[i] += within_a
            own_a[j] += within_a
            own_b[i] += within_b
            own_b[j] += within_b


@_kernel
def _shifts(
    change: Ints,
    at: int,
    seats: Ints,
    own: Ints,
    cross: Ints,
    own_there: Ints,
    size: int,
    size_there: int,
    share: Ints,
    barred: Ints,
    least: int,
    never: int,
) -> None:
    """Fill in what it is worth to move each person of a group to the other one."""
    width = len(seats)
    here, there = np.int64(0), np.int64(0)
    for i in range(width):
        here += own[i]
        there += own_there[i]
    here, there = here // 2, there // 2
    before = share[size] * here + share[size_there] * there
    smaller, larger = share[max(size - 1, 0)], share[size_there + 1]
    full = size <= least or size_there >= width
    for i in range(width):
        worth = smaller * (here - own[i]) + larger * (there + cross[i])
        worth += barred[seats[i]] - before
        change[at + i] = worth + never if full else worth


@_kernel
def _changes(
    pairs: Any,
    table: Ints,
    sizes: Ints,
    share: Ints,
    barred: Ints,
    rules: Ints,
    a: int,
    b: int,
    change: Ints,
    sums: Ints,
) -> int:
    """Fill in what every change between two groups is worth; return the most, or 0."""
    least, equal, never = rules[0], rules[1], rules[2]
    width = table.shape[1]
    square = width * width
    own_a, cross_a, own_b, cross_b = sums[0], sums[1], sums[2], sums[3]
    size_a, size_b = sizes[a], sizes[b]
    share_a, share_b = share[size_a], share[size_b]
    _sums(pairs, table, a, b, own_a, cross_a, own_b, cross_b)
    both, top = share_a + share_b, np.int64(0)
    for i in range(width):
        left = table[a, i]
        leave = share_b * cross_a[i] - share_a * own_a[i] + barred[left]
        for j in range(width):
            right = table[b, j]
            worth = share_a * cross_b[j] - share_b * own_b[j] + barred[right]
            worth += leave - both * pairs[left, right]
            change[i * width + j] = worth
            top = max(top, worth)
    if not equal:
        _shifts(change, square, table[a], own_a, cross_a, own_b, size_a, size_b,
                share, barred, least, never)  # fmt: skip
        _shifts(change, square + width, table[b], own_b, cross_b, own_a, size_b, size_a,
                share, barred, least, never)  # fmt: skip
        for c in range(square, len(change)):
            top = max(top, change[c])
    return int(top)


@_kernel
def _make(table: Ints, sizes: Ints, a: int, b: int, pick: int, nobody: int, equal: int) -> None:
    """Make one change between two groups; a shift swaps with the first empty seat."""
    width = table.shape[1]
    square = width * width
    seat_a, seat_b = pick // width, pick % width
    if pick >= square:
        seat = pick - square
        into = b if seat < width else a
        empty = 0
        while table[into, empty] != nobody:
            empty += 1
        if seat < width:
            seat_a, seat_b = seat, empty
        else:
            seat_a, seat_b = empty, seat - width
    from_a, from_b = table[a, seat_a], table[b, seat_b]
    table[a, seat_a], table[b, seat_b] = from_b, from_a
    if not equal:
        grown = np.int64(from_a == nobody) - np.int64(from_b == nobody)
        sizes[a] += grown
        sizes[b] -= grown


@_kernel
def run_steps(
    pairs: Any,
    table: Ints,
    sizes: Ints,
    best: Ints,
    best_sizes: Ints,
    worths: Ints,
    share: Ints,
    barred: Ints,
    rules: Ints,
    boltzmann: Ints,
    orders: Ints,
    draws: Ints,
) -> int:
    """Take one step for each row of the orders; `worths` holds the present and the best worth."""
    equal, heat, fine, last = rules[1], rules[3], rules[4], rules[5]
    count, width = table.shape
    nobody, half = len(barred) - 1, count // 2
    choices = width * width if equal else width * width + 2 * width
    change, weight = np.empty(choices, np.int64), np.empty(choices, np.int64)
    sums = np.empty((4, width), np.int64)
    far = heat * last // fine + 1
    made = 0
    for step in range(len(orders)):
        gained, moved = np.int64(0), 0
        for k in range(half):
            a, b = orders[step, k], orders[step, half + k]
            top = _changes(pairs, table, sizes, share, barred, rules, a, b, change, sums)
            total = np.int64(0)
            for c in range(choices):
                total += boltzmann[min(top - change[c], far) * fine // heat]
                weight[c] = total
            stay = boltzmann[min(top, far) * fine // heat]
            drawn = draws[step, k] % (total + stay)
            if drawn >= total:
                continue
            pick = np.searchsorted(weight, drawn, side="right")
            moved += 1
            gained += change[pick]
            _make(table, sizes, a, b, pick, nobody, equal)
        if moved:
            made += moved
            worths[0] += gained
            if worths[0] > worths[1]:
                worths[1] = worths[0]
                best[:] = table
                best_sizes[:] = sizes
    return made


@_kernel
def improve(
    pairs: Any,
    table: Ints,
    sizes: Ints,
    best: Ints,
    best_sizes: Ints,
    worths: Ints,
    share: Ints,
    barred: Ints,
    rules: Ints,
    a: Ints,
    b: Ints,
) -> int:
    """Make the best improving change between each pair of groups."""
    equal, width = rules[1], table.shape[1]
    change = np.empty(width * width if equal else width * width + 2 * width, np.int64)
    sums = np.empty((4, width), np.int64)
    made = 0
    for k in range(len(a)):
        top = _changes(pairs, table, sizes, share, barred, rules, a[k], b[k], change, sums)
        if top <= 0:
            continue
        pick = 0
        while change[pick] != top:
            pick += 1
        made += 1
        worths[0] += top
        _make(table, sizes, a[k], b[k], pick, len(barred) - 1, equal)
    if worths[0] > worths[1]:
        worths[1] = worths[0]
        best[:] = table
        best_sizes[:] = sizes
    return made


@_kernel
def _draw(change: Ints, weight: Ints, boltzmann: Ints, heats: Any, draw: Any) -> int:
    """Draw one change by heat bath; staying put is one past the last."""
    far, fine, heat = heats
    top: Any = np.int64(0)
    for c in range(len(change)):
        top = max(top, change[c])
    total = np.int64(0)
    for c in range(len(change)):
        drop = top - change[c]
        if drop < far:
            total += boltzmann[drop * fine // heat]
        weight[c] = total
    drawn = draw % (total + boltzmann[min(top, far) * fine // heat])
    if drawn >= total:
        return len(change)
    return int(np.searchsorted(weight, drawn, side="right"))


@_kernel
def _sweep(
    pairs: Any,
    left: Ints,
    right: Ints,
    shares: Any,
    barred: Ints,
    boltzmann: Ints,
    sums: Any,
    room: Any,
    heats: Any,
    draws: Ints,
) -> Any:
    """Draw a swap for each seat of the left group; return how many were made, and their worth."""
    width = len(left)
    own_a, cross_a, own_b, cross_b = sums
    change, weight = room
    share_a, share_b = shares
    both, gained, made = share_a + share_b, np.int64(0), 0
    for i in range(width):
        person = left[i]
        row = pairs[person]
        leave = share_b * cross_a[i] - share_a * own_a[i] + barred[person]
        for j in range(width):
            other = right[j]
            worth = share_a * cross_b[j] - share_b * own_b[j] + barred[other]
            change[j] = worth + leave - both * row[other]
        pick = _draw(change, weight, boltzmann, heats, draws[i])
        if pick == width:
            continue
        made += 1
        gained += change[pick]
        other = right[pick]
        there = pairs[other]
        for k in range(width):
            moved = np.int64(there[left[k]]) - np.int64(row[left[k]])
            own_a[k] += moved
            cross_a[k] -= moved
            moved = np.int64(there[right[k]]) - np.int64(row[right[k]])
            cross_b[k] += moved
            own_b[k] -= moved
        left[i], right[pick] = other, person
        own_a[i], cross_b[pick] = cross_b[pick], own_a[i]
        cross_a[i], own_b[pick] = own_b[pick], cross_a[i]
    return made, gained


@_kernel
def run_sweeps(
    pairs: Any,
    table: Ints,
    sizes: Ints,
    best: Ints,
    best_sizes: Ints,
    worths: Ints,
    share: Ints,
    barred: Ints,
    rules: Ints,
    boltzmann: Ints,
    orders: Ints,
    draws: Ints,
) -> int:
    """Take one sweep for each row of the orders; `worths` holds the present and the best worth."""
    least, equal, never, heat, fine, last = rules
    count, width = table.shape
    nobody, half = len(barred) - 1, count // 2
    turns = width if equal else width + 1
    own_a, cross_a = np.empty(width, np.int64), np.empty(width, np.int64)
    own_b, cross_b = np.empty(width, np.int64), np.empty(width, np.int64)
    swaps, shifts = np.empty(width, np.int64), np.empty(2 * width, np.int64)
    weight, weights = np.empty(width, np.int64), np.empty(2 * width, np.int64)
    heats = (heat * last // fine + 1, fine, heat)
    made = 0
    for step in range(len(orders)):
        moved = 0
        for k in range(half):
            a, b = orders[step, k], orders[step, half + k]
            size_a, size_b = sizes[a], sizes[b]
            drawn = draws[step, k * turns : (k + 1) * turns]
            _sums(pairs, table, a, b, own_a, cross_a, own_b, cross_b)
            some, gained = _sweep(
                pairs, table[a], table[b], (share[size_a], share[size_b]), barred, boltzmann,
                (own_a, cross_a, own_b, cross_b), (swaps, weight), heats, drawn,
            )  # fmt: skip
            moved += some
            worths[0] += gained
            if equal:
                continue
            _shifts(shifts, 0, table[a], own_a, cross_a, own_b, size_a, size_b,
                    share, barred, least, never)  # fmt: skip
            _shifts(shifts, width, table[b], own_b, cross_b, own_a, size_b, size_a,
                    share, barred, least, never)  # fmt: skip
            pick = _draw(shifts, weights, boltzmann, heats, drawn[width])
            if pick == 2 * width:
                continue
            moved += 1
            worths[0] += shifts[pick]
            to_b = pick < width
            into = b if to_b else a
            empty = 0
            while table[into, empty] != nobody:
                empty += 1
            if to_b:
                table[b, empty], table[a, pick] = table[a, pick], nobody
            else:
                table[a, empty], table[b, pick - width] = table[b, pick - width], nobody
            sizes[a] += -1 if to_b else 1
            sizes[b] += 1 if to_b else -1
        made += moved
        if moved and worths[0] > worths[1]:
            worths[1] = worths[0]
            best[:] = table
            best_sizes[:] = sizes
    return made
