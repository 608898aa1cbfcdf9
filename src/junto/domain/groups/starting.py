"""Starting one more group with its first person, beside those a draft was published to."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.groups import events, policies, queries
from junto.domain.groups.membership import NotEnrolled
from junto.domain.groups.models import Agreement, Group, GroupMember
from junto.domain.programs import queries as program_queries
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program


class NameTaken(ValueError):
    """Another group of the program that meets has this name."""


@transaction.atomic
def start_group(
    *,
    program: "Program",
    kind: str,
    name: str,
    first: "Person",
    norms: Sequence[str],
    actor: Actor,
    now: datetime,
) -> Group:
    """Start a group with one person in it; its agreement waits for everybody's own yes.

    Raises
    ------
    NotEnrolled
        When the first person does not take part in the program.
    NameTaken
        When another group of the program has this name.
    """
    policies.form_groups.check(actor, program)
    if first.pk not in program_queries.enrolled_ids(program):
        raise NotEnrolled(first.ref)
    if any(each.name == name for each in queries.groups_of(program)):
        raise NameTaken(name)
    group = Group.objects.create(program=program, kind=kind, name=name, published_at=now)
    GroupMember.objects.create(group=group, person=first, joined_at=now)
    if norms:
        Agreement.objects.create(
            group=group, number=1, norms=list(norms), proposed_by=first, created_at=now
        )
    told = events.GroupStarted(program_ref=program.ref, group_ref=group.ref)
    publish(told, actor=actor, now=now)
    return group
