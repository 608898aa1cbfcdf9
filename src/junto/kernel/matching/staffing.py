"""Give groups somebody who looks after them and is none of their members.

A facilitator or mentor can look after several groups. They keep the must-haves that bear on one
more person: they share the hours and the language of the whole group, and are nobody's manager or
report in it, at any distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from junto.kernel.grouping.problem import CountRule, PairRule, must_haves
from junto.kernel.grouping.roster import Roster
from junto.kernel.grouping.rules import (
    CommonLanguage,
    Conflict,
    Hard,
    NeverTogether,
    NotWithManager,
    Rules,
    SharedHours,
    Together,
    words_in,
)

from .assigning import assign, assign_most
from .market import Bools, Infeasible, Market


@dataclass(frozen=True)
class Unstaffed:
    """Groups that are not all looked after: these people fit them, with so many places in all."""

    groups: tuple[int, ...]
    staff: tuple[str, ...]
    places: int

    @property
    def why(self) -> str:
        """Why, in a sentence."""
        if not self.staff:
            return f"Nobody fits group {self.groups[0] + 1}."
        named = ", ".join(str(each + 1) for each in self.groups)
        return (
            f"Groups {named} can only be looked after by {', '.join(self.staff)}, who have "
            f"{self.places} places in all."
        )


@dataclass(frozen=True)
class Staffing:
    """Who looks after which group, by its place, and which groups cannot all be looked after."""

    pairs: dict[int, str]
    unstaffed: tuple[Unstaffed, ...] = ()

    def of(self, person: str) -> tuple[int, ...]:
        """Return the groups of a person."""
        return tuple(sorted(at for at, who in self.pairs.items() if who == person))


def staff_in(roster: Roster, rules: Rules) -> tuple[str, ...]:
    """Return the people of a roster who look after groups and are in none."""
    if rules.staff is None:
        return ()
    column = roster.values[rules.staff.attribute]
    return tuple(
        each
        for each, value in zip(roster.ids, column, strict=True)
        if rules.staff.value in words_in(value)
    )


def for_members(rules: Rules, staff: Sequence[str]) -> Rules:
    """Return the rules for those in groups: sets of people without those who look after groups."""
    away = set(staff)
    hard: list[Hard] = []
    for rule in rules.hard:
        if isinstance(rule, NeverTogether | Together):
            left = [tuple(each for each in people if each not in away) for people in rule.sets]
            sets = tuple(people for people in left if len(people) > 1)
            if sets:
                hard.append(replace(rule, sets=sets))
        else:
            hard.append(rule)
    return replace(rules, hard=tuple(hard))


def without(roster: Roster, people: Sequence[str]) -> Roster:
    """Return a roster without some people."""
    left = [at for at, each in enumerate(roster.ids) if each not in set(people)]
    return Roster(
        tuple(roster.ids[at] for at in left),
        tuple(roster.names[at] for at in left),
        roster.attributes,
        {name: tuple(column[at] for at in left) for name, column in roster.values.items()},
    )


def staff_groups(
    roster: Roster,
    rules: Rules,
    groups: Sequence[Sequence[str]],
    staff: Sequence[str],
    *,
    places: int,
) -> Staffing:
    """Give every group somebody who fits it, as evenly as can be.

    Parameters
    ----------
    roster
        The people in the groups and those who look after groups.
    rules
        Only the must-haves that bear on one more person count.
    places
        How many groups each of the staff can look after at most.
    """
    if not groups:
        return Staffing({})
    if not staff:
        return Staffing({}, (Unstaffed(tuple(range(len(groups))), (), 0),))
    fits = _fits(roster, rules, groups, staff)
    named = [f"{at:06d}" for at in range(len(groups))]
    found = None
    for each in range(-(-len(groups) // len(staff)), places + 1):
        try:
            found = assign(_market(named, staff, fits, each))
        except Infeasible:
            continue
        return Staffing({int(group): who for group, who in found.pairs.items()})
    market = _market(named, staff, fits, places)
    most = assign_most(market)
    return Staffing({int(group): who for group, who in most.pairs.items()}, _short(market))


def _short(market: Market) -> tuple[Unstaffed, ...]:
    try:
        assign(market)
    except Infeasible as refusal:
        return tuple(
            Unstaffed(tuple(sorted(map(int, each.mentees))), each.mentors, each.places)
            for each in refusal.reasons
        )
    return ()


def _market(groups: Sequence[str], staff: Sequence[str], fits: Bools, places: int) -> Market:
    worth = np.zeros(fits.shape, dtype=np.int64)
    return Market.of(
        mentees=groups, mentors=staff, places=[places] * len(staff), worth=worth, allowed=fits
    )


def _fits(
    roster: Roster, rules: Rules, groups: Sequence[Sequence[str]], staff: Sequence[str]
) -> Bools:
    """Return which of the staff may look after which group."""
    kinds = NotWithManager | Conflict | NeverTogether | SharedHours | CommonLanguage
    bearing = replace(rules, hard=tuple(each for each in rules.hard if isinstance(each, kinds)))
    pairs, counts = must_haves(roster, bearing)
    place = {each: at for at, each in enumerate(roster.ids)}
    seated = [[place[each] for each in group] for group in groups]
    fits = np.zeros((len(groups), len(staff)), dtype=bool)
    for column, each in enumerate(staff):
        for row, group in enumerate(seated):
            fits[row, column] = _may(pairs, counts, group, place[each])
    return fits


def _may(
    pairs: Sequence[PairRule], counts: Sequence[CountRule], group: Sequence[int], person: int
) -> bool:
    if person in group or any(each.forbids[person, group].any() for each in pairs):
        return False
    everybody = [person, *group]
    return all(bool(each.has[everybody].all(axis=0).any()) for each in counts)
