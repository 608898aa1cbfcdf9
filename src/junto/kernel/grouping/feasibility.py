"""Say which rules cannot be kept, by name, and what would help, before any search.

Everything here is proven: an empty answer means that nothing speaks against the rules, not that
they can be kept.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from . import hours
from .problem import (
    Bools,
    Problem,
    group_limits,
    islands,
    minority_of,
    must_haves_only,
    words_of,
)
from .rules import (
    AtLeast,
    AtMost,
    CommonLanguage,
    Conflict,
    Hard,
    Near,
    NewFaces,
    NotAlone,
    OneSite,
    Same,
    SharedHours,
    Together,
    clock,
    rules_from_dict,
    rules_to_dict,
)
from .seating import Company, OutOfChoicesError, Search
from .words import listing

_CHOICES_EACH = 4_000
_TRIES = 24


@dataclass(frozen=True)
class Relaxation:
    """A change of the rules that would help; `rules` is the changed document, where it is one."""

    text: str
    code: str
    values: Mapping[str, Any]
    rules: dict[str, Any] | None = None


@dataclass(frozen=True)
class Impossible:
    """A must-have that cannot be kept, the people it cannot be kept for, and why."""

    rule: str
    people: tuple[str, ...]
    why: str
    relaxations: tuple[Relaxation, ...]
    code: str
    values: Mapping[str, Any]


class Infeasible(Exception):
    """The rules cannot be kept; `impossible` says which, for whom and why."""

    def __init__(self, impossible: tuple[Impossible, ...]) -> None:
        self.impossible = impossible
        super().__init__(" ".join(each.why for each in impossible))


def check(problem: Problem, pins: Mapping[str, int] | None = None) -> tuple[Impossible, ...]:
    """Return what is proven impossible about the rules, and about the pins with them."""
    found = _sizes(problem)
    if found:
        return tuple(found)
    found = [*_alike(problem), *_needed(problem), *_alone(problem), *_ties(problem)]
    found += _divided(problem)
    for look in (_clique, _lonely):
        if not found:
            found = [*look(problem)]
    if not found:
        found = _pinned(problem, pins or {})
    return tuple(found)


def _names(problem: Problem, people: Sequence[int]) -> list[str]:
    return [problem.roster.names[each] for each in people]


def _ids(problem: Problem, people: Sequence[int]) -> tuple[str, ...]:
    return tuple(problem.roster.ids[each] for each in people)


def _title(problem: Problem, name: str) -> str:
    found = problem.roster.attribute(name)
    return found.title if found is not None else name


# -- sizes -----------------------------------------------------------------------------------------


def _sizes(problem: Problem) -> list[Impossible]:
    n, size = problem.n, problem.rules.size
    if problem.group_count and problem.min_size >= 2:
        return []
    if size.count is not None:
        most = max(1, n // 2)
        groups = _plural(size.count, "group", "groups")
        why = f"{_plural(n, 'person', 'people')} cannot fill {groups} of at least 2."
        near = [({"count": most}, _plural(most, "group", "groups"))] if n > 1 else []
        low, high = 2, 2
    else:
        assert size.min is not None
        assert size.max is not None
        low, high = size.min, size.max
        span = f"{low}" if low == high else f"{low} to {high}"
        people = _plural(n, "person", "people")
        why = f"{people} cannot be divided into groups of {span} with nobody left over."
        near = list(_near_sizes([n], low, high))
    relaxations = tuple(
        Relaxation(f"Make {text}.", "size", {"size": body}, _with(problem, size=body))
        for body, text in near
    )
    values = {"people": n, "min": low, "max": high, "count": size.count}
    return [Impossible("size", (), why, relaxations, "sizes", values)]


def _near_sizes(parts: Sequence[int], low: int, high: int) -> Iterator[tuple[dict[str, int], str]]:
    """Yield the nearest sizes that divide every part of people."""
    found = 0
    for wider in range(1, max(parts) + 1):
        for less in range(wider, -1, -1):
            new = (low - less, high + wider - less)
            if new[0] >= 2 and all(_shares_out(each, *new) for each in parts):
                yield {"min": new[0], "max": new[1]}, f"groups of {new[0]} to {new[1]}"
                found += 1
        if found:
            return


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _most_groups(problem: Problem) -> int:
    return problem.rules.size.count or problem.n // problem.min_size


def _fewest_groups(problem: Problem) -> int:
    return problem.rules.size.count or -(-problem.n // problem.max_size)


def _with(problem: Problem, **changes: Any) -> dict[str, Any]:
    document = copy.deepcopy(rules_to_dict(problem.rules))
    document.update(changes)
    return document


def _changed(problem: Problem, index: int, body: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the rules with one must-have changed, or left out."""
    document = copy.deepcopy(rules_to_dict(problem.rules))
    key = problem.rules.hard[index].key
    if body is None:
        del document["hard"][index]
    else:
        document["hard"][index] = {key: {**document["hard"][index][key], **body}}
    return document


def check_staff(problem: Problem, staff: int, places: int) -> tuple[Impossible, ...]:
    """Return what is proven impossible about looking after the groups, for so many people."""
    most, fewest = staff * places, _fewest_groups(problem)
    if most >= fewest or not problem.group_count:
        return ()
    why = (
        f"{_plural(staff, 'person looks', 'people look')} after {places} groups each, {most} in "
        f"all; {problem.n} people make {_plural(fewest, 'group', 'groups')} at least."
    )
    helps = []
    if staff:
        each = -(-fewest // staff)
        text = f"Let each look after {_plural(each, 'group', 'groups')}."
        helps.append(Relaxation(text, "staff_groups", {"groups": each}))
        if problem.rules.size.count is None:
            high = -(-problem.n // most)
            helps.append(_smaller(problem, {"min": problem.min_size, "max": high}))
    more = -(-fewest // places) - staff
    text = f"Name {_plural(more, 'person', 'people')} more."
    helps.append(Relaxation(text, "staff_more", {"people": [], "more": more}))
    values = {"staff": staff, "each": places, "groups": fewest, "everybody": problem.n}
    return (Impossible("staff", (), why, tuple(helps), "too_few_staff", values),)


# -- pigeonholes -----------------------------------------------------------------------------------


def _alike(problem: Problem) -> Iterator[Impossible]:
    """Too many people share a value for the groups there can be; the commonest one is told."""
    most = _most_groups(problem)
    for at, rule in enumerate(problem.rules.hard):
        if not isinstance(rule, AtMost):
            continue
        words, has = words_of(problem.roster, rule.attribute)
        counts = has.sum(axis=0, dtype=np.int64)
        k = int(counts.argmax())
        if int(counts[k]) > rule.count * most:
            who = [int(i) for i in np.flatnonzero(has[:, k])]
            need = -(-len(who) // rule.count)
            fit = -(-len(who) // most)
            title = _title(problem, rule.attribute)
            why = (
                f"{len(who)} people have “{words[k]}” as {title} and a group takes "
                f"{rule.count} of them, so {need} groups are needed; {problem.n} people make "
                f"{_plural(most, 'group', 'groups')} at most."
            )
            relaxations = [
                Relaxation(
                    f"Allow {fit} with one {title} in a group.",
                    "at_most",
                    {"attribute": rule.attribute, "count": fit},
                    _changed(problem, at, {"count": fit}),
                )
            ]
            small = problem.n // need
            if small >= 2 and problem.rules.size.count is None:
                body = {"min": small, "max": max(small, problem.max_size)}
                relaxations.append(_smaller(problem, body))
            values = {
                "attribute": rule.attribute,
                "value": words[k],
                "count": rule.count,
                "alike": len(who),
                "groups_needed": need,
                "groups": most,
                "everybody": problem.n,
            }
            yield Impossible(
                rule.key, _ids(problem, who), why, tuple(relaxations), "too_many_alike", values
            )


def _smaller(problem: Problem, body: Mapping[str, int]) -> Relaxation:
    text = f"Make groups of {body['min']} to {body['max']}."
    return Relaxation(text, "size", {"size": dict(body)}, _with(problem, size=dict(body)))


def _needed(problem: Problem) -> Iterator[Impossible]:
    """Too few people have what every group needs."""
    fewest = _fewest_groups(problem)
    need, why_need = (
        fewest,
        f"{problem.n} people make {_plural(fewest, 'group', 'groups')} at least",
    )
    because: dict[str, str] = {}
    for rule in problem.rules.hard:
        if isinstance(rule, AtMost):
            words, has = words_of(problem.roster, rule.attribute)
            counts = has.sum(axis=0, dtype=np.int64)
            here = -(-int(counts.max()) // rule.count)
            if here > need:
                word, need = words[int(counts.argmax())], here
                why_need = f"“{word}” in {_title(problem, rule.attribute)} needs {here} groups"
                because = {"attribute": rule.attribute, "value": word}
    for at, rule in enumerate(problem.rules.hard):
        if not isinstance(rule, AtLeast):
            continue
        words, has = words_of(problem.roster, rule.attribute)
        who = [int(i) for i in np.flatnonzero(has[:, words.index(rule.value)])]
        can = len(who) // rule.count
        if can >= need:
            continue
        why = (
            f"{_plural(len(who), 'person has', 'people have')} “{rule.value}” as "
            f"{_title(problem, rule.attribute)}, enough for {_plural(can, 'group', 'groups')}; "
            f"{why_need}."
        )
        relaxations = []
        fewer = len(who) // need
        if fewer:
            relaxations.append(
                Relaxation(
                    f"Ask for {fewer} with “{rule.value}” in each group.",
                    "at_least",
                    {"attribute": rule.attribute, "value": rule.value, "count": fewer},
                    _changed(problem, at, {"count": fewer}),
                )
            )
        elif can and need == fewest and problem.rules.size.count is None:
            high = -(-problem.n // can)
            relaxations.append(_smaller(problem, {"min": problem.min_size, "max": high}))
        relaxations.append(_left_out(problem, at, rule))
        values = {
            "attribute": rule.attribute,
            "value": rule.value,
            "have": len(who),
            "groups": can,
            "needed": need,
            "because": because,
            "everybody": problem.n,
        }
        yield Impossible(
            rule.key, _ids(problem, who), why, tuple(relaxations), "too_few_for_each", values
        )


def _left_out(problem: Problem, at: int, rule: Hard) -> Relaxation:
    """Leave a must-have out; where a nice-to-have asks for the same, make it one."""
    document = _changed(problem, at, None)
    wish = _wish(problem, rule)
    if wish is None:
        text = f"Leave “{rule.key}” out."
        return Relaxation(text, "leave_out", {"rule": rule.key}, document)
    key, body = wish
    document.setdefault("soft", []).append({key: body})
    attribute = body["attribute"]
    text = f"Make “{rule.key}” of {_title(problem, attribute)} a nice-to-have."
    values = {"rule": rule.key, "attribute": attribute, "wish": key}
    return Relaxation(text, "soften", values, document)


def _wish(problem: Problem, rule: Hard) -> tuple[str, dict[str, Any]] | None:
    """Return the nice-to-have that asks for what this must-have asks, unless it is there."""
    kinds = {AtMost: "mix", Same: "match", CommonLanguage: "match", Conflict: "mix"}
    key = kinds.get(type(rule), OneSite.key if isinstance(rule, OneSite) else None)
    if not isinstance(rule, AtMost | Same | CommonLanguage | Conflict | OneSite) or key is None:
        return None
    if isinstance(rule, Conflict) and rule.between:
        return None
    named = {each.attribute for each in problem.rules.soft if not isinstance(each, NewFaces)}
    if rule.attribute in named:
        return None
    more = {"remote": list(rule.remote)} if isinstance(rule, OneSite) and rule.remote else {}
    return key, {"attribute": rule.attribute, **more}


def _alone(problem: Problem) -> Iterator[Impossible]:
    """People of a minority cannot be shared out so that nobody is alone."""
    for at, rule in enumerate(problem.rules.hard):
        if not isinstance(rule, NotAlone):
            continue
        words, has = minority_of(problem.roster, rule)
        most, cap = problem.max_size, _cap(problem, rule.attribute)
        if cap is not None:
            most = min(most, problem.rules.hard[cap].count)  # type: ignore[union-attr]
        for k, count in enumerate(int(each) for each in has.sum(axis=0, dtype=np.int64)):
            if not count or _shares_out(count, rule.at_least, most):
                continue
            who = [int(i) for i in np.flatnonzero(has[:, k])]
            title = _title(problem, rule.attribute)
            why = (
                f"{_plural(count, 'person has', 'people have')} “{words[k]}” as {title}. They "
                f"cannot be shared out so that a group has none or at least {rule.at_least} of "
                f"them, and at most {most}."
            )
            fewer = next(
                (n for n in range(rule.at_least - 1, 1, -1) if _shares_out(count, n, most)), None
            )
            helps = []
            if fewer is not None:
                text = f"Ask for {fewer} of them where there is one."
                body = {"attribute": rule.attribute, "at_least": fewer}
                changed = _changed(problem, at, {"at_least": fewer})
                helps.append(Relaxation(text, "not_alone", body, changed))
            if cap is not None and _shares_out(count, rule.at_least, problem.max_size):
                more = next(
                    n for n in range(most, problem.n) if _shares_out(count, rule.at_least, n)
                )
                helps.append(
                    Relaxation(
                        f"Allow {more} with one {title} in a group.",
                        "at_most",
                        {"attribute": rule.attribute, "count": more},
                        _changed(problem, cap, {"count": more}),
                    )
                )
            helps.append(_left_out(problem, at, rule))
            values = {
                "attribute": rule.attribute,
                "value": words[k],
                "at_least": rule.at_least,
                "at_most": most,
            }
            yield Impossible(rule.key, _ids(problem, who), why, tuple(helps), "alone", values)
            break


def _cap(problem: Problem, attribute: str) -> int | None:
    """Return the place of the strictest `at_most` of an attribute."""
    found = [
        (rule.count, at)
        for at, rule in enumerate(problem.rules.hard)
        if isinstance(rule, AtMost) and rule.attribute == attribute
    ]
    return min(found)[1] if found else None


def _shares_out(count: int, low: int, high: int) -> bool:
    """Tell whether so many people can be shared out in parts of `low` to `high`."""
    if low > high:
        return False
    fewest, most = group_limits(count, low, high)
    return fewest <= most


def _divided(problem: Problem) -> Iterator[Impossible]:
    """Must-haves part everybody into people who never mix, and a part does not divide up."""
    parts = islands(problem.forbidden)
    if len(parts) < 2:
        return
    low, high = problem.min_size, problem.max_size
    limits = [group_limits(len(each), low, high) for each in parts]
    for part, (fewest, most) in zip(parts, limits, strict=True):
        if fewest > most and len(part) >= low:
            rule = _blame(problem, part)
            key = problem.rules.hard[rule].key
            span = f"{low}" if low == high else f"{low} to {high}"
            why = (
                f"Because of “{key}”, {listing(_names(problem, part))} can only be together: "
                f"{len(part)} people cannot be divided into groups of {span}."
            )
            counts = [len(each) for each in parts]
            relaxations = [_smaller(problem, body) for body, _ in _near_sizes(counts, low, high)]
            relaxations = relaxations if problem.rules.size.count is None else []
            relaxations += _further(problem, rule)
            relaxations.append(_left_out(problem, rule, problem.rules.hard[rule]))
            values = {"people": len(part), "min": low, "max": high}
            ids = _ids(problem, part)
            yield Impossible(key, ids, why, tuple(relaxations), "cannot_be_divided", values)
            # What is offered divides every part: one is enough to be told.
            return
    fewest, most = sum(each[0] for each in limits), sum(each[1] for each in limits)
    count = problem.rules.size.count
    if count is not None and fewest <= most and not fewest <= count <= most:
        nearest = max(fewest, min(most, count))
        body = {"count": nearest}
        help_ = Relaxation(
            f"Make {_plural(nearest, 'group', 'groups')}.",
            "size",
            {"size": body},
            _with(problem, size=body),
        )
        rule = _blame(problem, range(problem.n))
        key = problem.rules.hard[rule].key
        why = (
            f"Because of “{key}”, people fall into {len(parts)} parts that never mix, which makes "
            f"{fewest} to {most} groups, not {count}."
        )
        values = {"parts": len(parts), "fewest": fewest, "most": most, "count": count}
        yield Impossible(key, (), why, (help_,), "wrong_count", values)


# -- ties ------------------------------------------------------------------------------------------


def _ties(problem: Problem) -> Iterator[Impossible]:
    """People who sit together cannot be too many, nor be kept apart by another rule."""
    for block in problem.blocks:
        names = listing(_names(problem, block))
        if len(block) > problem.max_size:
            why = (
                f"{names} are to sit together: {len(block)} people in groups of {problem.max_size}."
            )
            body = {"min": problem.min_size, "max": len(block)}
            relaxations = [_untied(problem, block)]
            if problem.rules.size.count is None:
                relaxations.insert(0, _smaller(problem, body))
            yield Impossible(
                "together",
                _ids(problem, block),
                why,
                tuple(relaxations),
                "too_many_together",
                {"together": len(block), "max": problem.max_size},
            )
        for pair in problem.pair_rules:
            clash = np.argwhere(np.triu(pair.forbids[np.ix_(block, block)]))
            if not len(clash):
                continue
            who = [block[int(k)] for k in clash[0]]
            rule = problem.rules.hard[pair.index]
            why = (
                f"{listing(_names(problem, who))} are to sit together, and “{rule.key}” keeps them "
                "apart."
            )
            relaxations = [_untied(problem, who)]
            yield Impossible(
                "together",
                _ids(problem, who),
                why,
                tuple(relaxations),
                "together_apart",
                {"rule": rule.key},
            )


def _untied(problem: Problem, people: Sequence[int]) -> Relaxation:
    text = f"Let {listing(_names(problem, people))} sit apart."
    ids = _ids(problem, people)
    # One of two people is taken out; of more people every tie between them goes.
    freed = set(ids[:1]) if len(ids) == 2 else set(ids)
    document = copy.deepcopy(rules_to_dict(problem.rules))
    hard = []
    for rule, body in zip(problem.rules.hard, document["hard"], strict=True):
        if isinstance(rule, Together):
            sets = [[each for each in tied if each not in freed] for tied in body[rule.key]]
            body[rule.key] = [each for each in sets if len(each) > 1]
            if not body[rule.key]:
                continue
        hard.append(body)
    document["hard"] = hard
    return Relaxation(text, "untie", {"people": list(ids)}, document)


def _clique(problem: Problem) -> Iterator[Impossible]:
    """More people who all keep apart than there can be groups."""
    most = _most_groups(problem)
    for found in _all_apart(problem):
        if len(found) <= most:
            continue
        who = sorted(found)
        square = np.ix_(who, who)
        rule = max(problem.pair_rules, key=lambda pair: int(pair.forbids[square].sum()))
        key = problem.rules.hard[rule.index].key
        why = (
            f"{listing(_names(problem, who))} cannot sit together two by two, so they need "
            f"{len(who)} groups; {problem.n} people make {_plural(most, 'group', 'groups')} "
            "at most."
        )
        small = problem.n // len(who)
        relaxations = []
        if small >= 2 and problem.rules.size.count is None:
            relaxations.append(_smaller(problem, {"min": small, "max": problem.max_size}))
        elif problem.rules.size.count is not None and small >= 2:
            body = {"count": len(who)}
            help_ = f"Make {len(who)} groups."
            relaxations.append(Relaxation(help_, "size", {"size": body}, _with(problem, size=body)))
        relaxations += _further(problem, rule.index)
        relaxations.append(_left_out(problem, rule.index, problem.rules.hard[rule.index]))
        values = {"needed": len(who), "groups": most, "everybody": problem.n}
        yield Impossible(key, _ids(problem, who), why, tuple(relaxations), "all_apart", values)
        return


def _all_apart(problem: Problem) -> Iterator[list[int]]:
    """Yield people who keep apart two by two, as many as a few greedy searches find."""
    degree = problem.forbidden.sum(axis=1)
    for first in np.argsort(-degree, kind="stable")[:5]:
        who = [int(first)]
        open_to = problem.forbidden[first].copy()
        while open_to.any():
            inside = np.where(open_to, problem.forbidden[:, open_to].sum(axis=1), -1)
            each = int(np.argmax(inside))
            who.append(each)
            open_to &= problem.forbidden[each]
        yield who


def _further(problem: Problem, index: int) -> list[Relaxation]:
    """Find the fewest steps apart with which nothing speaks against the rules."""
    rule = problem.rules.hard[index]
    if not isinstance(rule, Near):
        return []
    for steps in _longer(rule):
        document = _changed(problem, index, {"steps": steps})
        eased = must_haves_only(problem, rules_from_dict(document))
        low, high = eased.min_size, eased.max_size
        divides = all(_shares_out(len(each), low, high) for each in islands(eased.forbidden))
        fits = all(len(who) <= _most_groups(eased) for who in _all_apart(eased))
        if divides and fits and _seats_all(eased):
            return [_steps(problem, rule, steps, document)]
    return []


def _longer(rule: Near) -> list[float]:
    if rule.order:
        return [float(each) for each in range(int(rule.steps) + 1, len(rule.order) - 1)]
    return [rule.steps * k for k in (1.25, 1.5, 2, 3)]


def _steps(problem: Problem, rule: Near, steps: float, document: dict[str, Any]) -> Relaxation:
    title = _title(problem, rule.attribute)
    text = f"Allow {steps:g} steps of {title} instead of {rule.steps:g}."
    values = {"attribute": rule.attribute, "steps": steps, "instead": rule.steps}
    return Relaxation(text, "steps", values, document)


def _pinned(problem: Problem, pins: Mapping[str, int]) -> list[Impossible]:
    groups: dict[int, list[int]] = {}
    for person, at in pins.items():
        if person not in problem.index or not 0 <= at < problem.group_count:
            raise ValueError("A pin names a person in the roster and a group that is there.")
        groups.setdefault(at, []).append(problem.index[person])
    found = []
    for at, people in sorted(groups.items()):
        if len(people) > problem.max_size:
            why = f"{len(people)} people are pinned to one group, which takes {problem.max_size}."
            values = {"group": at, "pinned": len(people), "max": problem.max_size}
            found.append(_pin_trouble(problem, people, why, "too_many_pinned", values))
        for pair in problem.pair_rules:
            clash = np.argwhere(np.triu(pair.forbids[np.ix_(people, people)]))
            if len(clash):
                who = [people[int(k)] for k in clash[0]]
                key = problem.rules.hard[pair.index].key
                names = listing(_names(problem, who))
                why = f"{names} are pinned to one group, and “{key}” keeps them apart."
                found.append(_pin_trouble(problem, who, why, "pinned_apart", {"rule": key}))
    for block in problem.blocks:
        homes = {at for at, people in groups.items() if set(block) & set(people)}
        if len(homes) > 1:
            who = [i for i in block if any(i in people for people in groups.values())]
            why = (
                f"{listing(_names(problem, who))} sit together and are pinned to different groups."
            )
            found.append(_pin_trouble(problem, who, why, "pinned_torn", {}))
    return found


def _pin_trouble(
    problem: Problem, people: Sequence[int], why: str, code: str, values: dict[str, Any]
) -> Impossible:
    text = f"Unpin one of {listing(_names(problem, people))}."
    ids = _ids(problem, people)
    return Impossible(
        "pin", ids, why, (Relaxation(text, "unpin", {"people": list(ids)}),), code, values
    )


# -- people with too few companions ----------------------------------------------------------------


def _lonely(problem: Problem) -> list[Impossible]:
    """People who cannot all be seated, found by exact search, with what would seat them."""
    company = _company(problem)
    alone = _unseatable(company)
    if alone:
        return [_explain_lonely(problem, company, alone)]
    people = company.scarce()
    if not people or not _proven_impossible(company, people):
        return []
    return [_explain_crowded(problem, company, _fewest(company, people))]


def _company(problem: Problem) -> Company:
    return Company.of(problem, (_fewest_groups(problem), _most_groups(problem)))


def _unseatable(company: Company) -> list[int]:
    """Return the people for whom no group of the smallest size is legal."""
    found = []
    for person in company.scarce():
        if int(company.reach[person]) < company.least or _proven_impossible(company, [person]):
            found.append(person)
    return sorted(found)


def _proven_impossible(company: Company, people: Sequence[int]) -> bool:
    search = Search(company, np.arange(len(company.reach)), left=_CHOICES_EACH)
    try:
        return search.seat(people) is None
    except OutOfChoicesError:
        return False


def _fewest(company: Company, people: Sequence[int]) -> list[int]:
    """Leave people out one by one while the others still cannot be seated."""
    needed = list(people)
    for each in list(people):
        fewer = [other for other in needed if other != each]
        if fewer and _proven_impossible(company, fewer):
            needed = fewer
    return sorted(needed)


def _largest(company: Company, person: int) -> list[int]:
    try:
        return Search(company, np.arange(len(company.reach)), left=_CHOICES_EACH).largest(person)
    except OutOfChoicesError:
        return [person]


def _blame(problem: Problem, people: Sequence[int]) -> int:
    """Return the must-have that keeps these people from most others."""

    def weight(index: int, forbids: Bools) -> tuple[int, int]:
        hours_first = isinstance(problem.rules.hard[index], SharedHours)
        return int(forbids[list(people)].sum()), int(hours_first)

    return max(problem.pair_rules, key=lambda pair: weight(pair.index, pair.forbids)).index


def _explain_lonely(problem: Problem, company: Company, alone: Sequence[int]) -> Impossible:
    index = _blame(problem, alone)
    rule = problem.rules.hard[index]
    group = _largest(company, alone[0])
    others = [each for each in group if each not in alone]
    title = listing(_names(problem, alone))
    low = problem.min_size
    stem = f"{title} can be in a group of {len(group)} at most, and groups have {low} or more"
    values: dict[str, Any] = {
        "size": len(group),
        "needed": low,
        "with": list(_ids(problem, others)),
    }
    if isinstance(rule, SharedHours):
        days = _days_at_fault(problem, index, rule, alone)
        values |= {"hours": rule.hours, "on": [each.isoformat() for each in days]}
        when = listing([each.isoformat() for each in days])
        company_names = listing(_names(problem, others))
        stem = f"With {_hours(rule.hours)} shared on {when}, {stem}"
        stem += f": with {company_names}." if others else "."
    else:
        stem = f"Because of “{rule.key}”, {stem}."
    return Impossible(
        rule.key,
        _ids(problem, alone),
        stem,
        _helps(problem, index, alone),
        "too_few_companions",
        values,
    )


def _explain_crowded(problem: Problem, company: Company, people: Sequence[int]) -> Impossible:
    index = _blame(problem, people)
    key = problem.rules.hard[index].key
    why = (
        f"Each of {listing(_names(problem, people))} can be seated alone, but because of “{key}” "
        f"there are too few companions for all {len(people)} in groups of {problem.min_size} or "
        "more."
    )
    helps = _helps(problem, index, people)
    return Impossible(
        key,
        _ids(problem, people),
        why,
        helps,
        "too_few_to_share",
        {"people": len(people), "needed": problem.min_size},
    )


def _hours(count: float) -> str:
    words = {1: "one hour", 2: "two hours", 3: "three hours", 4: "four hours"}
    return words.get(count, f"{count:g} hours")  # type: ignore[call-overload, no-any-return]


def _days_at_fault(
    problem: Problem, index: int, rule: SharedHours, people: Sequence[int]
) -> list[date]:
    """Return the dates that alone keep these people from being seated; all when none does."""
    days = []
    for day in rule.on if len(rule.on) > 1 else ():
        hard = list(problem.rules.hard)
        hard[index] = replace(rule, on=(day,))
        company = _company(must_haves_only(problem, replace(problem.rules, hard=tuple(hard))))
        if all(_proven_impossible(company, [each]) for each in people):
            days.append(day)
    return days or list(rule.on)


def _helps(problem: Problem, index: int, people: Sequence[int]) -> tuple[Relaxation, ...]:
    """Try changes from the gentlest on, and keep those after which everyone can be seated."""
    found: list[Relaxation] = []
    for tries, (change, relaxation) in enumerate(_changes(problem, index)):
        if tries >= _TRIES:
            break
        if any(each.code == relaxation.code for each in found):
            continue
        if _seats_all(must_haves_only(problem, change)):
            found.append(relaxation)
    rule = problem.rules.hard[index]
    if isinstance(rule, SharedHours):
        found += _wider(problem, index, rule, people)
    return (*found, _left_out(problem, index, rule))


def _seats_all(problem: Problem) -> bool:
    if not problem.group_count:
        return False
    company = _company(problem)
    people = company.scarce()
    return not _unseatable(company) and not (people and _proven_impossible(company, people))


def _changes(problem: Problem, index: int) -> Iterator[tuple[Any, Relaxation]]:
    """Yield gentler rules, the gentlest of each kind first."""
    rule = problem.rules.hard[index]

    def offer(text: str, code: str, values: dict[str, Any], document: dict[str, Any]) -> Any:
        return rules_from_dict(document), Relaxation(text, code, values, document)

    if isinstance(rule, Near):
        for steps in _longer(rule):
            further = _changed(problem, index, {"steps": steps})
            yield rules_from_dict(further), _steps(problem, rule, steps, further)
    if isinstance(rule, SharedHours):
        for less in (0.5, 1.0, 1.5, 2.0):
            if rule.hours - less > 0:
                fewer = rule.hours - less
                text = f"Ask for {_hours(fewer)} shared instead of {_hours(rule.hours)}."
                less_hours = {"hours": fewer, "instead": rule.hours}
                yield offer(text, "hours", less_hours, _changed(problem, index, {"hours": fewer}))
    if problem.rules.size.count is None:
        for low in (problem.min_size - 1, problem.min_size - 2):
            if low >= 2:
                body = {"min": low, "max": problem.max_size}
                text = f"Allow groups of {low}."
                yield offer(text, "size", {"size": body}, _with(problem, size=body))
    for at, other in enumerate(problem.rules.hard):
        if isinstance(other, AtMost):
            more = other.count + 1
            text = f"Allow {more} with one {_title(problem, other.attribute)} in a group."
            values = {"attribute": other.attribute, "count": more}
            yield offer(text, "at_most", values, _changed(problem, at, {"count": more}))
    if isinstance(rule, SharedHours) and len(rule.on) > 1:
        for day in rule.on:
            kept = [each.isoformat() for each in rule.on if each != day]
            text = f"Leave {day.isoformat()} out of the dates."
            values = {"on": day.isoformat()}
            yield offer(text, "date", values, _changed(problem, index, {"on": kept}))


@dataclass(frozen=True)
class _Wider:
    """Hours made longer for some people."""

    who: tuple[int, ...]
    minutes: int
    at_end: bool

    def applied(
        self, found: Sequence[hours.Window], people: Sequence[int] | None = None
    ) -> list[hours.Window]:
        """Return the hours of people (all, unless some are named) once they are longer."""
        wider = []
        for i in range(len(found)) if people is None else people:
            old = found[i]
            if i in self.who:
                start = old.start if self.at_end else (old.start - self.minutes) % hours.DAY
                length = min(hours.DAY, old.length + self.minutes)
                old = replace(old, start=start, length=length)
            wider.append(old)
        return wider


def _wider(
    problem: Problem, index: int, rule: SharedHours, people: Sequence[int]
) -> list[Relaxation]:
    """Find the people whose hours, made a little longer, would seat those who cannot be."""
    days = [hours.windows(problem.roster, rule, day) for day in rule.on]
    blamed = set(people)
    kinds: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for i in range(problem.n):
        kinds.setdefault(tuple((day[i].start, day[i].length) for day in days), []).append(i)
    others = np.zeros_like(problem.forbidden)
    for pair in problem.pair_rules:
        if pair.index != index:
            others |= pair.forbids
    near = sorted(kinds.values(), key=lambda who: (-len(blamed & set(who)), len(who)))
    for minutes in (30, 60, 90, 120):
        for at_end in (True, False):
            for who in near:
                change = _Wider(tuple(who), minutes, at_end)
                if not _matters(days, rule.minutes, people, change):
                    continue
                if _seats_all(_widened(problem, index, days, others, change)):
                    return [_widening(problem, rule, change)]
    return []


def _matters(
    days: Sequence[Sequence[hours.Window]], minutes: int, people: Sequence[int], change: _Wider
) -> bool:
    """Tell whether longer hours bring somebody new within reach of those who need company."""
    if set(people) & set(change.who):
        return True
    for person in people:
        pair = (person, change.who[0])
        before = [[day[each] for each in pair] for day in days]
        after = [change.applied(day, pair) for day in days]
        if not _share(before, minutes) and _share(after, minutes):
            return True
    return False


def _share(days: Sequence[Sequence[hours.Window]], minutes: int) -> bool:
    return all(hours.starts_that_fit(found, minutes).all(axis=0).any() for found in days)


def _widened(
    problem: Problem,
    index: int,
    days: Sequence[Sequence[hours.Window]],
    others: Bools,
    change: _Wider,
) -> Problem:
    rule = problem.rules.hard[index]
    assert isinstance(rule, SharedHours)
    forbidden = others.copy()
    for found in days:
        fits = hours.starts_that_fit(change.applied(found), rule.minutes)
        kinds, inverse = np.unique(fits, axis=0, return_inverse=True)
        apart = kinds.astype(np.int64) @ kinds.astype(np.int64).T == 0
        flat = inverse.ravel()
        forbidden |= apart[flat[:, None], flat[None, :]]
    np.fill_diagonal(forbidden, False)
    counted = tuple(each for each in problem.count_rules if each.index != index)
    return replace(problem, forbidden=forbidden, count_rules=counted)


def _widening(problem: Problem, rule: SharedHours, change: _Wider) -> Relaxation:
    who, minutes, at_end = change.who, change.minutes, change.at_end
    fixed = clock(rule.end if at_end else rule.start)
    names = listing(_names(problem, who))
    values: dict[str, Any] = {"people": list(_ids(problem, who)), "minutes": minutes}
    values["side"] = "end" if at_end else "start"
    if fixed is None:
        side = "later" if at_end else "earlier"
        text = f"Let the hours of {names} {'end' if at_end else 'start'} {minutes} minutes {side}."
    else:
        to = hours.as_clock(fixed + minutes if at_end else fixed - minutes)
        values["to"] = to
        text = f"Widen the hours {'to' if at_end else 'from'} {to} for {names}."
    return Relaxation(text, "wider_hours", values)
