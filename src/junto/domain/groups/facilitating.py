"""Who looks after which group: facilitators with room for several, and in none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from junto.domain.groups import events, policies, problems, queries
from junto.domain.groups.enums import MENTORING_KINDS
from junto.domain.groups.models import Group, GroupFacilitator, GroupMember
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import StaffRole
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.kernel.matching.staffing import Staffing


class DoesNotFit(ValueError):
    """They are in the group, or manage or report to somebody in it."""


@dataclass(frozen=True)
class Row:
    """A group that meets, who looks after it, and how many people it has."""

    group: Group
    facilitator: "Person | None"


@dataclass(frozen=True)
class Open:
    """Groups that are not all looked after: who fits them, and how many places those have."""

    groups: tuple[str, ...]
    people: tuple[str, ...]
    places: int


def room_of(rules: Mapping[str, Any]) -> int:
    """How many groups a facilitator looks after at most; 0 where nothing is said."""
    return int((rules.get("staff") or {}).get("groups", 0))


def groups_to_look_after(program: "Program") -> list[Group]:
    """Groups that meet, without pairs and circles of mentors, by name."""
    return [row for row in queries.groups_of(program) if row.kind not in MENTORING_KINDS]


def rows_of(program: "Program") -> list[Row]:
    """Every group with who looks after it; somebody who is no facilitator any more is nobody."""
    groups = groups_to_look_after(program)
    people = {person.pk: person for person in program_queries.facilitators_of(program)}
    kept = dict(
        GroupFacilitator.objects.filter(group__in=[row.pk for row in groups]).values_list(
            "group_id", "person_id"
        )
    )
    return [Row(row, people.get(kept.get(row.pk, 0))) for row in groups]


def facilitator_of(group: Group) -> "Person | None":
    """Who looks after a group, while they are a facilitator of its program."""
    kept = GroupFacilitator.objects.filter(
        group=group,
        person__ended_at=None,
        person__programs_staffed__program=group.program_id,
        person__programs_staffed__role=StaffRole.FACILITATOR,
    )
    row = kept.select_related("person").first()
    return row.person if row is not None else None


def still_open(program: "Program", rows: Sequence[Row], now: datetime) -> list[Open]:
    """Why groups are left without anybody, where some are."""
    groups = [row.group for row in rows]
    if all(row.facilitator is not None for row in rows) or not groups:
        return []
    people = program_queries.facilitators_of(program)
    found = plan(program, groups, people, now)
    names = {person.ref: person.full_name for person in people}
    return [
        Open(
            tuple(groups[at].name for at in each.groups),
            tuple(names[ref] for ref in each.staff),
            each.places,
        )
        for each in found.unstaffed
    ]


def plan(
    program: "Program", groups: Sequence[Group], people: Sequence["Person"], now: datetime
) -> "Staffing":
    """Give each group a facilitator who fits it, as evenly as can be.

    Raises
    ------
    junto.kernel.grouping.RuleError, junto.kernel.grouping.RosterError
        When hours or a language of somebody are not known.
    """
    from junto.kernel.matching import staffing

    everybody, seated = _seated(groups, people)
    rules = problems.complete(_bearing(program.rules), program.starts_on or now.date())
    roster, asked = problems.roster_and_rules(
        everybody, rules, (2, 30), people_queries.attribute_definitions()
    )
    room = room_of(program.rules) or len(groups)
    refs = [person.ref for person in people]
    return staffing.staff_groups(roster, asked, seated, refs, places=room)


def _bearing(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The must-haves that bear on a facilitator; the reporting line always does."""
    kept = ("conflict", "never_together", "shared_hours", "common_language")
    hard = [rule for rule in rules.get("hard", []) if set(rule) <= set(kept)]
    return {"hard": [*hard, {"not_with_manager": {"attribute": "manager"}}]}


def _seated(
    groups: Sequence[Group], people: Sequence["Person"]
) -> tuple[list["Person"], list[list[str]]]:
    """Everybody there is once, and who sits in which group."""
    rows = GroupMember.objects.filter(group__in=[each.pk for each in groups], ended_at=None)
    members: dict[int, list[Person]] = {each.pk: [] for each in groups}
    for row in rows.select_related("person").order_by("pk"):
        members[row.group_id].append(row.person)
    seated = [members[each.pk] for each in groups]
    known = {person.pk: person for group in [*seated, people] for person in group}
    return list(known.values()), [[person.ref for person in group] for group in seated]


@transaction.atomic
def assign_facilitators(*, program: "Program", actor: Actor, now: datetime) -> int:
    """Give every group a facilitator anew; returns how many are left without one."""
    policies.form_groups.check(actor, program)
    groups = groups_to_look_after(program)
    people = program_queries.facilitators_of(program)
    pairs = plan(program, groups, people, now).pairs if people else {}
    by_ref = {person.ref: person for person in people}
    GroupFacilitator.objects.filter(group__in=groups).delete()
    GroupFacilitator.objects.bulk_create(
        [
            GroupFacilitator(group=groups[at], person=by_ref[ref], since=now)
            for at, ref in sorted(pairs.items())
        ]
    )
    told = events.FacilitatorsAssigned(
        program_ref=program.ref, count=len(pairs), without=len(groups) - len(pairs)
    )
    publish(told, actor=actor, now=now)
    return len(groups) - len(pairs)


@transaction.atomic
def set_facilitator(*, group: Group, person: "Person | None", actor: Actor, now: datetime) -> None:
    """Let one of the facilitators look after a group, or nobody.

    Raises
    ------
    DoesNotFit
        When they are in the group, or are a manager or a report of somebody in it.
    """
    policies.form_groups.check(actor, group.program)
    if person is not None and not _may(group, person):
        raise DoesNotFit(person.ref)
    GroupFacilitator.objects.filter(group=group).delete()
    if person is not None:
        GroupFacilitator.objects.create(group=group, person=person, since=now)
    told = events.FacilitatorSet(
        program_ref=group.program.ref,
        group_ref=group.ref,
        person_ref=person.ref if person is not None else "",
    )
    publish(told, actor=actor, now=now)


def _may(group: Group, person: "Person") -> bool:
    seats = GroupMember.objects.filter(group=group, ended_at=None)
    members = set(seats.values_list("person_id", flat=True))
    above = people_queries.managers_by_ids()

    def line(pk: int) -> set[int]:
        found: set[int] = set()
        at = above.get(pk)
        while at is not None and at not in found:
            found.add(at)
            at = above.get(at)
        return found

    if person.pk in members or line(person.pk) & members:
        return False
    return not any(person.pk in line(member) for member in members)


def looked_after(person_id: int) -> list[int]:
    """Ids of the groups somebody looks after, while they are a facilitator of its program."""
    rows = GroupFacilitator.objects.filter(
        person_id=person_id,
        person__ended_at=None,
        person__programs_staffed__program=F("group__program"),
        person__programs_staffed__role=StaffRole.FACILITATOR,
    )
    return list(rows.values_list("group_id", flat=True).distinct())


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """Which groups somebody looks after, ready for JSON."""
    rows = GroupFacilitator.objects.filter(person_id=person_id).select_related("group")
    return [
        {"group": row.group.name, "since": row.since.date().isoformat()}
        for row in rows.order_by("pk")
    ]
