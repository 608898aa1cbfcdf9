"""A market from what is known about people: rules, profiles, and whom either side wishes for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from junto.kernel import grouping

from .market import FULL, Ints, Market, MatchError

Bools = Any

MOST_PEOPLE = 8_000


@dataclass(frozen=True)
class Wishes:
    """Whom each person wishes for, the dearest first, and how much that counts against profiles."""

    mentees: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mentors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    weight: float = 1.0


@dataclass(frozen=True)
class Comparison:
    """What rules say of each pair of a row and a column, in the order of their ids.

    `fit` lies between 0 and `FULL`; `weight` is what all nice-to-haves weigh together, in
    thousandths, 0 where there are none.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    fit: Ints
    weight: int
    allowed: Bools


def compare(
    problem: grouping.Problem, *, rows: Sequence[str], columns: Sequence[str]
) -> Comparison:
    """Return what the rules of a problem say of pairs: how well they fit, and who may be one."""
    for each in (*rows, *columns):
        if each not in problem.index:
            raise MatchError(f"Nobody has the id “{each}”.")
    if problem.blocks:
        raise MatchError("“together” has no place here: give a fixed pair out of the files.")
    down = np.array([problem.index[each] for each in sorted(rows)], dtype=np.int64)
    across = np.array([problem.index[each] for each in sorted(columns)], dtype=np.int64)
    return Comparison(
        rows=tuple(sorted(rows)),
        columns=tuple(sorted(columns)),
        fit=_fit(problem, down, across),
        weight=sum(each.weight for each in problem.criteria),
        allowed=_allowed(problem, down, across),
    )


def market_of(
    people: grouping.Roster,
    *,
    mentees: Sequence[str],
    places: Mapping[str, int],
    rules: grouping.Rules,
    wishes: Wishes | None = None,
    history: Sequence[grouping.Meeting] = (),
) -> Market:
    """Build a market from one roster of everybody, mentees and mentors.

    A pair is allowed and worth what the rules say of a group of two. Worth is between 0 and `FULL`:
    the profiles' part and the wishes' part by weight, a person's first wish counting all, later
    ones less in even steps, no wish nothing; the wishes of both sides count the same. Each side
    likes those it wishes for, in that order, before all others, and others by profile.

    Parameters
    ----------
    people
        Everybody; those with `places` are mentors, and nobody is both.
    places
        How many mentees each mentor has room for.
    """
    asked = wishes or Wishes()
    if not asked.weight >= 0:
        raise MatchError(f"The weight of wishes is 0 or more, not {asked.weight}.")
    if len(people.ids) > MOST_PEOPLE:
        raise MatchError(
            f"{len(people.ids)} people are more than the {MOST_PEOPLE} whose profiles can be "
            "compared pair by pair."
        )
    for each in mentees:
        if each in places:
            raise MatchError(f"“{each}” is both mentee and mentor.")
    problem = grouping.build_problem(
        people, replace(rules, size=grouping.Size(2, 2)), history=history
    )
    found = compare(problem, rows=mentees, columns=sorted(places))
    return market_with(
        found.rows, found.columns, places=places, fit=found.fit, allowed=found.allowed, wishes=asked
    )


def market_with(
    mentees: Sequence[str],
    mentors: Sequence[str],
    *,
    places: Mapping[str, int],
    fit: Any,
    allowed: Any,
    wishes: Wishes,
) -> Market:
    """Build a market from how well pairs fit (0 to `FULL`) and whom either side wishes for.

    Worth blends both by the weight of wishes. Either side likes those it wishes for in their
    order, before all others; the others by fit.
    """
    if not wishes.weight >= 0:
        raise MatchError(f"The weight of wishes is 0 or more, not {wishes.weight}.")
    value: Ints = np.asarray(fit, dtype=np.int64)
    mine = _points(mentees, mentors, wishes.mentees)
    theirs = _points(mentors, mentees, wishes.mentors).T
    return Market.of(
        mentees=mentees,
        mentors=mentors,
        places=[places[each] for each in mentors],
        worth=_blended(value, mine, theirs, wishes),
        allowed=allowed,
        mentee_likes=mine * (FULL + 1) + value,
        mentor_likes=theirs * (FULL + 1) + value,
    )


def _fit(problem: grouping.Problem, rows: Ints, columns: Ints) -> Ints:
    """Return what profiles say of each pair, between 0 and `FULL`."""
    total = sum(each.weight for each in problem.criteria)
    made: Ints = problem.value[np.ix_(rows, columns)]
    return made * 1000 // max(1, total) if total else made


def _allowed(problem: grouping.Problem, rows: Ints, columns: Ints) -> Bools:
    """Return which pairs keep every must-have, those that need counts too."""
    made = ~problem.forbidden[np.ix_(rows, columns)]
    pair = np.int64(2)
    for rule in problem.count_rules:
        for at, row in enumerate(rows.tolist()):
            counts = rule.has[columns].astype(np.int64) + rule.has[row]
            made[at] &= rule.broken(counts, pair) == 0  # type: ignore[arg-type]
    return made


def _points(
    people: Sequence[str], others: Sequence[str], wished: Mapping[str, Sequence[str]]
) -> Ints:
    """Return people × others: `FULL` for a first wish, less in even steps, 0 for no wish."""
    at = {each: place for place, each in enumerate(others)}
    made = np.zeros((len(people), len(others)), dtype=np.int64)
    longest = max((len(each) for each in wished.values()), default=0)
    for person in wished:
        if person not in people:
            raise MatchError(f"“{person}” has wishes, but is not on that side.")
    for row, person in enumerate(people):
        for rank, other in enumerate(wished.get(person, ())):
            if other not in at:
                raise MatchError(f"{person} wishes for “{other}”, whom nobody named.")
            made[row, at[other]] = max(
                int(made[row, at[other]]), FULL * (longest - rank) // longest
            )
    return made


def _blended(fit: Ints, mine: Ints, theirs: Ints, asked: Wishes) -> Ints:
    if not asked.mentees and not asked.mentors:
        return fit
    part = round(asked.weight * 1000)
    made: Ints = (1000 * fit + part * ((mine + theirs) // 2)) // (1000 + part)
    return made
