"""Mentors for mentees: the most worth in all, and a matching nobody would leave."""

from __future__ import annotations

import heapq
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from .market import Infeasible, Ints, Market, MatchError, Matching, Pairs, Reason, matching_of
from .transport import NEVER, Crowded, Edges, crowded, place, seat_most

SPARSE_ABOVE = 5_000
CANDIDATES = 50
_BLOCK = 1_000
_NAMED = 6


@dataclass(frozen=True)
class Both:
    """The two answers side by side: what each would cost against the other."""

    assigned: Matching
    stable: Matching

    @property
    def cost_of_stable(self) -> int:
        """How much total worth the stable matching gives up."""
        return self.assigned.total - self.stable.total

    @property
    def cost_of_assigned(self) -> int:
        """How many pairs would rather swap in the best total that would not in the stable one."""
        return self.assigned.blocking - self.stable.blocking


def both(market: Market) -> Both:
    """Return the best total and a stable matching; raise `Infeasible` as `assign` does."""
    return Both(assign(market), stable(market))


def assign(market: Market, *, candidates: int | None = None) -> Matching:
    """Place every mentee so that the pairs are worth the most in all.

    Exact. Above 5,000 mentees each is compared with their 50 most worthy mentors first, with more
    where some would find no place; prices then bound by how much any mentor left out could still
    add (`loss`).

    Raises
    ------
    Infeasible
        When not everybody can be placed.
    """
    reasons = _short(market)
    if reasons:
        raise Infeasible(reasons)
    host, loss = _best(market, market.worth, candidates)
    return matching_of(market, host, "assign", loss)


def assign_most(market: Market) -> Matching:
    """Place as many mentees as can be, and among all such ways the pairs worth the most in all.

    Exact: staying without a mentor counts as a place for everybody that costs more than any
    exchange of mentors could bring.
    """
    top = int(market.worth.max(initial=0))
    n = len(market.mentees)
    outside = np.full((n, 1), (top + 1) * (n + 1), dtype=np.int64)
    cost = np.concatenate([_cost(market, market.worth), outside], axis=1)
    host = place(Edges(cost, np.append(market.places, n))).host
    return matching_of(market, np.where(host == len(market.mentors), -1, host), "assign", 0)


def rematch(
    market: Market, current: Pairs, *, apart: Collection[tuple[str, str]], amount: int
) -> Matching:
    """Give new mentors to some, without fault, and leave everybody else where they are.

    Parameters
    ----------
    current
        Who has which mentor now; people without one get one.
    apart
        Pairs that end, as (mentee, mentor): they are not offered to each other again.
    amount
        Another pair moves only where that adds more than this to the total, for each pair moved.
    """
    if amount < 0:
        raise MatchError(f"The least gain for a move is 0 or more, not {amount}.")
    now = market.hosts(current)
    allowed = market.allowed.copy()
    mentees = {each: at for at, each in enumerate(market.mentees)}
    mentors = {each: at for at, each in enumerate(market.mentors)}
    for mentee, mentor in apart:
        if mentee not in mentees or mentor not in mentors:
            raise MatchError(f"{mentee} and {mentor} are no mentee and mentor here.")
        allowed[mentees[mentee], mentors[mentor]] = False
    rows = np.arange(len(now))
    stays = (now >= 0) & allowed[rows, now]
    worth = market.worth.copy()
    # Twice the worth and one more for staying: a move that adds no more than the amount stays out.
    worth *= 2
    worth[rows[stays], now[stays]] += 2 * amount + 1
    changed = replace(market, allowed=allowed)
    reasons = _short(changed)
    if reasons:
        raise Infeasible(reasons)
    host, _ = _best(changed, worth, None)
    return matching_of(changed, host, "rematch")


def circles(market: Market, *, smallest: int) -> Matching:
    """Form mentoring circles: each mentor has at least `smallest` mentees, or none.

    Places up to the smallest size are filled first. While a circle stays too small, the mentor with
    the fewest mentees stands by, and everybody is placed anew among the others. Which mentors lead
    is so chosen step by step, not proven best.
    """
    if smallest < 1:
        raise MatchError(f"The smallest circle has 1 mentee or more, not {smallest}.")
    n = len(market.mentees)
    if n < smallest:
        raise MatchError(f"{n} mentees are too few for a circle of {smallest}.")
    trial = replace(market, places=np.where(market.places >= smallest, market.places, 0))
    reasons = _short(trial)
    if reasons:
        raise Infeasible(reasons)
    while True:
        host = _filled(trial, smallest)
        load = np.bincount(host, minlength=len(trial.places))
        small = np.flatnonzero((load > 0) & (load < smallest))
        if not len(small):
            return matching_of(trial, host, "circles")
        rank = sorted(small.tolist(), key=lambda at: (int(load[at]), at))
        trials = (_without(trial, at) for at in rank)
        chosen = next((each for each in trials if not _short(each)), None)
        if chosen is None:
            raise MatchError(f"No way was found to fill circles of at least {smallest} mentees.")
        trial = chosen


def _without(market: Market, mentor: int) -> Market:
    places = market.places.copy()
    places[mentor] = 0
    return replace(market, places=places)


def _filled(market: Market, smallest: int) -> Ints:
    """Place everybody, each mentor's first places before any further ones."""
    first = np.minimum(market.places, smallest)
    cost = _cost(market, market.worth)
    top = int(market.worth.max(initial=0)) + 1
    later = np.where(cost < NEVER, cost + top * (len(cost) + 1), NEVER)
    edges = Edges(
        np.concatenate([cost, later], axis=1), np.concatenate([first, market.places - first])
    )
    return place(edges).host % len(market.mentors)


def stable(market: Market) -> Matching:
    """Return a matching in which no two who are apart would both rather be together.

    Deferred acceptance, mentees asking (Gale and Shapley 1962; places as in Roth 1984). Equal likes
    are ties, broken by worth and then by the order of ids: the result is stable in the sense that
    nobody gains by a swap outright (Irving 1994). Mentees whom no mentor would keep stay without.
    """
    n, m = market.allowed.shape
    room = market.places.tolist()
    host = np.full(n, -1, dtype=np.int64)
    kept: list[list[tuple[int, int, int]]] = [[] for _ in range(m)]
    order = [_by_likes(market, each) for each in range(n)]
    asked = [0] * n
    waiting = list(range(n))[::-1]
    while waiting:
        mentee = waiting.pop()
        if asked[mentee] == len(order[mentee]):
            continue
        mentor = order[mentee][asked[mentee]]
        asked[mentee] += 1
        claim = (
            int(market.mentor_likes[mentee, mentor]),
            int(market.worth[mentee, mentor]),
            -mentee,
        )
        heapq.heappush(kept[mentor], claim)
        host[mentee] = mentor
        if len(kept[mentor]) > room[mentor]:
            out = -heapq.heappop(kept[mentor])[2]
            host[out] = -1
            waiting.append(out)
    return matching_of(market, host, "stable")


def _by_likes(market: Market, mentee: int) -> list[int]:
    may = np.flatnonzero(market.allowed[mentee] & (market.places > 0))
    keys = (may, -market.worth[mentee, may], -market.mentee_likes[mentee, may])
    chosen: list[int] = may[np.lexsort(keys)].tolist()
    return chosen


# -- the most worth --------------------------------------------------------------------------------


def _cost(market: Market, worth: Ints) -> Ints:
    top = int(worth.max(initial=0))
    made: Ints = np.where(market.allowed, top - worth, NEVER)
    return made


def _best(market: Market, worth: Ints, candidates: int | None) -> tuple[Ints, int]:
    """Return where everybody is placed, and by how much that may miss the best total."""
    n, m = worth.shape
    count = candidates if candidates is not None else (CANDIDATES if n > SPARSE_ABOVE else m)
    while count < m:
        edges = _candidates(market, worth, count)
        if crowded(edges) is None:
            placed = place(edges)
            return placed.host, _loss(market, worth, placed.host, placed.price)
        # Somebody would be without a place: look further.
        count *= 2
    return place(Edges(_cost(market, worth), market.places)).host, 0


def _candidates(market: Market, worth: Ints, count: int) -> Edges:
    """Return the edges to each mentee's most worthy allowed mentors, ties by the order of ids."""
    n, m = worth.shape
    top = int(worth.max(initial=0))
    hosts = np.empty((n, count), dtype=np.int64)
    cost = np.empty((n, count), dtype=np.int64)
    at = np.arange(m)
    for start in range(0, n, _BLOCK):
        part = slice(start, min(n, start + _BLOCK))
        full = np.where(market.allowed[part], top - worth[part], top + 1)
        nearest = np.sort(np.partition(full * m + at, count - 1, axis=1)[:, :count], axis=1)
        hosts[part], cost[part] = nearest % m, nearest // m
    cost[cost > top] = NEVER
    return Edges(cost, market.places, hosts)


def _loss(market: Market, worth: Ints, host: Ints, price: Ints) -> int:
    """Return how much a mentor outside the candidates could still add, by the prices (duality)."""
    top = int(worth.max(initial=0))
    lost = 0
    for start in range(0, len(host), _BLOCK):
        part = slice(start, min(len(host), start + _BLOCK))
        total = np.where(market.allowed[part], top - worth[part] + price, NEVER)
        mine = total[np.arange(len(total)), host[part]]
        lost += int((mine - total.min(axis=1)).sum())
    return lost


# -- what is not possible --------------------------------------------------------------------------


def _short(market: Market) -> tuple[Reason, ...]:
    """Return who cannot be placed and why: first those nobody may take, then who are too many."""
    may = market.allowed & (market.places > 0)
    lonely = np.flatnonzero(~may.any(axis=1)).tolist()
    if lonely:
        return tuple(_reason(market, Crowded((each,), ())) for each in lonely)
    edges = Edges(np.where(may, 0, NEVER).astype(np.int64), market.places)
    proof = seat_most(edges)[1]
    return () if proof is None else (_reason(market, _smaller(edges, proof)),)


def _smaller(edges: Edges, proof: Crowded) -> Crowded:
    """Leave people out of the proof while those left still have too few places."""
    people = list(proof.people)
    options = {each: set(edges.row(each)[0].tolist()) for each in people}
    if len(people) > 400:
        return proof
    for each in list(people):
        rest = [other for other in people if other != each]
        hosts = set().union(*(options[other] for other in rest)) if rest else set()
        if rest and sum(int(edges.room[at]) for at in hosts) < len(rest):
            people = rest
    hosts = set().union(*(options[each] for each in people))
    return Crowded(tuple(people), tuple(sorted(hosts)))


def _reason(market: Market, proof: Crowded) -> Reason:
    mentees = tuple(market.mentees[each] for each in proof.people)
    mentors = tuple(market.mentors[each] for each in proof.hosts)
    places = int(market.places[list(proof.hosts)].sum())
    if not mentors:
        why = f"{mentees[0]} has no mentor who is allowed and has a place."
    elif len(mentees) == len(market.mentees) and places == int(market.places.sum()):
        why = f"{len(mentees)} mentees share {places} places."
    else:
        why = (
            f"{_listed(mentees)} can only go to {_listed(mentors)}: "
            f"{len(mentees)} people for {places} {'place' if places == 1 else 'places'}."
        )
    return Reason(mentees, mentors, places, why)


def _listed(names: tuple[str, ...]) -> str:
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
