"""Mentees, mentors with room for several, and what each pair is worth to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Pairs: TypeAlias = Mapping[str, str]

FULL = 1_000_000
ENGINE = "junto-matching 1"


class MatchError(ValueError):
    """What is given cannot be used; the message is one sentence for a person."""


@dataclass(frozen=True)
class Reason:
    """Why not everybody can be placed: these mentees, these mentors, so many places.

    Every mentor allowed for any of the mentees is named, so the proof can be checked by counting.
    """

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    places: int
    why: str


class Infeasible(Exception):
    """Not everybody can be placed; `reasons` say who and why."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(each.why for each in self.reasons))


@dataclass(frozen=True)
class Market:
    """Both sides in the order of their ids; matrices are mentees × mentors, in whole numbers.

    `worth` is what a pair is worth to the program; `mentee_likes` and `mentor_likes` are how much
    either side wants the other: only their order within a row or column counts, and equal numbers
    are ties.
    """

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    places: Ints
    allowed: Bools
    worth: Ints
    mentee_likes: Ints
    mentor_likes: Ints

    @classmethod
    def of(
        cls,
        *,
        mentees: Sequence[str],
        mentors: Sequence[str],
        places: Sequence[int],
        worth: Any,
        allowed: Any = None,
        mentee_likes: Any = None,
        mentor_likes: Any = None,
    ) -> Market:
        """Check and build a market; likes that are not given follow `worth`."""
        _check_names(mentees, "mentee")
        _check_names(mentors, "mentor")
        if len(places) != len(mentors):
            raise MatchError("There is one number of places for each mentor.")
        for mentor, count in zip(mentors, places, strict=True):
            if count < 0:
                raise MatchError(f"{mentor} cannot have {count} places.")
        shape = (len(mentees), len(mentors))
        rows = sorted(range(shape[0]), key=lambda at: mentees[at])
        columns = sorted(range(shape[1]), key=lambda at: mentors[at])
        value = _matrix(worth, shape, rows, columns, "worth")
        if value.size and (int(value.min()) < 0 or int(value.max()) > 2**31):
            raise MatchError("What a pair is worth lies between 0 and 2³¹.")
        may = np.ones(shape, dtype=bool) if allowed is None else np.asarray(allowed, dtype=bool)
        if may.shape != shape:
            raise MatchError("“allowed” has a row for each mentee and a column for each mentor.")
        likes = [
            value if each is None else _matrix(each, shape, rows, columns, name)
            for each, name in ((mentee_likes, "mentee_likes"), (mentor_likes, "mentor_likes"))
        ]
        room = np.array([min(int(places[at]), shape[0]) for at in columns], dtype=np.int64)
        return cls(
            tuple(mentees[at] for at in rows),
            tuple(mentors[at] for at in columns),
            room,
            may[np.ix_(rows, columns)],
            value,
            likes[0],
            likes[1],
        )

    def hosts(self, pairs: Pairs) -> Ints:
        """Return the place of each mentee's mentor; -1 for nobody."""
        at = {mentor: place for place, mentor in enumerate(self.mentors)}
        for mentee, mentor in pairs.items():
            if mentor not in at:
                raise MatchError(f"{mentee} has the mentor “{mentor}”, whom nobody named.")
        known = set(self.mentees)
        for mentee in pairs:
            if mentee not in known:
                raise MatchError(f"“{mentee}” has a mentor, but is no mentee here.")
        found = [at[pairs[each]] if each in pairs else -1 for each in self.mentees]
        return np.array(found, dtype=np.int64)


@dataclass(frozen=True)
class Matching:
    """Who has which mentor, what it is worth, and who would rather swap.

    `blocking` counts pairs that are not together though both would rather be (each compared with
    the mentor they have, and the mentee they like least). `loss` is by how much the best possible
    total could exceed this one at most, where that was proven; 0 is a proof that nothing is better.
    """

    pairs: dict[str, str]
    unplaced: tuple[str, ...]
    total: int
    blocking: int
    method: str
    loss: int | None = None

    def of(self, mentor: str) -> tuple[str, ...]:
        """Return the mentees of a mentor."""
        return tuple(sorted(mentee for mentee, who in self.pairs.items() if who == mentor))


def matching_of(market: Market, host: Ints, method: str, loss: int | None = None) -> Matching:
    """Return hosts as a matching."""
    placed = np.flatnonzero(host >= 0)
    return Matching(
        pairs={market.mentees[i]: market.mentors[int(host[i])] for i in placed.tolist()},
        unplaced=tuple(market.mentees[i] for i in np.flatnonzero(host < 0).tolist()),
        total=int(market.worth[placed, host[placed]].sum()),
        blocking=int(blocks(market, host).sum()),
        method=method,
        loss=loss,
    )


def blocks(market: Market, host: Ints) -> Bools:
    """Return which pairs would both rather have each other (Gale and Shapley 1962)."""
    n, m = market.allowed.shape
    rows = np.arange(n)
    placed = host >= 0
    least = np.iinfo(np.int64).min
    mine = np.full(n, least, dtype=np.int64)
    mine[placed] = market.mentee_likes[rows[placed], host[placed]]
    worst = np.full(m, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(worst, host[placed], market.mentor_likes[rows[placed], host[placed]])
    worst[np.bincount(host[placed], minlength=m) < market.places] = least
    wants = (market.mentee_likes > mine[:, None]) | ~placed[:, None]
    taken = (market.mentor_likes > worst[None, :]) | (worst == least)[None, :]
    result: Bools = market.allowed & wants & taken & (market.places > 0)[None, :]
    result[rows[placed], host[placed]] = False
    return result


def blocking_pairs(market: Market, pairs: Pairs) -> tuple[tuple[str, str], ...]:
    """Return every mentee and mentor who are apart and would both rather be together."""
    found = np.argwhere(blocks(market, market.hosts(pairs)))
    return tuple((market.mentees[i], market.mentors[j]) for i, j in found.tolist())


def _check_names(names: Sequence[str], what: str) -> None:
    if not names:
        raise MatchError(f"There is no {what}.")
    seen: set[str] = set()
    for each in names:
        if each in seen:
            raise MatchError(f"The {what} “{each}” is named twice.")
        seen.add(each)


def _matrix(
    given: Any, shape: tuple[int, int], rows: Sequence[int], columns: Sequence[int], name: str
) -> Ints:
    made = np.asarray(given)
    if made.shape != shape:
        raise MatchError(f"“{name}” has a row for each mentee and a column for each mentor.")
    if made.dtype.kind not in "iub":
        raise MatchError(f"“{name}” holds something else than whole numbers.")
    sorted_: Ints = made.astype(np.int64)[np.ix_(rows, columns)]
    return sorted_
