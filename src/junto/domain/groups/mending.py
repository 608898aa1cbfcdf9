"""Mending groups that meet: people without a group, groups that became too small.

Whoever waits can be placed at once. Somebody who would change their group is asked first: the
manager says who agreed, and without everybody's yes nothing moves. Somebody who asked for another
group has said so already.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events, fit, membership, policies, queries, refusals, vetoes
from junto.domain.groups.enums import GroupKind
from junto.domain.groups.models import Group, GroupMember, MentoringPair
from junto.domain.groups.names import fresh_names
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.kernel import grouping as g


# For so many who ask for another group ways are worked out at once, one person after another.
MOST_AT_ONCE = 3


class NotAsked(ValueError):
    """Somebody would change their group who has not said yes."""


class Changed(ValueError):
    """The groups are not as they were when this was proposed."""


@dataclass(frozen=True)
class Step:
    """Somebody and their new group; `source` is empty for who had none."""

    person: "Person"
    source: str
    target: str


@dataclass(frozen=True)
class Way:
    """One way to mend the groups.

    Parameters
    ----------
    key
        Names the way and the groups it was worked out for.
    kind
        "keep", "mix", "dissolve" or "fresh", as the kernel says.
    ended
        Groups that would end.
    broken
        Must-haves that would be broken, in words.
    """

    key: str
    kind: str
    placed: Sequence[Step]
    moved: Sequence[Step]
    ended: Sequence[Any]
    score: float | None
    broken: Sequence[str]


@dataclass(frozen=True)
class Asked:
    """People who would rather be in another group, and ways that give them one."""

    wishes: Sequence[fit.Wish]
    ways: Sequence[Way]


@dataclass(frozen=True)
class Mending:
    """What there is to mend, and the ways to do it, the gentlest first.

    Parameters
    ----------
    wishes
        Who would rather be in another group; nobody asks why.
    asked
        Ways for all of them together, and for one after another.
    """

    waiting: Sequence["Person"] = ()
    short: Sequence[Any] = ()
    ways: Sequence[Way] = ()
    wishes: Sequence[fit.Wish] = ()
    asked: Sequence[Asked] = ()
    # A sentence where the rules speak of what nobody has.
    trouble: str = ""

    def __bool__(self) -> bool:
        return bool(self.waiting or self.short or self.wishes)

    @property
    def every_way(self) -> list[Way]:
        """All ways there are."""
        return [*self.ways, *(way for each in self.asked for way in each.ways)]


def count_waiting(program: "Program") -> int:
    """How many take part and are in no group that meets."""
    return len(program_queries.enrolled_ids(program) - _seated(program))


def _seated(program: "Program") -> set[int]:
    rows = GroupMember.objects.filter(group__program=program, group__ended_at=None, ended_at=None)
    return set(rows.values_list("person_id", flat=True))


def mending(program: "Program", *, now: datetime) -> Mending:
    """Look at who waits, who asks and which groups are too small, and what can be done."""
    # Who was matched with whom is mended by another match.
    pairs = MentoringPair.objects.filter(group__program=program, ended_at=None)
    matched = set(pairs.values_list("group_id", flat=True))
    groups = [group for group in queries.groups_of(program) if group.pk not in matched]
    enrolled = program_queries.enrolled_people(program)
    seated = _seated(program)
    waiting = [person for person in enrolled if person.pk not in seated]
    short = [group for group in groups if group.people_count < program.size_min]
    wishes = fit.wishes_in(program)
    if not groups or not (waiting or short or wishes):
        return Mending()
    from junto.kernel import grouping as g

    try:
        sizes = (program.size_min, program.size_max)
        problem = queries.program_problem(program, program.rules, sizes, now)
    except (g.RuleError, g.RosterError) as refusal:
        trouble = queries.trouble_in_words(queries.stored_trouble(refusal))
        return Mending(waiting, short, trouble=trouble, wishes=wishes)
    seats = _seats(groups, problem)
    apart = vetoes.apart_pairs(enrolled)
    ways = [_way(groups, seats, found) for found in g.repair(problem, seats, apart=apart)]
    asked = [
        Asked(those, _ways_for(those, groups, seats, problem, apart)) for those in _turns(wishes)
    ]
    return Mending(waiting, short, ways, wishes, asked)


def _turns(wishes: Sequence[fit.Wish]) -> list[Sequence[fit.Wish]]:
    """All who ask together, so that they may take each other's places, and then each of them."""
    if len(wishes) < 2:
        return [wishes] if wishes else []
    return [wishes, *([each] for each in wishes[:MOST_AT_ONCE])]


def _ways_for(
    wishes: Sequence[fit.Wish],
    groups: Sequence[Any],
    seats: list[list[str]],
    problem: "g.Problem",
    apart: vetoes.Pairs,
) -> list[Way]:
    """Ways in which these people get other groups than theirs, where there is room for them."""
    from junto.kernel import grouping as g

    home = {
        each.person.ref: at
        for each in wishes
        for at, group in enumerate(groups)
        if group.pk == each.group.pk and each.person.ref in seats[at]
    }
    if not home:
        # They take part no more: nobody seats them.
        return []
    left = [[ref for ref in group if ref not in home] for group in seats]
    strangers = {(ref, other) for ref, at in home.items() for other in left[at]}
    found = g.repair(problem, left, apart=(*apart, *sorted(strangers)))
    return [
        _way(groups, left, each, home)
        for each in found
        if not any(step.person in home and home[step.person] == step.target for step in each.placed)
    ]


def _seats(groups: Sequence[Any], problem: "g.Problem") -> list[list[str]]:
    rows = GroupMember.objects.filter(group__in=groups, ended_at=None, person__ended_at=None)
    seats: dict[int, list[str]] = {group.pk: [] for group in groups}
    for group_id, ref in rows.order_by("person_id").values_list("group_id", "person__ref"):
        if ref in problem.index:
            seats[group_id].append(ref)
    return list(seats.values())


def _way(
    groups: Sequence[Any],
    seats: list[list[str]],
    found: "g.Proposal",
    home: Mapping[str, int] = MappingProxyType({}),
) -> Way:
    """Word a proposal; `home` says where those sit who asked for another group."""
    refs = [each.person for each in (*found.placed, *found.moved)]
    people = {each.ref: each for each in people_queries.people().filter(ref__in=refs)}
    names = [group.name for group in groups]
    if len(found.groups) > len(groups):
        names.append(next(fresh_names(names)))

    def steps(moves: Sequence[Any]) -> list[Step]:
        return [
            Step(
                people[each.person],
                names[source] if (source := home.get(each.person, each.source)) is not None else "",
                names[each.target],
            )
            for each in moves
        ]

    state = repr((seats, found.groups, sorted(home.items()))).encode()
    return Way(
        key=sha256(state).hexdigest()[:24],
        kind=found.kind,
        placed=steps(found.placed),
        moved=steps(found.moved),
        ended=[
            group
            for group, now, before in zip(groups, found.groups, seats, strict=False)
            if before and not now
        ],
        score=found.score,
        broken=sorted({refusals.rule(each.rule) for each in found.violations}),
    )


@transaction.atomic
def mend(
    *, program: "Program", key: str, agreed: Collection[str], actor: Actor, now: datetime
) -> tuple[Way, list[Group]]:
    """Do what was proposed.

    Parameters
    ----------
    agreed
        References of those who said that they would change their group.

    Returns
    -------
    tuple
        What was done, and the groups that ended.

    Raises
    ------
    Changed
        When the groups or their people are others by now.
    NotAsked
        When somebody who would change has not said yes.
    """
    policies.form_groups.check(actor, program)
    type(program).objects.select_for_update().get(pk=program.pk)
    found = mending(program, now=now)
    way = next((each for each in found.every_way if each.key == key), None)
    if way is None:
        raise Changed
    if {step.person.ref for step in way.moved} - set(agreed):
        raise NotAsked
    groups = {group.name: group for group in queries.groups_of(program)}
    for step in (*way.placed, *way.moved):
        if step.target not in groups:
            groups[step.target] = _begin(program, step.target, now)
        if step.source:
            membership.leave_group(
                group=groups[step.source], person=step.person, actor=actor, now=now
            )
        membership.join_group(group=groups[step.target], person=step.person, actor=actor, now=now)
    for group in way.ended:
        group.ended_at = now
        group.save(update_fields=["ended_at"])
        publish(events.GroupEnded(group_ref=group.ref), actor=actor, now=now)
    return way, list(way.ended)


def _begin(program: "Program", name: str, now: datetime) -> Group:
    kind = program.group_kind
    return Group.objects.create(
        program=program,
        kind=kind if kind in GroupKind.values else GroupKind.CIRCLE,
        name=name,
        published_at=now,
    )
