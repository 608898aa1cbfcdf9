"""The cheapest way to place everybody, exactly, in whole numbers.

People are placed with hosts that have room for several. First hosts raise their prices where more
want in than fit, all people without a place asking at once (the auction of Bertsekas 1988, by steps
that keep optimality exact as in the row reduction of Jonker and Volgenant 1987). Whoever is left is
placed along a shortest path of exchanges (Kuhn 1955; Edmonds and Karp 1972). Prices at the end
prove that nothing is cheaper.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]

NEVER = 2**55
_ROUNDS = 12
_FEW = 64
_MANY = 8


@dataclass(frozen=True)
class Edges:
    """What each place costs each person; `hosts` names the columns where a row is not of all."""

    cost: Ints
    room: Ints
    hosts: Ints | None = None

    def row(self, person: int) -> tuple[Ints, Ints]:
        """Return the hosts a person may go to, and what each costs."""
        cost = self.cost[person]
        may = np.flatnonzero(cost < NEVER)
        return (may if self.hosts is None else self.hosts[person][may]), cost[may]

    def of(self, people: Ints) -> tuple[Ints, Ints | None]:
        """Return the costs of several people, and their hosts where not all are listed."""
        return self.cost[people], None if self.hosts is None else self.hosts[people]


@dataclass(frozen=True)
class Crowded:
    """A proof that not everybody can be placed: these people, these hosts, too little room."""

    people: tuple[int, ...]
    hosts: tuple[int, ...]


@dataclass(frozen=True)
class Placed:
    """Where everybody is, and the prices that prove it."""

    host: Ints
    price: Ints


def crowded(edges: Edges) -> Crowded | None:
    """Return who has too few places (a Hall violator), or None when everybody can be placed."""
    _, left = seat_most(edges)
    return left


def seat_most(edges: Edges) -> tuple[Ints, Crowded | None]:
    """Place as many people as possible whatever it costs; -1 stands for no place.

    Augmenting paths (Berge 1957). Where a search for one ends, everybody it reached is confined to
    the hosts it reached, and those are full (Hall 1935); the first such set is returned.
    """
    n = len(edges.cost)
    options = [edges.row(each)[0] for each in range(n)]
    free = edges.room.copy()
    host = np.full(n, -1, dtype=np.int64)
    guests: list[set[int]] = [set() for _ in free]
    for person in sorted(range(n), key=lambda each: (len(options[each]), each)):
        may = options[person]
        if len(may) and free[at := int(may[free[may].argmax()])] > 0:
            host[person] = at
            free[at] -= 1
            guests[at].add(person)
    proof: Crowded | None = None
    for person in np.flatnonzero(host < 0).tolist():
        stuck = _augment(person, options, host, free, guests)
        if stuck is not None and proof is None:
            proof = stuck
    return host, proof


def _augment(
    person: int,
    options: list[Ints],
    host: Ints,
    free: Ints,
    guests: list[set[int]],
    *,
    stuck: Collection[int] = (),
) -> Crowded | None:
    """Place one more along a shortest path of exchanges, or return all it could reach.

    `stuck` are hosts known to lead nowhere: what was reached before from others.
    """
    line, came = [person], {}
    for each in line:
        for at in options[each].tolist():
            if at in came or at in stuck:
                continue
            came[at] = each
            if free[at] > 0:
                free[at] -= 1
                _rehouse(person, at, came, host, guests)
                return None
            line += sorted(guests[at])
    return Crowded(tuple(sorted(line)), tuple(sorted(came)))


def _rehouse(first: int, at: int, came: dict[int, int], host: Ints, guests: list[set[int]]) -> None:
    """Move everybody along a path one host on, beginning at its end."""
    while True:
        mover = came[at]
        left = int(host[mover])
        host[mover] = at
        guests[at].add(mover)
        if mover == first:
            return
        guests[left].discard(mover)
        at = left


def place(edges: Edges) -> Placed:
    """Place everybody at the least cost; only for edges that are not `crowded`."""
    search = _Search(edges)
    search.ask()
    while search.exchange() >= _MANY:
        search.raise_together()
    for person in np.flatnonzero(search.host < 0).tolist():
        search.insert(person)
    return Placed(search.host, search.price)


class _Search:
    """Places and prices; every placed person is where cost and price together are least."""

    def __init__(self, edges: Edges) -> None:
        n, m = len(edges.cost), len(edges.room)
        self.edges = edges
        self.host = np.full(n, -1, dtype=np.int64)
        self.price = np.zeros(m, dtype=np.int64)
        # The price up to which a person would stay, at least.
        self.limit = np.zeros(n, dtype=np.int64)
        # What leaving a host costs at least, till its guests change.
        self.leaving: dict[int, tuple[Ints, int]] = {}

    def ask(self) -> None:
        """Let everybody without a place ask for the best, and hosts raise prices till they fit.

        A host keeps those who would stay at the highest price, and asks the highest that one it
        turns away would have paid. So a price rises only where every place is taken, and nobody
        placed could do better: what is placed is optimal at any time.
        """
        room = self.edges.room
        for _ in range(_ROUNDS):
            waiting = np.flatnonzero(self.host < 0)
            if len(waiting) <= _FEW:
                return
            wanted = self._bids(waiting)
            contested = np.zeros(len(room), dtype=bool)
            contested[wanted] = True
            staying = np.flatnonzero((self.host >= 0) & contested[self.host])
            people = np.concatenate([waiting, staying])
            at = np.concatenate([wanted, self.host[staying]])
            order = np.lexsort((people, -self.limit[people], at))
            people, at = people[order], at[order]
            first = np.searchsorted(at, at, side="left")
            rank = np.arange(len(at)) - first
            kept = rank < room[at]
            self.host[people] = np.where(kept, at, -1)
            turned = rank == room[at]
            self.price[at[turned]] = np.maximum(self.price[at[turned]], self.limit[people[turned]])

    def _bids(self, people: Ints) -> Ints:
        """Return the best host of each, and note up to which price it stays the best."""
        cost, hosts = self.edges.of(people)
        total = cost + (self.price if hosts is None else self.price[hosts])
        rows = np.arange(len(people))
        best: Ints = total.argmin(axis=1)
        own = cost[rows, best]
        total[rows, best] = 2 * NEVER
        self.limit[people] = total.min(axis=1) - own
        if hosts is None:
            return best
        wanted: Ints = hosts[rows, best]
        return wanted

    def exchange(self) -> int:
        """Place who can be placed by exchanges at the prices there are; return how many."""
        waiting = np.flatnonzero(self.host < 0).tolist()
        if not waiting:
            return 0
        options = self._tight()
        free = self.edges.room - self._load()
        guests: list[set[int]] = [set() for _ in free]
        for person in np.flatnonzero(self.host >= 0).tolist():
            guests[int(self.host[person])].add(person)
        stuck: set[int] = set()
        self.leaving.clear()
        placed = 0
        for person in waiting:
            if stuck.issuperset(options[person].tolist()):
                continue
            proof = _augment(person, options, self.host, free, guests, stuck=stuck)
            if proof is None:
                placed += 1
            else:
                stuck.update(proof.hosts)
        return placed

    def raise_together(self) -> None:
        """Raise prices for everybody without a place at once, till one more can be placed."""
        waiting = np.flatnonzero(self.host < 0).tolist()
        if waiting:
            self._raise(waiting)

    def insert(self, person: int) -> None:
        """Place one more along the cheapest path of exchanges."""
        at, came = self._raise([person])
        while True:
            left = came[at]
            mover = person if left < 0 else self._leaver(left, at)
            self.host[mover] = at
            self.leaving.pop(at, None)
            if left < 0:
                return
            at = left

    def _leaver(self, left: int, at: int) -> int:
        """Return the guest of one host for whom another costs the least more."""
        guests = np.flatnonzero(self.host == left).tolist()
        rows = {each: self._row(each) for each in guests}
        return min(guests, key=lambda each: int(rows[each][at] - rows[each][left]))

    def _row(self, person: int) -> Ints:
        """Return what each host costs a person, whether it is listed or not."""
        cost: Ints = self.edges.cost[person]
        hosts = self.edges.hosts
        if hosts is None:
            return cost
        row = np.full(len(self.price), NEVER, dtype=np.int64)
        row[hosts[person]] = cost
        return row

    def _load(self) -> Ints:
        load: Ints = np.bincount(self.host[self.host >= 0], minlength=len(self.price))
        return load

    def _tight(self) -> list[Ints]:
        """Return the hosts each person is best served by at the prices there are."""
        found: list[Ints] = []
        for person in range(len(self.host)):
            hosts = self.edges.hosts
            price = self.price if hosts is None else self.price[hosts[person]]
            total = self.edges.cost[person] + price
            best = np.flatnonzero(total == total.min())
            found.append(best if hosts is None else hosts[person][best])
        return found

    def _raise(self, people: list[int]) -> tuple[int, dict[int, int]]:
        """Raise prices till a host with room is among the best (Dijkstra over hosts).

        Returns that host, and for each host looked at the one before it; -1 stands for `people`.
        """
        # Twice the distance, and one more where there is no room: of hosts equally far, those with
        # room come first. What is closed is put out of reach on both sides.
        full = (self._load() >= self.edges.room).astype(np.int64)
        ahead = np.full(len(full), 4 * NEVER, dtype=np.int64)
        came = np.full(len(full), -1, dtype=np.int64)
        base = 2 * self.price + full
        for person in people:
            total = self._row(person)
            lowest = int((total + self.price).min())
            np.minimum(ahead, 2 * total + (base - 2 * lowest), out=ahead)
        closed: dict[int, int] = {}
        step = np.empty_like(ahead)
        while True:
            at = int(ahead.argmin())
            distance, no_room = divmod(int(ahead[at]), 2)
            if not no_room:
                break
            closed[at] = distance
            ahead[at], base[at] = 8 * NEVER, 16 * NEVER
            row, own = self._leaving(at)
            np.left_shift(row, 1, out=step)
            step += base
            step += 2 * (distance - own - int(self.price[at]))
            came[(step < ahead).nonzero()[0]] = at
            np.minimum(ahead, step, out=ahead)
        for each, far in closed.items():
            self.price[each] += distance - far
        return at, {each: int(came[each]) for each in (*closed, at)}

    def _leaving(self, at: int) -> tuple[Ints, int]:
        """Return what each host costs the guests of one at least, and what theirs costs them."""
        if at not in self.leaving:
            rows = [self._row(each) for each in np.flatnonzero(self.host == at).tolist()]
            if len(rows) == 1:
                self.leaving[at] = rows[0], int(rows[0][at])
            else:
                # A host without any place is full, and nobody can leave it.
                extra = [row - row[at] for row in rows]
                nobody = np.full(len(self.price), NEVER, dtype=np.int64)
                self.leaving[at] = np.minimum.reduce([nobody, *extra]), 0
        return self.leaving[at]
