"""Why people are where they are, and what a change would do: codes and values for pages to word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import hours
from .anneal import Field, seats_of
from .bounds import Bound, upper_bound
from .problem import (
    FULL,
    Bools,
    CountRule,
    Criterion,
    Ints,
    PairRule,
    Problem,
    minority_of,
    numbers,
    sites_of,
    words_of,
)
from .roster import Kind
from .rules import (
    AtLeast,
    AtMost,
    Balance,
    CommonLanguage,
    Conflict,
    Match,
    Near,
    NeverTogether,
    NewFaces,
    NotAlone,
    NotWithManager,
    OneSite,
    PreferOneSite,
    Same,
    SharedHours,
    Together,
    WithFriends,
    WithTopics,
    kind_of,
    words_in,
)
from .standing import Groups, Violation, group_worth, places, score_of, share_of, violations, worth

_CLOSE = FULL - FULL * 15 // 100
_WORTH_SAYING = 1.0
# Must-haves that tell whom a person is kept from; beside the reasons so many of them are told.
_BINDING = ("never_together", "kept_apart", "at_most", "no_conflict", "near")
_ROOM = 2


@dataclass(frozen=True)
class Reason:
    """One reason: a code, its values and the people in it; the larger the weight the stronger."""

    code: str
    values: Mapping[str, Any]
    people: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True)
class Spread:
    """How one attribute is spread in a group, and among everybody."""

    attribute: str
    kind: Kind
    group: Mapping[str, Any]
    pool: Mapping[str, Any]


@dataclass(frozen=True)
class GroupView:
    """A group: how well its people suit each other, its spreads, and what it shares."""

    index: int
    people: tuple[str, ...]
    fit: float
    spreads: tuple[Spread, ...]
    shared_hours: tuple[Mapping[str, Any], ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class GroupChange:
    """What a change does to one group."""

    index: int
    gains: tuple[Reason, ...]
    loses: tuple[Reason, ...]
    fit_before: float
    fit_after: float


@dataclass(frozen=True)
class Consequence:
    """What a change does: the groups after it, the scores, rules newly broken or mended."""

    groups: Groups
    score_before: float
    score_after: float
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    changes: tuple[GroupChange, ...]


# -- one person ------------------------------------------------------------------------------------


def explain_person(
    problem: Problem,
    groups: Sequence[Sequence[str]],
    person_id: str,
    *,
    hide: Collection[str] = (),
    limit: int = 4,
) -> tuple[Reason, ...]:
    """Return the strongest reasons a person is in their group; hidden attributes are not used."""
    seated = places(problem, groups)
    person = problem.index[person_id]
    at = next(k for k, each in enumerate(seated) if person in each)
    stuck = _Places(problem, seated).stuck(at)
    return _strongest(_reasons(problem, seated[at], person, stuck, hide), limit)


def explain_everyone(
    problem: Problem,
    groups: Sequence[Sequence[str]],
    *,
    hide: Collection[str] = (),
    limit: int = 4,
    only: Collection[int] = (),
) -> dict[str, tuple[Reason, ...]]:
    """Return everyone's strongest reasons, by person id; of some groups alone with `only`."""
    seated = places(problem, groups)
    choices = _Places(problem, seated)
    found: dict[str, tuple[Reason, ...]] = {}
    for at, group in enumerate(seated):
        if only and at not in only:
            continue
        stuck = choices.stuck(at)
        for person in group:
            reasons = _reasons(problem, group, person, stuck, hide)
            found[problem.roster.ids[person]] = _strongest(reasons, limit)
    return found


def _reasons(
    problem: Problem,
    group: Sequence[int],
    person: int,
    stuck: Collection[int],
    hide: Collection[str],
) -> tuple[Reason, ...]:
    others = [each for each in group if each != person]
    found: list[Reason] = []
    for criterion in problem.criteria:
        if criterion.attribute not in hide and others:
            found += _by_criterion(problem, criterion, person, others)
    found += _by_wishes(problem, person, group, hide)
    found += _by_rules(problem, person, group, hide)
    if person in stuck:
        found.append(Reason("one_place", {}, (), 2.0))
    return tuple(sorted(found, key=lambda each: -each.weight))


def _strongest(found: Sequence[Reason], limit: int) -> tuple[Reason, ...]:
    """Return the strongest reasons, with room at their end for must-haves that bind a person."""
    others = [each for each in found if each.code not in _BINDING][:limit]
    binding = [each for each in found if each.code in _BINDING]
    kept = {id(each) for each in (*others, *binding[: max(_ROOM, limit - len(others))])}
    return tuple(each for each in found if id(each) in kept)


def _ids(problem: Problem, people: Sequence[int]) -> tuple[str, ...]:
    return tuple(problem.roster.ids[each] for each in people)


def _by_criterion(
    problem: Problem, criterion: Criterion, person: int, others: Sequence[int]
) -> list[Reason]:
    rule, row = criterion.rule, criterion.pairs[person]
    usual = float(row.sum()) / max(1, problem.n - 1)
    weight = criterion.weight * (float(row[list(others)].mean()) - usual) / FULL / FULL
    if isinstance(rule, NewFaces):
        return _by_faces(problem, row, others, weight)
    if isinstance(rule, PreferOneSite):
        return _by_site(problem, rule, [person, *others], max(weight, 0.01))
    value = problem.roster.values[rule.attribute][person]
    if value is None:
        return []
    kind = kind_of(problem.roster, rule.attribute)
    if isinstance(rule, Match):
        return _by_likeness(problem, rule.attribute, person, others, weight)
    if isinstance(rule, Balance) and kind in (Kind.NUMBER, Kind.DATE):
        return _by_evenness(problem, rule.attribute, person, others, weight)
    if weight <= 0:
        return []
    return [_by_difference(problem, criterion, person, others, weight)]


def _by_faces(problem: Problem, row: Any, others: Sequence[int], weight: float) -> list[Reason]:
    fresh = [each for each in others if row[each] == FULL]
    known = [each for each in others if row[each] < FULL]
    if not problem.history:
        return []
    if known:
        return [Reason("met_before", {"count": len(known)}, _ids(problem, known), weight)]
    return [Reason("new_faces", {"count": len(fresh)}, _ids(problem, fresh), max(weight, 0.05))]


def _by_likeness(
    problem: Problem, name: str, person: int, others: Sequence[int], weight: float
) -> list[Reason]:
    column = problem.roster.values[name]
    if kind_of(problem.roster, name) in (Kind.NUMBER, Kind.DATE):
        criterion = next(each for each in problem.criteria if each.attribute == name)
        near = [each for each in others if criterion.pairs[person, each] >= _CLOSE]
        words: list[str] = []
    else:
        mine = set(words_in(column[person]))
        near = [each for each in others if mine & set(words_in(column[each]))]
        words = sorted(mine & {w for each in near for w in words_in(column[each])})
    if not near:
        return []
    values = {"attribute": name, "values": tuple(words)}
    return [Reason("shares", values, _ids(problem, near), max(weight, 0.01))]


def _by_evenness(
    problem: Problem, name: str, person: int, others: Sequence[int], weight: float
) -> list[Reason]:
    listed = numbers(problem.roster.values[name])
    known = [each for each in listed if each is not None]
    rest = [value for each in others if (value := listed[each]) is not None]
    mine = listed[person]
    if mine is None or not rest:
        return []
    pool = sum(known) / len(known)
    without, together = sum(rest) / len(rest), (sum(rest) + mine) / (len(rest) + 1)
    if abs(together - pool) >= abs(without - pool):
        return []
    values = {
        "attribute": name,
        "value": problem.roster.values[name][person],
        "group_mean": round(together, 2),
        "without": round(without, 2),
        "pool_mean": round(pool, 2),
    }
    return [Reason("evens_out", values, (), max(weight, 0.01))]


def _by_difference(
    problem: Problem, criterion: Criterion, person: int, others: Sequence[int], weight: float
) -> Reason:
    name = str(criterion.attribute)
    column = problem.roster.values[name]
    mine = set(words_in(column[person]))
    values: dict[str, Any] = {"attribute": name, "value": column[person]}
    alike = [each for each in others if mine & set(words_in(column[each]))]
    if not alike and kind_of(problem.roster, name) not in (Kind.NUMBER, Kind.DATE):
        return Reason("only_one", values, (), weight)
    far = [each for each in others if each not in alike]
    values["share"] = round(float(criterion.pairs[person, list(others)].mean()) / FULL, 2)
    return Reason("differs", values, _ids(problem, far), weight)


def _by_rules(
    problem: Problem, person: int, group: Sequence[int], hide: Collection[str]
) -> list[Reason]:
    found = []
    for rule in problem.rules.hard:
        if isinstance(rule, SharedHours) and rule.zone not in hide:
            found.append(Reason("shared_hours", _hours_of(problem, rule, person, group), (), 0.02))
        if isinstance(rule, CommonLanguage) and rule.attribute not in hide:
            words = _in_common(problem, rule.attribute, group)
            found.append(Reason("common_language", {"languages": words}, (), 0.02))
    for pair in problem.pair_rules:
        if pair.forbids[person].any():
            found += _by_apartness(problem, pair, person, group, hide)
    for counted in problem.count_rules:
        rule = problem.rules.hard[counted.index]
        if isinstance(rule, NotAlone) and rule.attribute not in hide:
            found += _by_company(problem, rule, person, group)
        if isinstance(rule, AtLeast | AtMost) and rule.attribute not in hide:
            found += _by_counts(problem, counted, rule, person, group)
    for block in problem.blocks:
        if person in block:
            with_them = [each for each in block if each != person]
            found.append(Reason("together", {}, _ids(problem, with_them), 1.5))
    return found


def _by_wishes(
    problem: Problem, person: int, group: Sequence[int], hide: Collection[str]
) -> list[Reason]:
    """Say whom of those a person wishes for the group has."""
    found = []
    for wish in problem.wishes:
        rule = problem.rules.soft[wish.index]
        assert isinstance(rule, WithFriends | WithTopics)
        with_them = [each for each in group if wish.wants[person, each]]
        if not with_them or rule.attribute in hide:
            continue
        values: dict[str, Any] = {"attribute": rule.attribute}
        if isinstance(rule, WithTopics):
            column = problem.roster.values[rule.attribute]
            theirs = {word for each in with_them for word in words_in(column[each])}
            values["values"] = tuple(sorted(theirs & set(words_in(column[person]))))
        weight = problem.criteria[wish.index].weight / FULL
        found.append(Reason(rule.key, values, _ids(problem, with_them), weight))
    return found


def _by_apartness(
    problem: Problem, pair: PairRule, person: int, group: Sequence[int], hide: Collection[str]
) -> list[Reason]:
    """Say which rule about pairs binds a person, and from how many it keeps them."""
    rule = problem.rules.hard[pair.index]
    if isinstance(rule, NeverTogether):
        others = [int(each) for each in np.flatnonzero(pair.forbids[person])]
        return [Reason("never_together", {"count": len(others)}, _ids(problem, others), 0.03)]
    if isinstance(rule, Together | SharedHours) or rule.attribute in hide:
        return []
    if isinstance(rule, AtMost | Same | NotWithManager):
        count = int(pair.forbids[person].sum())
        value = problem.roster.values[rule.attribute][person]
        told = {"rule": rule.key, "attribute": rule.attribute, "value": value, "count": count}
        return [Reason("kept_apart", told, (), 0.03)]
    if not isinstance(rule, Conflict | Near | OneSite):
        return []
    if isinstance(rule, OneSite):
        return _by_site(problem, rule, group, 0.02)
    values: dict[str, Any] = {"attribute": rule.attribute, "count": int(pair.forbids[person].sum())}
    if isinstance(rule, Near):
        return [Reason("near", {**values, "steps": rule.steps}, (), 0.02)]
    return [Reason("no_conflict", values, (), 0.03)]


def _by_counts(
    problem: Problem,
    counted: CountRule,
    rule: AtLeast | AtMost,
    person: int,
    group: Sequence[int],
) -> list[Reason]:
    """Say that the group needs a person to have enough of a kind, or of what it has its fill."""
    found = []
    words = words_of(problem.roster, rule.attribute)[0]
    for k in np.flatnonzero(counted.has[person]):
        here = int(counted.has[list(group), k].sum(dtype=np.int64))
        if isinstance(rule, AtLeast) and here <= rule.count:
            values = {"attribute": rule.attribute, "value": rule.value, "count": rule.count}
            found.append(Reason("needed", values, (), 1.0))
        if isinstance(rule, AtMost):
            values = {"attribute": rule.attribute, "value": words[int(k)], "count": rule.count}
            found.append(Reason("at_most", values, (), 0.02))
    return found


def _by_site(
    problem: Problem, rule: OneSite | PreferOneSite, group: Sequence[int], weight: float
) -> list[Reason]:
    """Name the site that everybody in the group has; an empty word stands for remote."""
    sites = sites_of(problem.roster, rule)[list(group)]
    common = np.flatnonzero(sites.all(axis=0))
    if not len(common):
        return []
    names = [
        word for word in words_of(problem.roster, rule.attribute)[0] if word not in rule.remote
    ]
    place = int(common[0])
    site = names[place] if place < len(names) else ""
    return [Reason("one_site", {"attribute": rule.attribute, "site": site}, (), weight)]


def _by_company(
    problem: Problem, rule: NotAlone, person: int, group: Sequence[int]
) -> list[Reason]:
    """Say with how many others a person of a minority sits."""
    words, has = minority_of(problem.roster, rule)
    found = []
    for k in np.flatnonzero(has[person]):
        others = [each for each in group if each != person and has[each, k]]
        if others:
            values = {"attribute": rule.attribute, "value": words[k], "count": len(others) + 1}
            found.append(Reason("not_alone", values, _ids(problem, others), 0.02))
    return found


def _in_common(problem: Problem, name: str, group: Sequence[int]) -> tuple[str, ...]:
    words = [set(words_in(problem.roster.values[name][each])) for each in group]
    return tuple(sorted(set.intersection(*words)))


def _hours_of(
    problem: Problem, rule: SharedHours, person: int, group: Sequence[int]
) -> dict[str, Any]:
    """Return the group's shortest common window, in the person's own time."""
    shortest: dict[str, Any] = {}
    for day in rule.on:
        found = hours.windows(problem.roster, rule, day, group)
        start, minutes = hours.common(found)
        if not shortest or minutes < shortest["hours"] * 60:
            local = start + found[group.index(person)].offset
            shortest = {
                "hours": round(minutes / 60, 2),
                "start": hours.as_clock(local),
                "end": hours.as_clock(local + minutes),
                "on": day.isoformat(),
                "zone": problem.roster.values[rule.zone][person],
            }
    return shortest


# -- one group -------------------------------------------------------------------------------------


def explain_group(
    problem: Problem, groups: Sequence[Sequence[str]], index: int, *, hide: Collection[str] = ()
) -> GroupView:
    """Return how a group is made up beside everybody."""
    group = places(problem, groups)[index]
    names = [each.attribute for each in problem.criteria if each.attribute is not None]
    spreads = [_spread(problem, name, group) for name in dict.fromkeys(names) if name not in hide]
    shared: list[Mapping[str, Any]] = []
    languages: tuple[str, ...] = ()
    for rule in problem.rules.hard:
        if isinstance(rule, SharedHours):
            shared += _hours_of_group(problem, rule, group)
        if isinstance(rule, CommonLanguage) and rule.attribute not in hide:
            languages = _in_common(problem, rule.attribute, group)
    return GroupView(
        index,
        _ids(problem, group),
        _fit(problem, group, upper_bound(problem)),
        tuple(spreads),
        tuple(shared),
        languages,
    )


def _hours_of_group(
    problem: Problem, rule: SharedHours, group: Sequence[int]
) -> list[Mapping[str, Any]]:
    shared: list[Mapping[str, Any]] = []
    for day in rule.on:
        start, minutes = hours.common(hours.windows(problem.roster, rule, day, group))
        shared.append(
            {"on": day.isoformat(), "start": hours.as_clock(start), "hours": round(minutes / 60, 2)}
        )
    return shared


def _fit(problem: Problem, group: Sequence[int], bound: Bound) -> float:
    """Return what the group is worth for each member, on the scale of the score, in 0 to 100."""
    if not group:
        return 0.0
    each = group_worth(problem, group) / len(group) * problem.n
    return round(min(100.0, max(0.0, score_of(problem, each, bound))), 1)


def _spread(problem: Problem, name: str, group: Sequence[int]) -> Spread:
    column, kind = problem.roster.values[name], kind_of(problem.roster, name)
    if kind is Kind.NUMBER:
        listed = numbers(column)
        return Spread(name, kind, _range([listed[i] for i in group]), _range(listed))
    words, has = words_of(problem.roster, name)
    inside, everyone = has[list(group)].sum(axis=0), has.sum(axis=0, dtype=np.int64)
    here = {word: int(inside[k]) for k, word in enumerate(words) if inside[k]}
    return Spread(name, kind, here, {word: int(everyone[k]) for k, word in enumerate(words)})


def _range(listed: Sequence[float | None]) -> dict[str, float | None]:
    known = [each for each in listed if each is not None]
    if not known:
        return {"mean": None, "low": None, "high": None}
    return {"mean": round(sum(known) / len(known), 2), "low": min(known), "high": max(known)}


# -- a change --------------------------------------------------------------------------------------


def swap(
    problem: Problem,
    groups: Sequence[Sequence[str]],
    a_id: str,
    b_id: str,
    *,
    hide: Collection[str] = (),
) -> Consequence:
    """Return what it would do to let two people change places."""
    home = {each: at for at, group in enumerate(groups) for each in group}
    other = {a_id: b_id, b_id: a_id}
    after = tuple(tuple(other.get(each, each) for each in group) for group in groups)
    return _consequence(problem, groups, after, sorted({home[a_id], home[b_id]}), hide)


def move(
    problem: Problem,
    groups: Sequence[Sequence[str]],
    person_id: str,
    to_index: int,
    *,
    hide: Collection[str] = (),
) -> Consequence:
    """Return what it would do to move a person to another group."""
    if not 0 <= to_index < len(groups):
        raise ValueError("There is no such group to move to.")
    home = next(at for at, group in enumerate(groups) if person_id in group)
    after = tuple(
        tuple(each for each in group if each != person_id)
        + ((person_id,) if at == to_index else ())
        for at, group in enumerate(groups)
    )
    return _consequence(problem, groups, after, sorted({home, to_index}), hide)


def _consequence(
    problem: Problem,
    before: Sequence[Sequence[str]],
    after: Groups,
    touched: Sequence[int],
    hide: Collection[str],
) -> Consequence:
    old, new = places(problem, before), places(problem, after)
    bound = upper_bound(problem)
    broken_before, broken_after = violations(problem, old), violations(problem, new)
    changes = tuple(_change(problem, at, (old[at], new[at]), bound, hide) for at in touched)
    return Consequence(
        after,
        score_of(problem, worth(problem, old), bound),
        score_of(problem, worth(problem, new), bound),
        tuple(each for each in broken_after if each not in broken_before),
        tuple(each for each in broken_before if each not in broken_after),
        changes,
    )


_WORDS = {
    "mix": ("more_mixed", "less_mixed"),
    "match": ("more_alike", "less_alike"),
    "balance": ("evener", "less_even"),
    "same_site_or_remote": ("more_alike", "less_alike"),
}


def _change(
    problem: Problem,
    at: int,
    groups: tuple[Sequence[int], Sequence[int]],
    bound: Bound,
    hide: Collection[str],
) -> GroupChange:
    old, new = groups
    gains: list[Reason] = []
    loses: list[Reason] = []
    for criterion in problem.criteria:
        if criterion.attribute in hide:
            continue
        before, after = _mean_pair(criterion, old), _mean_pair(criterion, new)
        if isinstance(criterion.rule, NewFaces):
            met = {"before": _met(criterion, old), "after": _met(criterion, new)}
            if met["before"] != met["after"]:
                side = gains if met["after"] < met["before"] else loses
                side.append(Reason("met_pairs", met, (), abs(after - before)))
        elif abs(after - before) >= _WORTH_SAYING:
            code = _WORDS[criterion.rule.key][0 if after > before else 1]
            values = {
                "attribute": criterion.attribute,
                "before": round(before),
                "after": round(after),
            }
            weight = criterion.weight * abs(after - before) / 100 / FULL
            (gains if after > before else loses).append(Reason(code, values, (), round(weight, 4)))
    for wish in problem.wishes:
        kept = {"before": len(wish.granted(old)), "after": len(wish.granted(new))}
        if kept["before"] != kept["after"] and problem.criteria[wish.index].attribute not in hide:
            side = gains if kept["after"] > kept["before"] else loses
            weight = problem.criteria[wish.index].weight / FULL
            side.append(Reason("wishes", kept, (), weight))
    for rule in problem.rules.hard:
        if isinstance(rule, SharedHours):
            was, becomes = _least_hours(problem, rule, old), _least_hours(problem, rule, new)
            if was != becomes:
                side = gains if becomes > was else loses
                side.append(Reason("shared_hours", {"before": was, "after": becomes}, (), 0.02))
    gains.sort(key=lambda each: -each.weight)
    loses.sort(key=lambda each: -each.weight)
    fits = _fit(problem, old, bound), _fit(problem, new, bound)
    return GroupChange(at, tuple(gains), tuple(loses), *fits)


def _mean_pair(criterion: Criterion, group: Sequence[int]) -> float:
    if len(group) < 2:
        return 0.0
    total = int(criterion.pairs[np.ix_(group, group)].sum())
    return total * 100 / FULL / (len(group) * (len(group) - 1))


def _met(criterion: Criterion, group: Sequence[int]) -> int:
    block = criterion.pairs[np.ix_(group, group)]
    return int(np.triu(block < FULL, 1).sum())


def _least_hours(problem: Problem, rule: SharedHours, group: Sequence[int]) -> float:
    if not group:
        return 0.0
    return min(float(each["hours"]) for each in _hours_of_group(problem, rule, group))


# -- better places ---------------------------------------------------------------------------------


def best_swaps(
    problem: Problem, groups: Sequence[Sequence[str]], person_id: str, *, limit: int = 3
) -> tuple[tuple[str, float], ...]:
    """Return the people to swap with and the score after, best first; nothing new may break."""
    seated = places(problem, groups)
    swaps, _ = _Places(problem, seated).of(problem.index[person_id])
    now, bound = worth(problem, seated), upper_bound(problem)
    ranked = sorted(swaps.items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        (problem.roster.ids[other], score_of(problem, now + gain, bound))
        for other, gain in ranked[:limit]
    )


def best_moves(
    problem: Problem, groups: Sequence[Sequence[str]], person_id: str, *, limit: int = 3
) -> tuple[tuple[int, float], ...]:
    """Return the groups to move to and the score after, best first; nothing new may break."""
    seated = places(problem, groups)
    _, moves = _Places(problem, seated).of(problem.index[person_id])
    now, bound = worth(problem, seated), upper_bound(problem)
    ranked = sorted(moves.items(), key=lambda each: (-each[1], each[0]))
    return tuple((to, score_of(problem, now + gain, bound)) for to, gain in ranked[:limit])


class _Places:
    """Where people could go without breaking anything that is not broken already."""

    def __init__(self, problem: Problem, seated: Sequence[Sequence[int]]) -> None:
        roomy = _roomy(problem, seated)
        self.problem, self.seated, self.width = problem, seated, roomy.max_size
        self.tied = np.zeros(problem.n, dtype=bool)
        self.tied[[each for block in problem.blocks for each in block]] = True
        self.seats = seats_of(seated, roomy.max_size, problem.n)
        self.harm = Field(roomy, held=self.tied, soft=False)
        free = replace(roomy, forbidden=np.zeros_like(problem.forbidden), count_rules=())
        self.worth = Field(free, held=self.tied)

    def _away(self, at: int) -> tuple[Ints, Ints]:
        away = np.array([k for k in range(len(self.seated)) if k != at], dtype=np.int64)
        return np.full(len(away), at, dtype=np.int64), away

    def _fits(self, at: int, to: int) -> bool:
        room = len(self.seated[to]) < self.problem.max_size
        return room and len(self.seated[at]) > self.problem.min_size

    def stuck(self, at: int) -> set[int]:
        """Return the people of a group who have nowhere else to go, ties apart."""
        group = self.seated[at]
        here, away = self._away(at)
        if not len(away):
            return set()
        legal: Bools = self.harm.deltas(self.seats, here, away) >= 0
        width = self.width
        can: Bools = np.any(legal[:, : width * width].reshape(-1, width, width), axis=(0, 2))
        if not self.harm.equal:
            fits = np.array([self._fits(at, int(to)) for to in away])
            can |= np.any(legal[fits][:, width * width : width * width + width], axis=0)
        return {each for seat, each in enumerate(group) if not can[seat] and not self.tied[each]}

    def of(self, person: int) -> tuple[dict[int, int], dict[int, int]]:
        """Return what each legal swap (by person) and move (by group) of a person is worth."""
        at = next(k for k, each in enumerate(self.seated) if person in each)
        here, away = self._away(at)
        if not len(away) or self.tied[person]:
            return {}, {}
        legal = self.harm.deltas(self.seats, here, away) >= 0
        gain = self.worth.deltas(self.seats, here, away)
        factor = int(self.problem.share[self.problem.max_size]) if self.worth.equal else 1
        width, seat = self.width, self.seated[at].index(person)
        swaps: dict[int, int] = {}
        moves: dict[int, int] = {}
        for row, to in enumerate(away):
            for place, other in enumerate(self.seated[to]):
                if legal[row, seat * width + place]:
                    swaps[other] = int(gain[row, seat * width + place]) * factor
            spot = width * width + seat
            if not self.worth.equal and self._fits(at, int(to)) and legal[row, spot]:
                moves[int(to)] = int(gain[row, spot])
        return swaps, moves


def _roomy(problem: Problem, seated: Sequence[Sequence[int]]) -> Problem:
    """Return the problem with room for groups that hands have made larger or smaller."""
    sizes = [len(each) for each in seated]
    low, high = min(problem.min_size, *sizes), max(problem.max_size, *sizes)
    if (low, high) == (problem.min_size, problem.max_size):
        return problem
    share = [0, 0] + [share_of(problem, size) for size in range(2, high + 2)]
    return replace(problem, min_size=low, max_size=high, share=np.array(share, dtype=np.int64))
