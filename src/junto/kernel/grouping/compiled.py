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
_kernel: Callable[[_Work], _Work] = numba.njit(cache=True, nogil=True, error_model="numpy")


@_kernel
def _shifts(
    change: Ints,
    at: int,
    table: Ints,
    here: int,
    there: int,
    own: Ints,
    cross: Ints,
    sizes: Ints,
    share: Ints,
    barred: Ints,
    least: int,
    never: int,
) -> None:
    """Fill in what it is worth to move each person of a group to the other one."""
    width = table.shape[1]
    size, size_there = sizes[here], sizes[there]
    worth_here, worth_there = np.int64(0), np.int64(0)
    for i in range(width):
        worth_here += own[here, i]
        worth_there += own[there, i]
    worth_here, worth_there = worth_here // 2, worth_there // 2
    before = share[size] * worth_here + share[size_there] * worth_there
    smaller, larger = share[max(size - 1, 0)], share[size_there + 1]
    full = size <= least or size_there >= width
    for i in range(width):
        worth = smaller * (worth_here - own[here, i]) + larger * (worth_there + cross[i])
        worth += barred[table[here, i]] - before
        change[at + i] = worth + never if full else worth


@_kernel
def _own(pairs: Any, table: Ints, group: int, own: Ints) -> None:
    """Fill in what each person of a group brings to it."""
    width = table.shape[1]
    for i in range(width):
        own[group, i] = 0
    for i in range(width):
        person = table[group, i]
        for j in range(i):
            between = np.int64(pairs[person, table[group, j]])
            own[group, i] += between
            own[group, j] += between


@_kernel
def _changes(
    pairs: Any,
    table: Ints,
    sizes: Ints,
    own: Ints,
    share: Ints,
    barred: Ints,
    rules: Ints,
    a: int,
    b: int,
    change: Ints,
    cross: Ints,
    other: Ints,
) -> int:
    """Fill in what every change between two groups is worth; return the most."""
    least, equal, never = rules[0], rules[1], rules[2]
    width = table.shape[1]
    share_a, share_b = share[sizes[a]], share[sizes[b]]
    both = share_a + share_b
    for j in range(width):
        other[j] = 0
    for i in range(width):
        person, total = table[a, i], np.int64(0)
        for j in range(width):
            between = np.int64(pairs[person, table[b, j]])
            change[i * width + j] = between
            total += between
            other[j] += between
        cross[i] = total
    if not equal:
        square = width * width
        _shifts(change, square, table, a, b, own, cross, sizes, share, barred, least, never)
        _shifts(change, square + width, table, b, a, own, other, sizes, share, barred,
                least, never)  # fmt: skip
    for j in range(width):
        other[j] = share_a * other[j] - share_b * own[b, j] + barred[table[b, j]]
    top = never
    for i in range(width):
        leave = share_b * cross[i] - share_a * own[a, i] + barred[table[a, i]]
        for j in range(width):
            worth = leave + other[j] - both * change[i * width + j]
            change[i * width + j] = worth
            top = max(top, worth)
    if not equal:
        for c in range(width * width, len(change)):
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
    cross, other = np.empty(width, np.int64), np.empty(width, np.int64)
    own = np.empty((count, width), np.int64)
    for a in range(count):
        _own(pairs, table, a, own)
    far = heat * last // fine + 1
    made = 0
    for step in range(len(orders)):
        gained, moved = np.int64(0), 0
        for k in range(half):
            a, b = orders[step, k], orders[step, half + k]
            most = _changes(
                pairs, table, sizes, own, share, barred, rules, a, b, change, cross, other
            )
            if most <= -far:
                continue
            top, total = max(most, np.int64(0)), np.int64(0)
            for c in range(choices):
                drop = top - change[c]
                if drop < far:
                    total += boltzmann[drop * fine // heat]
                weight[c] = total
            if not total:
                continue
            drawn = draws[step, k] % (total + boltzmann[min(top, far) * fine // heat])
            if drawn >= total:
                continue
            pick = np.searchsorted(weight, drawn, side="right")
            moved += 1
            gained += change[pick]
            _make(table, sizes, a, b, pick, nobody, equal)
            _own(pairs, table, a, own)
            _own(pairs, table, b, own)
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
    first: Ints,
    second: Ints,
    looked: Ints,
    changed: Ints,
) -> int:
    """Make the best improving change between each two groups in turn.

    Two groups that have not changed since they were looked at in vain are passed over: `looked` and
    `changed` hold when that was, the last of `changed` the time.
    """
    equal = rules[1]
    count, width = table.shape
    change = np.empty(width * width if equal else width * width + 2 * width, np.int64)
    cross, other = np.empty(width, np.int64), np.empty(width, np.int64)
    own = np.empty(table.shape, np.int64)
    for a in range(count):
        _own(pairs, table, a, own)
    made = 0
    for k in range(len(first)):
        a, b = first[k], second[k]
        if looked[k] > max(changed[a], changed[b]):
            continue
        changed[count] += 1
        looked[k] = changed[count]
        top = _changes(pairs, table, sizes, own, share, barred, rules, a, b, change, cross, other)
        if top <= 0:
            continue
        pick = 0
        while change[pick] != top:
            pick += 1
        made += 1
        worths[0] += top
        _make(table, sizes, a, b, pick, len(barred) - 1, equal)
        _own(pairs, table, a, own)
        _own(pairs, table, b, own)
        changed[a] = changed[b] = changed[count]
    if worths[0] > worths[1]:
        worths[1] = worths[0]
        best[:] = table
        best_sizes[:] = sizes
    return made


@_kernel
def _draw(change: Ints, weight: Ints, boltzmann: Ints, heats: Any, draw: Any) -> int:
    """Draw one change by heat bath; staying put is one past the last."""
    far, fine, heat = heats
    most = change[0]
    for c in range(1, len(change)):
        most = max(most, change[c])
    if most <= -far:
        return len(change)
    top, total = max(most, np.int64(0)), np.int64(0)
    for c in range(len(change)):
        drop = top - change[c]
        if drop < far:
            total += boltzmann[drop * fine // heat]
        weight[c] = total
    if not total:
        return len(change)
    drawn = draw % (total + boltzmann[min(top, far) * fine // heat])
    if drawn >= total:
        return len(change)
    return int(np.searchsorted(weight, drawn, side="right"))


@_kernel
def _sweep(
    pairs: Any,
    table: Ints,
    own: Ints,
    a: int,
    b: int,
    shares: Any,
    barred: Ints,
    boltzmann: Ints,
    room: Any,
    heats: Any,
    draws: Ints,
) -> Any:
    """Draw a swap for each seat of the left group; return how many were made, and their worth."""
    width = table.shape[1]
    block, cross_a, cross_b, there, change, weight = room
    share_a, share_b = shares
    both, gained, made = share_a + share_b, np.int64(0), 0
    for j in range(width):
        cross_b[j] = 0
    for i in range(width):
        person, total = table[a, i], np.int64(0)
        for j in range(width):
            between = np.int64(pairs[person, table[b, j]])
            block[i, j] = between
            total += between
            cross_b[j] += between
        cross_a[i] = total
    for j in range(width):
        there[j] = share_a * cross_b[j] - share_b * own[b, j] + barred[table[b, j]]
    for i in range(width):
        person = table[a, i]
        leave = share_b * cross_a[i] - share_a * own[a, i] + barred[person]
        for j in range(width):
            change[j] = there[j] + leave - both * block[i, j]
        pick = _draw(change, weight, boltzmann, heats, draws[i])
        if pick == width:
            continue
        made += 1
        gained += change[pick]
        other = table[b, pick]
        for k in range(width):
            left, right = table[a, k], table[b, k]
            moved = np.int64(pairs[other, left]) - np.int64(pairs[person, left])
            own[a, k] += moved
            cross_a[k] -= moved
            moved = np.int64(pairs[other, right]) - np.int64(pairs[person, right])
            cross_b[k] += moved
            own[b, k] -= moved
        table[a, i], table[b, pick] = other, person
        own[a, i], cross_b[pick] = cross_b[pick], own[a, i]
        cross_a[i], own[b, pick] = own[b, pick], cross_a[i]
        for k in range(width):
            block[i, k] = pairs[other, table[b, k]]
        for k in range(width):
            block[k, pick] = pairs[table[a, k], person]
            there[k] = share_a * cross_b[k] - share_b * own[b, k] + barred[table[b, k]]
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
    block, there = np.empty((width, width), np.int64), np.empty(width, np.int64)
    cross_a, cross_b = np.empty(width, np.int64), np.empty(width, np.int64)
    swaps, shifts = np.empty(width, np.int64), np.empty(2 * width, np.int64)
    weight, weights = np.empty(width, np.int64), np.empty(2 * width, np.int64)
    own = np.empty((count, width), np.int64)
    for a in range(count):
        _own(pairs, table, a, own)
    heats = (heat * last // fine + 1, fine, heat)
    made = 0
    for step in range(len(orders)):
        moved = 0
        for k in range(half):
            a, b = orders[step, k], orders[step, half + k]
            drawn = draws[step, k * turns : (k + 1) * turns]
            some, gained = _sweep(
                pairs, table, own, a, b, (share[sizes[a]], share[sizes[b]]), barred, boltzmann,
                (block, cross_a, cross_b, there, swaps, weight), heats, drawn,
            )  # fmt: skip
            moved += some
            worths[0] += gained
            if equal:
                continue
            _shifts(shifts, 0, table, a, b, own, cross_a, sizes, share, barred, least, never)
            _shifts(shifts, width, table, b, a, own, cross_b, sizes, share, barred, least, never)
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
            _own(pairs, table, a, own)
            _own(pairs, table, b, own)
        made += moved
        if moved and worths[0] > worths[1]:
            worths[1] = worths[0]
            best[:] = table
            best_sizes[:] = sizes
    return made
