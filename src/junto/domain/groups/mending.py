"""Mending groups that meet: people without a group, groups that became too small.

Whoever waits can be placed at once. Somebody who would change their group is asked first: the
manager says who agreed, and without everybody's yes nothing moves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events, membership, policies, queries, refusals, vetoes
from junto.domain.groups.enums import GroupKind
from junto.domain.groups.models import Group, GroupMember
from junto.domain.groups.names import fresh_names
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.kernel import grouping as g


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
class Mending:
    """What there is to mend, and the ways to do it, the gentlest first."""

    waiting: Sequence["Person"] = ()
    short: Sequence[Any] = ()
    ways: Sequence[Way] = ()
    # A sentence where the rules speak of what nobody has.
    trouble: str = ""

    def __bool__(self) -> bool:
        return bool(self.waiting or self.short)


def count_waiting(program: "Program") -> int:
    """How many take part and are in no group that meets."""
    return len(program_queries.enrolled_ids(program) - _seated(program))


def _seated(program: "Program") -> set[int]:
    rows = GroupMember.objects.filter(group__program=program, group__ended_at=None, ended_at=None)
    return set(rows.values_list("person_id", flat=True))


def mending(program: "Program", *, now: datetime) -> Mending:
    """Look at who waits and which groups are too small, and work out what can be done."""
    groups = queries.groups_of(program)
    waiting_ids = program_queries.enrolled_ids(program) - _seated(program)
    waiting = people_queries.people_by_ids(sorted(waiting_ids))
    short = [group for group in groups if group.people_count < program.size_min]
    if not groups or not (waiting or short):
        return Mending()
    from junto.kernel import grouping as g

    try:
        sizes = (program.size_min, program.size_max)
        problem = queries.program_problem(program, program.rules, sizes, now)
    except (g.RuleError, g.RosterError) as refusal:
        trouble = queries.trouble_in_words(queries.stored_trouble(refusal))
        return Mending(waiting, short, trouble=trouble)
    seats = _seats(groups, problem)
    apart = vetoes.apart_pairs(program_queries.enrolled_people(program))
    ways = [_way(groups, seats, found) for found in g.repair(problem, seats, apart=apart)]
    return Mending(waiting, short, ways)


def _seats(groups: Sequence[Any], problem: "g.Problem") -> list[list[str]]:
    rows = GroupMember.objects.filter(group__in=groups, ended_at=None, person__ended_at=None)
    seats: dict[int, list[str]] = {group.pk: [] for group in groups}
    for group_id, ref in rows.order_by("person_id").values_list("group_id", "person__ref"):
        if ref in problem.index:
            seats[group_id].append(ref)
    return list(seats.values())


def _way(groups: Sequence[Any], seats: list[list[str]], found: "g.Proposal") -> Way:
    refs = [each.person for each in (*found.placed, *found.moved)]
    people = {each.ref: each for each in people_queries.people().filter(ref__in=refs)}
    names = [group.name for group in groups]
    if len(found.groups) > len(groups):
        names.append(next(fresh_names(names)))

    def steps(moves: Sequence[Any]) -> list[Step]:
        return [
            Step(
                people[each.person],
                "" if each.source is None else names[each.source],
                names[each.target],
            )
            for each in moves
        ]

    state = repr((seats, found.groups)).encode()
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
    way = next((each for each in found.ways if each.key == key), None)
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
