"""How mixed the groups of a program are, beside what chance would give.

Every figure is about pairs of people who share a group: how different the two are in one thing.
The same people, put into groups of these sizes by lot, would differ on average as all pairs of them
do: that is what each figure is compared with. Groups stand by name, never by a figure.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events, policies, problems, queries
from junto.domain.groups.models import Group, GroupMember
from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.domain.people.enums import AttributeKind
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

# Lists that all differ are compared two by two: of more, so many are drawn evenly.
MOST_LISTS = 500
MOST_VALUES = 8
MOMENT = timedelta(microseconds=1)

Value = Any


@dataclass(frozen=True)
class Thing:
    """One thing that groups may be mixed in: a field, or an attribute that is not sensitive."""

    name: str
    label: str
    kind: str

    @property
    def is_number(self) -> bool:
        """Whether people differ in it by more and less."""
        return self.kind == AttributeKind.NUMBER

    def of(self, person: "Person") -> Value:
        """What is known of a person, ready to be compared; None where nothing is."""
        value = problems.value_of(person, self.name)
        if value in (None, "", []):
            return None
        if self.is_number:
            return float(value) if isinstance(value, int | float) else None
        if isinstance(value, list | tuple):
            return frozenset(str(each) for each in value)
        return str(value)


@dataclass(frozen=True)
class Spread:
    """How different people of one group are: `share` from 0 (alike) to 100, None for no pair."""

    share: float | None
    pairs: int
    # Values with how many have them, the most frequent first; quarters of the people for a number.
    values: tuple[tuple[str, int], ...] = ()
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True)
class Line:
    """One thing over all groups: how different pairs within groups are, and pairs by chance."""

    thing: Thing
    within: float
    chance: float


@dataclass(frozen=True)
class Meeting:
    """Who has met whom, in counts of pairs."""

    pairs: int
    met: int
    # Of the pairs that share a group now, how many had never been in one before.
    together: int
    new: int


@dataclass(frozen=True)
class Mix:
    """The groups of a program and what they are mixed in.

    Parameters
    ----------
    groups
        Groups by name, each with its people; without those behind the actor's wall.
    """

    groups: tuple[tuple[Any, tuple["Person", ...]], ...]
    lines: tuple[Line, ...]
    walled_off: tuple["Person", ...] = ()

    def line(self, name: str) -> Line | None:
        """The line of a thing."""
        return next((each for each in self.lines if each.thing.name == name), None)

    @property
    def people(self) -> list["Person"]:
        """Everybody in the groups."""
        return [person for _group, people in self.groups for person in people]


def mix_of(program: "Program", *, actor: Actor) -> Mix:
    """Look at the groups of a program that meet, in everything that is known and not sensitive."""
    seated, walled = _seated(program, actor)
    people = [person for _group, here in seated for person in here]
    lines = []
    for thing in _things():
        known = [value for value in map(thing.of, people) if value is not None]
        if not _tells_apart(thing, known):
            continue
        measure = _measure(thing, known)
        inside = [measure([thing.of(person) for person in here]) for _group, here in seated]
        total = sum(pairs for _sum, pairs in inside)
        if total:
            chance, every = measure(known)
            within = 100 * sum(differing for differing, _pairs in inside) / total
            lines.append(Line(thing, within, 100 * chance / every))
    return Mix(tuple(seated), tuple(lines), tuple(walled))


def spreads(mix: Mix, thing: Thing) -> list[Spread]:
    """How mixed each group is in one thing, in the order of the groups."""
    known = [value for value in map(thing.of, mix.people) if value is not None]
    measure = _measure(thing, known)
    return [
        _spread(thing, measure, [thing.of(person) for person in here]) for _g, here in mix.groups
    ]


def whole(mix: Mix, thing: Thing) -> Spread:
    """How everybody in the groups is spread in one thing."""
    values = [thing.of(person) for person in mix.people]
    return _spread(thing, _measure(thing, [each for each in values if each is not None]), values)


def met(program: "Program", mix: Mix) -> Meeting:
    """Count who has met whom: in a group now, in an earlier one, in one known from a file."""
    ids = {person.pk for person in mix.people}
    together = {
        pair
        for _group, people in mix.groups
        for pair in combinations(sorted(person.pk for person in people), 2)
    }
    began = max((group.published_at for group, _people in mix.groups), default=None)
    # Groups of a round end the moment those of the next begin.
    before = set(queries.times_met(program, ids, began + MOMENT)) if began else set()
    return Meeting(
        pairs=len(ids) * (len(ids) - 1) // 2,
        met=len(together | before),
        together=len(together),
        new=len(together - before),
    )


@transaction.atomic
def take_mix(*, program: "Program", actor: Actor, now: datetime) -> list[list[str]]:
    """Hand over rows of every group in everything it is mixed in; that it was taken is recorded.

    A row holds the thing, the group, its people, how different its pairs are, and by chance.
    """
    policies.form_groups.check(actor, program)
    found = mix_of(program, actor=actor)
    rows = []
    for line in found.lines:
        within, chance = f"{line.within:.1f}", f"{line.chance:.1f}"
        rows.append([line.thing.label, "", str(len(found.people)), within, chance, ""])
        for (group, people), spread in zip(found.groups, spreads(found, line.thing), strict=True):
            share = "" if spread.share is None else f"{spread.share:.1f}"
            values = "; ".join(f"{value}: {count}" for value, count in spread.values)
            numbers = " | ".join(f"{number:g}" for number in spread.numbers)
            count = str(len(people))
            rows.append([line.thing.label, group.name, count, share, chance, values or numbers])
    publish(events.MixTaken(program_ref=program.ref), actor=actor, now=now)
    return rows


# ---------------------------------------------------------------- reading


def _seated(
    program: "Program", actor: Actor
) -> tuple[list[tuple[Any, tuple["Person", ...]]], list["Person"]]:
    groups = list(Group.objects.filter(program=program, ended_at=None).order_by("name", "pk"))
    rows = GroupMember.objects.filter(group__in=groups, ended_at=None, person__ended_at=None)
    here: dict[int, list[Person]] = {group.pk: [] for group in groups}
    walled = []
    for row in rows.select_related("person").order_by("person__full_name", "person_id"):
        if wall.is_walled_off(actor, row.person):
            walled.append(row.person)
        else:
            here[row.group_id].append(row.person)
    return [(group, tuple(here[group.pk])) for group in groups], walled


def _things() -> list[Thing]:
    titles = problems.field_labels()
    found = [
        Thing(name, titles[name], AttributeKind.MANY_OF if name == "languages" else "")
        for name in problems.FIELDS
    ]
    return found + [
        Thing(row.key, row.label, row.kind)
        for row in people_queries.attribute_definitions()
        if not row.is_sensitive and row.kind != AttributeKind.DATE and row.key not in titles
    ]


def _tells_apart(thing: Thing, known: Sequence[Value]) -> bool:
    """False where all are alike, and for words that nearly everybody has of their own."""
    different = len(set(known))
    is_prose = thing.kind == AttributeKind.TEXT and different > max(2, len(known) // 2)
    return different > 1 and not is_prose


# ---------------------------------------------------------------- measuring

# Values -> the sum of the differences of all pairs with a value (each from 0 to 1), and the pairs.
Measure = Callable[[Sequence[Value]], tuple[float, int]]


def _measure(thing: Thing, known: Sequence[Value]) -> Measure:
    if thing.is_number:
        low, high = min(known, default=0.0), max(known, default=0.0)
        return lambda values: _numbers(values, high - low)
    if known and isinstance(known[0], frozenset):
        return _lists
    return _words


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _words(values: Sequence[Value]) -> tuple[float, int]:
    """Two differ, or not."""
    counts = Counter(value for value in values if value is not None)
    every = _pairs(counts.total())
    return float(every - sum(_pairs(count) for count in counts.values())), every


def _numbers(values: Sequence[Value], span: float) -> tuple[float, int]:
    """The distance of two, as a part of the distance between the lowest and the highest of all."""
    here = sorted(value for value in values if value is not None)
    last = len(here) - 1
    total = sum(value * (2 * place - last) for place, value in enumerate(here))
    return (total / span if span else 0.0), _pairs(len(here))


def _lists(values: Sequence[Value]) -> tuple[float, int]:
    """What only one of two has, as a part of what both of them have (the Jaccard distance)."""
    here = [value for value in values if value is not None]
    if len(here) > MOST_LISTS and len(set(here)) > MOST_LISTS:
        here = here[:: -(-len(here) // MOST_LISTS)]
    counts = Counter(here)
    total = 0.0
    for (one, times), (other, more) in combinations(counts.items(), 2):
        total += times * more * (1 - len(one & other) / len(one | other))
    return total, _pairs(len(here))


def _spread(thing: Thing, measure: Measure, values: Sequence[Value]) -> Spread:
    differing, pairs = measure(values)
    known = [value for value in values if value is not None]
    share = 100 * differing / pairs if pairs else None
    if thing.is_number:
        return Spread(share, pairs, numbers=_quarters(sorted(known)))
    return Spread(share, pairs, values=tuple(_counted(known)))


def _quarters(known: Sequence[float]) -> tuple[float, ...]:
    """The lowest, the quarters between, and the highest."""
    if len(known) < 2:
        return tuple(known)
    return (known[0], *quantiles(known, n=4, method="inclusive"), known[-1])


def _counted(known: Iterable[Value]) -> list[tuple[str, int]]:
    counts = Counter(
        word
        for value in known
        for word in (sorted(value) if isinstance(value, frozenset) else [value])
    )
    return sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold()))
