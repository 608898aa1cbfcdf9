"""Turn a roster and rules into whole numbers: one matrix of pairs, and the rules that need counts.

Every nice-to-have is a value between two people, so a group is worth the mean over its pairs,
counted once for each of its members: a lopsided choice of sizes gains nothing. `balance` is a pair
value too: the spread within groups and the spread between groups add up to the spread of
everybody, so to ask for wide groups by squared differences is to ask for even ones.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from . import hours
from .roster import Kind, Meeting, Roster, RosterError, Value
from .rules import (
    AtLeast,
    AtMost,
    Balance,
    CommonLanguage,
    Conflict,
    Match,
    Mix,
    Near,
    NeverTogether,
    NewFaces,
    NotAlone,
    NotWithManager,
    OneSite,
    PreferOneSite,
    Rules,
    Same,
    SharedHours,
    Soft,
    Together,
    WithFriends,
    WithTopics,
    check_names,
    clock,
    kind_of,
    rules_to_dict,
    words_in,
)
from .wishes import MOST_FRIENDS, Wish, expected_worth
from .words import listing

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Bits: TypeAlias = npt.NDArray[np.int8]

ENGINE = "junto-grouping 3"
FULL = 1000
BALANCE = 0.025
_WEIGHTS = 1000
_MOST_COMMON_MULTIPLE = 30_000
_MOST_MEETINGS = 3
_MOST_CELLS = 1_000_000_000


@dataclass(frozen=True)
class Criterion:
    """A nice-to-have: what each pair is worth by it (`FULL` = all), and its share of the whole."""

    rule: Soft
    weight: int
    pairs: Ints

    @property
    def attribute(self) -> str | None:
        """The attribute it looks at, if it looks at one."""
        return None if isinstance(self.rule, NewFaces) else self.rule.attribute


@dataclass(frozen=True)
class PairRule:
    """A must-have that forbids pairs; `index` is its place among the must-haves."""

    index: int
    forbids: Bools


@dataclass(frozen=True)
class CountRule:
    """A must-have that needs counts: `has` says who has which of the values.

    kind "cover": some value is had by everyone; "cap": no value by more than `count`; "floor": each
    value by at least `count`.
    """

    index: int
    kind: str
    has: Bits
    count: int = 0
    on: date | None = None

    def broken(self, counts: Ints, sizes: Ints) -> Ints:
        """Return how many people stand in the way, for counts in the last axis."""
        if self.kind == "cover":
            most: Ints = sizes - counts.max(axis=-1)
            return most
        if self.kind == "pack":
            few: Ints = np.where(counts < self.count, np.minimum(counts, self.count - counts), 0)
            alone: Ints = few.sum(axis=-1)
            return alone
        gap = counts - self.count if self.kind == "cap" else self.count - counts
        over: Ints = np.maximum(gap, 0).sum(axis=-1)
        return over


@dataclass(frozen=True)
class Problem:
    """A formation in whole numbers; people stand in the order of their ids."""

    roster: Roster
    rules: Rules
    history: tuple[Meeting, ...]
    min_size: int
    max_size: int
    group_count: int
    criteria: tuple[Criterion, ...]
    value: Ints
    forbidden: Bools
    pair_rules: tuple[PairRule, ...]
    count_rules: tuple[CountRule, ...]
    blocks: tuple[tuple[int, ...], ...]
    share: Ints = field(repr=False)
    wishes: tuple[Wish, ...] = field(default=(), repr=False)

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.roster.ids)

    @cached_property
    def index(self) -> dict[str, int]:
        """The place of each id."""
        return {each: at for at, each in enumerate(self.roster.ids)}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that bears on the result, whatever the order of the roster."""
        return problem_hash(self)

    @cached_property
    def expected(self) -> float:
        """What a random draw is worth on average, by arithmetic."""
        pairs = self.n * (self.n - 1) // 2
        if not pairs or not self.group_count:
            return 0.0
        worth = sum(int(self.share[s]) * s * (s - 1) // 2 for s in self.even_sizes)
        drawn = expected_worth(self.wishes, self.n, self.even_sizes)
        return worth * (int(self.value.sum()) // 2) / pairs + drawn

    @cached_property
    def even_sizes(self) -> tuple[int, ...]:
        """Sizes as even as they can be."""
        base, extra = divmod(self.n, self.group_count)
        return (base + 1,) * extra + (base,) * (self.group_count - extra)


def build_problem(roster: Roster, rules: Rules, *, history: Iterable[Meeting] = ()) -> Problem:
    """Compile a roster and rules; `RuleError` and `RosterError` name what does not fit together."""
    check_names(rules, roster)
    people = _sorted(roster)
    met = _meetings(people, history)
    pair_rules, count_rules = must_haves(people, rules)
    forbidden = np.zeros((len(people.ids),) * 2, dtype=bool)
    for each in pair_rules:
        forbidden |= each.forbids
    criteria = _criteria(people, rules, met)
    value = np.zeros((len(people.ids),) * 2, dtype=np.int64)
    for criterion in criteria:
        value += criterion.weight * criterion.pairs
    np.fill_diagonal(value, 0)
    low, high, count = _sizes(people, rules, forbidden)
    share = _shares(low, high)
    return Problem(
        roster=people,
        rules=rules,
        history=met,
        min_size=low,
        max_size=high,
        group_count=count,
        criteria=criteria,
        value=value,
        forbidden=forbidden,
        pair_rules=pair_rules,
        count_rules=count_rules,
        blocks=_blocks(people, rules),
        share=share,
        wishes=_wishes(people, criteria, int(share[low]) * (low - 1) if count else 0),
    )


def must_haves_only(problem: Problem, rules: Rules) -> Problem:
    """Return the same people under other must-haves and sizes, with no nice-to-haves."""
    pair_rules, count_rules = must_haves(problem.roster, rules)
    forbidden = np.zeros((problem.n, problem.n), dtype=bool)
    for each in pair_rules:
        forbidden |= each.forbids
    low, high, count = _sizes(problem.roster, rules, forbidden)
    return replace(
        problem,
        rules=rules,
        min_size=low,
        max_size=high,
        group_count=count,
        criteria=(),
        value=np.zeros((problem.n, problem.n), dtype=np.int64),
        forbidden=forbidden,
        pair_rules=pair_rules,
        count_rules=count_rules,
        blocks=_blocks(problem.roster, rules),
        share=_shares(low, high),
        wishes=(),
    )


def problem_hash(problem: Problem) -> str:
    """Return the SHA-256 of the problem in canonical JSON."""
    used = _attributes_used(problem.rules)
    roster = problem.roster
    plain: dict[str, Any] = {
        "engine": ENGINE,
        "people": list(roster.ids),
        "values": {name: [_plain(each) for each in roster.values[name]] for name in sorted(used)},
        "kinds": {name: kind_of(roster, name).value for name in sorted(used)},
        "rules": {
            k: v for k, v in rules_to_dict(problem.rules).items() if k not in ("id", "lists")
        },
        "met": [[each.a, each.b, each.times] for each in problem.history],
    }
    for entry in plain["rules"].get("soft", []):
        entry.get("new_faces", {}).pop("history", None)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _attributes_used(rules: Rules) -> set[str]:
    used = set()
    for rule in (*rules.hard, *rules.soft):
        for name in ("attribute", "zone", "start", "end"):
            word = getattr(rule, name, None)
            if word is not None and not (name in ("start", "end") and clock(word) is not None):
                used.add(word)
    return used


def _sorted(roster: Roster) -> Roster:
    order = sorted(range(len(roster.ids)), key=lambda i: roster.ids[i])
    return Roster(
        tuple(roster.ids[i] for i in order),
        tuple(roster.names[i] for i in order),
        roster.attributes,
        {name: tuple(column[i] for i in order) for name, column in roster.values.items()},
    )


def _meetings(roster: Roster, history: Iterable[Meeting]) -> tuple[Meeting, ...]:
    known = set(roster.ids)
    times: dict[tuple[str, str], int] = {}
    for each in history:
        if each.times < 0:
            raise RosterError(f"{each.a} and {each.b} cannot have met {each.times} times.")
        if each.a != each.b and each.a in known and each.b in known and each.times:
            pair = (min(each.a, each.b), max(each.a, each.b))
            times[pair] = times.get(pair, 0) + each.times
    return tuple(Meeting(a, b, count) for (a, b), count in sorted(times.items()))


def has_words(column: Sequence[Value]) -> tuple[list[str], Bits]:
    """Return the words of a column in order, and people × words: 1 where the person has it."""
    words = sorted({word for value in column for word in words_in(value)})
    place = {word: at for at, word in enumerate(words)}
    has = np.zeros((len(column), max(1, len(words))), dtype=np.int8)
    for i, value in enumerate(column):
        for word in words_in(value):
            has[i, place[word]] = 1
    return words, has


def words_of(roster: Roster, name: str) -> tuple[list[str], Bits]:
    """Return `has_words` of an attribute, kept with the roster: do not change what it returns."""
    kept: dict[str, tuple[list[str], Bits]] = roster.__dict__.setdefault("_words", {})
    if name not in kept:
        kept[name] = has_words(roster.values[name])
    return kept[name]


def overlaps(has: Bits) -> Ints:
    """Return how many values each pair has in common."""
    exact = has.astype(np.float64)
    shared: Ints = (exact @ exact.T).astype(np.int64)
    return shared


# -- must-haves ------------------------------------------------------------------------------------


def must_haves(roster: Roster, rules: Rules) -> tuple[tuple[PairRule, ...], tuple[CountRule, ...]]:
    """Compile the must-haves to pairs that are forbidden and to counts."""
    pairs: list[PairRule] = []
    counts: list[CountRule] = []
    if len(rules.hard) * len(roster.ids) ** 2 > _MOST_CELLS:
        raise RosterError(
            f"{len(rules.hard)} must-haves for {len(roster.ids)} people do not fit into memory: "
            "put sets of people into one rule.",
            "too_many_rules",
            count=len(rules.hard),
        )
    for at, rule in enumerate(rules.hard):
        match rule:
            case AtMost():
                has = words_of(roster, rule.attribute)[1]
                if rule.count == 1:
                    pairs.append(PairRule(at, overlaps(has) > 0))
                else:
                    counts.append(CountRule(at, "cap", has, rule.count))
            case AtLeast():
                words, has = words_of(roster, rule.attribute)
                place = words.index(rule.value)
                counts.append(CountRule(at, "floor", has[:, place : place + 1], rule.count))
            case NeverTogether():
                pairs.append(PairRule(at, _named_pairs(roster, rule.sets)))
            case NotWithManager():
                pairs.append(PairRule(at, _reporting_lines(roster, rule)))
            case SharedHours():
                _shared_hours(roster, rules, at, pairs, counts)
            case CommonLanguage():
                _common_language(roster, at, rule, pairs, counts)
            case Same():
                codes = _codes(roster.values[rule.attribute])
                pairs.append(PairRule(at, codes[:, None] != codes[None, :]))
            case Conflict():
                pairs.append(PairRule(at, _conflicts(roster, rule)))
            case Near():
                pairs.append(PairRule(at, _far_apart(roster, rule)))
            case OneSite():
                has = sites_of(roster, rule)
                pairs.append(PairRule(at, overlaps(has) == 0))
                if (has.sum(axis=1) > 1).any():
                    counts.append(CountRule(at, "cover", has))
            case NotAlone():
                counts.append(CountRule(at, "pack", minority_of(roster, rule)[1], rule.at_least))
            case Together():
                pass
    for pair in pairs:
        np.fill_diagonal(pair.forbids, False)
    return tuple(pairs), tuple(counts)


def _named_pairs(roster: Roster, sets: Sequence[Sequence[str]]) -> Bools:
    place = {each: at for at, each in enumerate(roster.ids)}
    forbids = np.zeros((len(roster.ids),) * 2, dtype=bool)
    for people in sets:
        at = [place[each] for each in people]
        forbids[np.ix_(at, at)] = True
    return forbids


def _reporting_lines(roster: Roster, rule: NotWithManager) -> Bools:
    place = {each: at for at, each in enumerate(roster.ids)}
    above = [
        [place[word] for word in words_in(value) if word in place]
        for value in roster.values[rule.attribute]
    ]
    forbids = np.zeros((len(roster.ids),) * 2, dtype=bool)
    for person in range(len(roster.ids)):
        seen, todo = {person}, list(above[person])
        while todo:
            boss = todo.pop()
            if boss not in seen:
                seen.add(boss)
                forbids[person, boss] = forbids[boss, person] = True
                todo += above[boss]
    return forbids


def _shared_hours(
    roster: Roster, rules: Rules, at: int, pairs: list[PairRule], counts: list[CountRule]
) -> None:
    rule = rules.hard[at]
    assert isinstance(rule, SharedHours)
    forbids = np.zeros((len(roster.ids),) * 2, dtype=bool)
    for place, day in enumerate(rule.on):
        try:
            found = hours.windows(roster, rule, day)
        except RosterError as trouble:
            path = ("hard", at, rule.key, "on", place)
            raise rules.error(
                str(trouble), *path, code=trouble.code, values=trouble.values
            ) from None
        fits = hours.starts_that_fit(found, rule.minutes)
        forbids |= overlaps(fits) == 0
        if not hours.pairs_suffice(found, rule.minutes):
            counts.append(CountRule(at, "cover", fits, on=day))
    pairs.append(PairRule(at, forbids))


def _common_language(
    roster: Roster, at: int, rule: CommonLanguage, pairs: list[PairRule], counts: list[CountRule]
) -> None:
    column = roster.values[rule.attribute]
    missing = [roster.names[i] for i, value in enumerate(column) if value is None]
    if missing:
        raise RosterError(
            f"“{rule.attribute}” has no language for {listing(missing)}.",
            "no_language",
            attribute=rule.attribute,
            people=tuple(
                each for each, value in zip(roster.ids, column, strict=True) if value is None
            ),
        )
    has = has_words(column)[1]
    pairs.append(PairRule(at, overlaps(has) == 0))
    if (has.sum(axis=1) > 1).any():
        counts.append(CountRule(at, "cover", has))


def _conflicts(roster: Roster, rule: Conflict) -> Bools:
    words, has = words_of(roster, rule.attribute)
    if not rule.between:
        return overlaps(has) > 0
    forbids = np.zeros((len(roster.ids),) * 2, dtype=bool)
    for rivals in rule.between:
        inside = has[:, [words.index(word) for word in rivals]]
        own = inside.sum(axis=1, dtype=np.int64)
        # Two of the same house do not compete; two different values of the set do.
        compete: Bools = own[:, None] * own[None, :] > overlaps(inside)
        forbids |= compete
    return forbids


def _far_apart(roster: Roster, rule: Near) -> Bools:
    """Forbid pairs further apart than the steps; that is the whole group's rule.

    The lowest and the highest of a group are a pair too, so pairs suffice.
    """
    column = roster.values[rule.attribute]
    if rule.order:
        place = {word: float(at) for at, word in enumerate(rule.order)}
        listed = [place[words[0]] if (words := words_in(value)) else None for value in column]
    else:
        listed = numbers(column)
    known = np.array([each is not None for each in listed])
    at = np.array([each if each is not None else 0.0 for each in listed])
    gap = np.abs(at[:, None] - at[None, :])
    far: Bools = gap > rule.steps + 1e-9 * np.maximum(1.0, gap)
    far &= known[:, None] & known[None, :]
    return far


def sites_of(roster: Roster, rule: OneSite | PreferOneSite) -> Bits:
    """Return people × sites, the last for remote: no site, or a word that means so."""
    words, has = words_of(roster, rule.attribute)
    away = [k for k, word in enumerate(words) if word in rule.remote]
    sites = np.delete(has, away, axis=1)
    remote = (has[:, away].sum(axis=1) > 0) | (sites.sum(axis=1) == 0)
    return np.column_stack([sites, remote.astype(np.int8)])


def minority_of(roster: Roster, rule: NotAlone) -> tuple[list[str], Bits]:
    """Return the values that nobody is to be alone with, and who has them."""
    words, has = words_of(roster, rule.attribute)
    if rule.value is None:
        return words, has
    place = words.index(rule.value)
    return [rule.value], has[:, place : place + 1]


def _codes(column: Sequence[Value]) -> Ints:
    words = [words_in(value) for value in column]
    place = {word: at for at, word in enumerate(sorted(set(words)))}
    return np.array([place[word] for word in words], dtype=np.int64)


def _blocks(roster: Roster, rules: Rules) -> tuple[tuple[int, ...], ...]:
    place = {each: at for at, each in enumerate(roster.ids)}
    parent = list(range(len(roster.ids)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for rule in rules.hard:
        if isinstance(rule, Together):
            for people in rule.sets:
                for each in people[1:]:
                    parent[root(place[each])] = root(place[people[0]])
    gathered: dict[int, list[int]] = {}
    for i in range(len(parent)):
        gathered.setdefault(root(i), []).append(i)
    return tuple(tuple(each) for each in gathered.values() if len(each) > 1)


# -- sizes -----------------------------------------------------------------------------------------


def _sizes(roster: Roster, rules: Rules, forbidden: Bools) -> tuple[int, int, int]:
    n, size = len(roster.ids), rules.size
    if size.count is not None:
        return n // size.count, -(-n // size.count), size.count if size.count <= n else 0
    assert size.min is not None
    assert size.max is not None
    fewest, most = group_limits(n, size.min, size.max)
    if fewest > most:
        return size.min, size.max, 0
    need, can = group_needs(roster, rules)
    limits = [group_limits(len(each), size.min, size.max) for each in islands(forbidden)]
    need = max(need, sum(each[0] for each in limits))
    can = min(can, sum(each[1] for each in limits))
    wanted = round_half_up(2 * n, size.min + size.max)
    count = max(fewest, min(most, wanted))
    if max(need, fewest) <= min(can, most):
        count = max(need, fewest, min(can, most, wanted))
    return size.min, size.max, count


def group_limits(n: int, low: int, high: int) -> tuple[int, int]:
    """Return the fewest and the most groups that sizes from `low` to `high` make of `n` people."""
    return -(-n // high), n // low


def islands(forbidden: Bools) -> list[list[int]]:
    """Return people in parts that nobody may cross: whoever may be together, however far about."""
    may = ~forbidden
    left = np.ones(len(may), dtype=bool)
    found = []
    while left.any():
        reached = np.zeros(len(may), dtype=bool)
        reached[int(np.argmax(left))] = True
        edge = reached
        while edge.any():
            edge = may[edge].any(axis=0) & ~reached
            reached |= edge
        found.append([int(each) for each in np.flatnonzero(reached)])
        left &= ~reached
    return found


def group_needs(roster: Roster, rules: Rules) -> tuple[int, int]:
    """Return the fewest groups `at_most` needs, and the most that `at_least` can serve."""
    need, can = 1, len(roster.ids)
    for rule in rules.hard:
        if isinstance(rule, AtMost):
            has = words_of(roster, rule.attribute)[1]
            need = max(need, -(-int(has.sum(axis=0, dtype=np.int64).max()) // rule.count))
        if isinstance(rule, AtLeast):
            words, has = words_of(roster, rule.attribute)
            can = min(can, int(has[:, words.index(rule.value)].sum(dtype=np.int64)) // rule.count)
    return need, can


def round_half_up(above: int, below: int) -> int:
    """Return a fraction rounded to the nearest whole number."""
    return (2 * above + below) // (2 * below)


def _shares(low: int, high: int) -> Ints:
    """Return what one pair counts in a group of each size: proportional to 1 / (size - 1)."""
    whole = 1
    for size in range(max(2, low), high + 1):
        whole = math.lcm(whole, size - 1)
        if whole > _MOST_COMMON_MULTIPLE:
            whole = 27_720
            break
    share = [0, 0] + [whole // (size - 1) for size in range(2, high + 2)]
    return np.array(share, dtype=np.int64)


# -- nice-to-haves ---------------------------------------------------------------------------------


def _criteria(roster: Roster, rules: Rules, met: Sequence[Meeting]) -> tuple[Criterion, ...]:
    total = math.fsum(rule.weight for rule in rules.soft)
    found = []
    for rule in rules.soft:
        if isinstance(rule, NewFaces):
            pairs = _met(roster, met)
        elif isinstance(rule, PreferOneSite):
            pairs = np.where(overlaps(sites_of(roster, rule)) > 0, FULL, 0).astype(np.int64)
        elif isinstance(rule, WithFriends | WithTopics):
            # Counted for each person, not for pairs: see `wishes`.
            pairs = np.zeros((len(roster.ids),) * 2, dtype=np.int64)
        else:
            pairs = _pairs(roster, rule)
        np.fill_diagonal(pairs, 0)
        found.append(Criterion(rule, max(1, round(_WEIGHTS * rule.weight / total)), pairs))
    return tuple(found)


def _wishes(roster: Roster, criteria: Sequence[Criterion], whole: int) -> tuple[Wish, ...]:
    """Return the wishes for company; one granted counts as if all pairs with a person did."""
    return tuple(
        Wish(at, _wanted(roster, each.rule), whole * each.weight * (FULL // 2))
        for at, each in enumerate(criteria)
        if isinstance(each.rule, WithFriends | WithTopics)
    )


def _wanted(roster: Roster, rule: WithFriends | WithTopics) -> Bits:
    if isinstance(rule, WithTopics):
        wants = (overlaps(words_of(roster, rule.attribute)[1]) > 0).astype(np.int8)
        np.fill_diagonal(wants, 0)
        return wants
    place = {each: at for at, each in enumerate(roster.ids)}
    wants = np.zeros((len(roster.ids),) * 2, dtype=np.int8)
    for person, value in enumerate(roster.values[rule.attribute]):
        named = {word for word in words_in(value) if word != roster.ids[person]}
        if len(named) > MOST_FRIENDS:
            raise RosterError(
                f"“{rule.attribute}” names {len(named)} people for {roster.names[person]}: "
                f"{MOST_FRIENDS} at most.",
                "too_many_friends",
                people=(roster.ids[person],),
                attribute=rule.attribute,
                most=MOST_FRIENDS,
            )
        wants[person, [place[word] for word in named if word in place]] = 1
    return wants


def _met(roster: Roster, met: Sequence[Meeting]) -> Ints:
    place = {each: at for at, each in enumerate(roster.ids)}
    pairs = np.full((len(roster.ids),) * 2, FULL, dtype=np.int64)
    for each in met:
        i, j = place[each.a], place[each.b]
        pairs[i, j] = pairs[j, i] = FULL - FULL * min(each.times, _MOST_MEETINGS)
    return pairs


def _pairs(roster: Roster, rule: Mix | Match | Balance) -> Ints:
    column = roster.values[rule.attribute]
    kind = kind_of(roster, rule.attribute)
    known = np.array([value is not None for value in column])
    squares = isinstance(rule, Balance)
    if kind in (Kind.NUMBER, Kind.DATE):
        apart = _squared(column) if squares else _ranked(column)
    elif kind is Kind.MANY_OF:
        apart = _many(column, squares)
    else:
        codes = _codes(column)
        apart = np.where(codes[:, None] != codes[None, :], FULL, 0)
    pairs = FULL - apart if isinstance(rule, Match) else apart
    return _neutral(pairs, known)


def _neutral(pairs: Ints, known: Bools) -> Ints:
    """Give pairs with a missing value the mean of the others: it neither helps nor harms."""
    if known.all():
        return pairs
    both = known[:, None] & known[None, :]
    np.fill_diagonal(both, False)
    count = int(both.sum())
    mean = int(pairs[both].sum()) // count if count else 0
    return np.where(both, pairs, mean)


def numbers(column: Sequence[Value]) -> list[float | None]:
    """Return numbers, with dates as days."""
    return [
        float(value.toordinal()) if isinstance(value, date) else value  # type: ignore[misc]
        for value in column
    ]


def ranks(column: Sequence[Value]) -> Ints:
    """Return twice the middling rank of each value, from 0; nothing known counts as 0."""
    listed = numbers(column)
    there = np.array([each for each in listed if each is not None])
    ordered = np.sort(there)
    found = np.zeros(len(column), dtype=np.int64)
    places = [i for i, each in enumerate(listed) if each is not None]
    low = np.searchsorted(ordered, there, side="left")
    found[places] = low + np.searchsorted(ordered, there, side="right") - 1
    return found


def most_ranks(column: Sequence[Value]) -> int:
    """Return the distance between the lowest and the highest rank there can be."""
    return max(1, 2 * sum(each is not None for each in column) - 2)


def _ranked(column: Sequence[Value]) -> Ints:
    """Distance in rank, so that one strange number does not outweigh everybody."""
    found = ranks(column)
    apart: Ints = np.abs(found[:, None] - found[None, :]) * FULL // most_ranks(column)
    return apart


def deviations(column: Sequence[Value]) -> Ints:
    """Return hundredths of a standard deviation from the mean, drawn in to four of them."""
    listed = numbers(column)
    there = [each for each in listed if each is not None]
    mean = math.fsum(there) / max(1, len(there))
    spread = math.sqrt(math.fsum((each - mean) ** 2 for each in there) / max(1, len(there)))
    if spread <= 0 or not math.isfinite(spread):
        return np.zeros(len(column), dtype=np.int64)
    far = [0.0 if each is None else (each - mean) / spread for each in listed]
    return np.array([round(max(-4.0, min(4.0, each)) * 100) for each in far], dtype=np.int64)


def _squared(column: Sequence[Value]) -> Ints:
    """Squared distance, about half of `FULL` on average."""
    units = deviations(column)
    gap = units[:, None] - units[None, :]
    return np.asarray(np.floor_divide(gap * gap, round(1 / BALANCE)), dtype=np.int64)


def _many(column: Sequence[Value], squares: bool) -> Ints:
    has = has_words(column)[1]
    shared = overlaps(has)
    own = has.sum(axis=1, dtype=np.int64)
    if squares:
        apart: Ints = own[:, None] + own[None, :] - 2 * shared
        most = int(apart.sum()) // max(1, len(own) * (len(own) - 1))
        return np.asarray(apart * (FULL // 2) // max(1, most), dtype=np.int64)
    fewest = np.maximum(1, np.minimum(own[:, None], own[None, :]))
    return np.asarray(FULL - FULL * shared // fewest, dtype=np.int64)
