"""Pairs within one set of people, each to learn from the other: of different units, for example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .market import Ints, MatchError
from .transport import NEVER, Edges, place


@dataclass(frozen=True)
class Reciprocal:
    """Pairs, who is left over, what they are worth, and what no pairing can exceed."""

    pairs: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]
    total: int
    limit: int


def reciprocal_pairs(people: Sequence[str], worth: Any, *, allowed: Any = None) -> Reciprocal:
    """Pair people up: first as many as possible, then the most worth.

    A person who assigns everybody a partner without asking for it to be mutual solves an easier
    problem exactly; its total halved bounds every pairing (`limit`). Its even cycles are divided
    into pairs; then any two pairs exchange partners while that adds worth, and chains of two pairs
    take in people left over. The result is at least as good as any exchange between two pairs can
    make it, not proven best: `limit` says how far it may be from that.

    Parameters
    ----------
    worth
        Symmetric whole numbers of 0 or more: what the pair is worth, both ways together.
    allowed
        Symmetric; who may be paired. Everybody when not given.
    """
    n = len(people)
    if len(set(people)) != n:
        raise MatchError("Somebody is named twice.")
    order = sorted(range(n), key=lambda at: people[at])
    value = np.asarray(worth, dtype=np.int64)
    may = np.ones((n, n), dtype=bool) if allowed is None else np.array(allowed, dtype=bool)
    if value.shape != (n, n) or may.shape != (n, n):
        raise MatchError("There is a row and a column for each person.")
    if (value != value.T).any() or (may != may.T).any():
        raise MatchError("A pair is worth and allowed the same both ways.")
    if value.size and int(value.min()) < 0:
        raise MatchError("No pair is worth less than nothing.")
    if n == 0:
        return Reciprocal((), (), 0, 0)
    value, may = value[np.ix_(order, order)], may[np.ix_(order, order)]
    np.fill_diagonal(may, False)
    # Being left over counts as a pair with oneself, worth nothing; a real pair always counts more.
    step = int(value.max()) * n + 1
    gain = np.where(may, value + step, -1)
    np.fill_diagonal(gain, 0)
    partner, bound = _permuted(gain)
    mate = _exchanged(gain, _divided(gain, partner))
    pairs = [(a, int(b)) for a, b in enumerate(mate) if a < b]
    names = [people[at] for at in order]
    return Reciprocal(
        pairs=tuple((names[a], names[b]) for a, b in pairs),
        alone=tuple(names[a] for a in range(n) if int(mate[a]) == a),
        total=sum(int(value[a, b]) for a, b in pairs),
        limit=min(bound // 2 - len(pairs) * step, _permuted(np.where(may, value, 0))[1] // 2),
    )


def _permuted(gain: Ints) -> tuple[Ints, int]:
    """Return the best assignment of a partner to everybody, and its worth."""
    n = len(gain)
    cost = np.where(gain >= 0, int(gain.max()) - gain, NEVER)
    host = place(Edges(cost, np.ones(n, dtype=np.int64))).host
    return host, int(gain[np.arange(n), host].sum())


def _divided(gain: Ints, partner: Ints) -> Ints:
    """Divide the cycles of an assignment into pairs, the better way round."""
    mate = np.arange(len(gain))
    seen: set[int] = set()
    for first in range(len(gain)):
        if first in seen:
            continue
        cycle = [first]
        while int(partner[cycle[-1]]) != first:
            cycle.append(int(partner[cycle[-1]]))
        seen.update(cycle)
        turns = [cycle[at:] + cycle[:at] for at in range(len(cycle) if len(cycle) % 2 else 2)]
        best = max(turns, key=lambda turn: sum(int(gain[a, b]) for a, b in _couples(turn)))
        for a, b in _couples(best):
            mate[a], mate[b] = b, a
    return mate


def _couples(turn: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(turn[::2], turn[1::2], strict=False))


def _exchanged(gain: Ints, mate: Ints) -> Ints:
    """Exchange partners between any two pairs, or a pair and somebody left over, while it adds."""
    rows = np.arange(len(gain))
    low = np.int64(-(2**60))
    reach = np.where(gain >= 0, gain, low)
    while True:
        mine = gain[rows, mate]
        half = np.where(mate == rows, 0, mine)
        # a with b, and mate(a) with mate(b).
        swap = reach + reach[np.ix_(mate, mate)]
        change = swap - half[:, None] - half[None, :]
        # Somebody left over joins a, whose partner is left over in turn.
        alone = mate == rows
        join = reach - half[:, None] - half[None, :]
        one_alone = alone[:, None] ^ alone[None, :]
        change = np.where(one_alone | (alone[:, None] & alone[None, :]), join, change)
        change[rows, rows] = change[rows, mate] = low
        at = int(change.argmax())
        a, b = divmod(at, len(gain))
        if change[a, b] <= 0:
            return mate
        left, right = int(mate[a]), int(mate[b])
        mate[a], mate[b] = b, a
        others = [each for each, whose in ((left, a), (right, b)) if each != whose]
        if len(others) == 2:
            mate[others[0]], mate[others[1]] = others[1], others[0]
        elif others:
            mate[others[0]] = others[0]
