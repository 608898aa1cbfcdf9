"""A goal in own words, where one is on the way, and who may see it: nobody, until switched on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from junto.domain.goals import policies
from junto.domain.goals.enums import STILL_OPEN, ShownTo
from junto.domain.goals.models import Commitment, Goal, GoalPoint, Showing
from junto.domain.groups import facilitating
from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

LONGEST, HIGHEST = 280, 10
MOST_STEPS = 10


class NothingSaid(ValueError):
    """A goal has words."""


class TooLong(ValueError):
    """A goal is a sentence or two."""


class NotOnTheScale(ValueError):
    """Where one is lies between 0 and 10."""


@transaction.atomic
def set_goal(
    *, group: "Group", words: str, actor: Actor, now: datetime, at: int | None = None
) -> Goal:
    """Keep what one wants to get better at, and perhaps where one is today.

    Raises
    ------
    NothingSaid, TooLong, NotOnTheScale
        When nothing or too much was said, or the number is none of 0 to 10.
    """
    policies.share_steps.check(actor, group)
    text = words.replace("\0", "").strip()
    if not text:
        raise NothingSaid
    if len(text) > LONGEST:
        raise TooLong
    if at is not None and not 0 <= at <= HIGHEST:
        raise NotOnTheScale
    person = _own(actor)
    idempotency.claim()
    day = _day(person, now)
    goal, _is_new = Goal.objects.update_or_create(
        organization_id=group.organization_id,
        person=person,
        group=group,
        defaults={"words": text},
        create_defaults={"words": text, "set_on": day},
    )
    if at is not None:
        GoalPoint.objects.update_or_create(
            organization_id=group.organization_id, goal=goal, day=day, defaults={"at": at}
        )
    return goal


@transaction.atomic
def drop_goal(*, group: "Group", actor: Actor, now: datetime) -> None:
    """Forget one's goal in a group, and every number of it."""
    del now
    policies.share_steps.check(actor, group)
    person = _own(actor)
    idempotency.claim()
    Goal.objects.filter(group=group, person=person).delete()


@transaction.atomic
def show_to(*, group: "Group", to: ShownTo, on: bool, actor: Actor, now: datetime) -> None:
    """Switch on or off who may see one's goal and steps; off counts from the next request on."""
    del now
    policies.share_steps.check(actor, group)
    person = _own(actor)
    idempotency.claim()
    mine = Showing.objects.filter(group=group, person=person, to=to)
    if not on:
        mine.delete()
        return
    Showing.objects.get_or_create(
        organization_id=group.organization_id, group=group, person=person, to=to
    )


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class Progress:
    """One member's goal in a group, their numbers by day, and their steps, open ones first."""

    person: "Person"
    goal: Goal | None
    points: Sequence[tuple[date, int]]
    steps: Sequence[Commitment]


def own_progress(group: "Group", person: "Person") -> Progress:
    """One's own, whoever else sees it."""
    return _progress(group, [person])[0]


def shown_by(group: "Group", person_id: int) -> set[str]:
    """To whom somebody shows their goal and steps."""
    return set(
        Showing.objects.filter(group=group, person_id=person_id).values_list("to", flat=True)
    )


def shown_to(group: "Group", person_id: int) -> list[Progress]:
    """The goals and steps that members show to this person, by name; nothing of all others.

    Whoever is a member sees what is shown to the group; whoever looks after the group sees what is
    shown to them.
    """
    to = []
    if group_queries.is_member(group, person_id):
        to.append(ShownTo.GROUP)
    if looks_after(group, person_id):
        to.append(ShownTo.FACILITATOR)
    showing = set(
        Showing.objects.filter(group=group, to__in=to).values_list("person_id", flat=True)
    )
    people = [
        each
        for each in group_queries.members_of(group)
        if each.pk in showing and each.pk != person_id
    ]
    return _progress(group, people)


def looks_after(group: "Group", person_id: int) -> bool:
    """True for who facilitates the group, while it meets."""
    guide = facilitating.facilitator_of(group)
    return group.ended_at is None and guide is not None and guide.pk == person_id


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """Somebody's goals with their numbers, and whom they show them to."""
    goals = Goal.objects.filter(person_id=person_id).prefetch_related("points").order_by("pk")
    shown = Showing.objects.filter(person_id=person_id).select_related("group").order_by("pk")
    return [
        *(
            {
                "goal": row.words,
                "set_on": row.set_on.isoformat(),
                "points": [
                    {"on": point.day.isoformat(), "at": point.at}
                    for point in sorted(row.points.all(), key=lambda each: each.day)
                ],
            }
            for row in goals
        ),
        *({"shown_to": row.to, "group": row.group.name} for row in shown),
    ]


def _progress(group: "Group", people: "Sequence[Person]") -> list[Progress]:
    """Three queries, for any number of people."""
    goals = {row.person_id: row for row in Goal.objects.filter(group=group, person__in=people)}
    points: dict[int, list[tuple[date, int]]] = {}
    rows = GoalPoint.objects.filter(goal__in=[each.pk for each in goals.values()])
    for goal_id, day, at in rows.order_by("day").values_list("goal_id", "day", "at"):
        points.setdefault(goal_id, []).append((day, at))
    steps: dict[int, list[Commitment]] = {}
    made = Commitment.objects.filter(group=group, person__in=people).order_by("-by", "-pk")
    for each in sorted(made, key=lambda row: row.state not in STILL_OPEN):
        steps.setdefault(each.person_id, []).append(each)
    return [
        Progress(
            person=person,
            goal=(goal := goals.get(person.pk)),
            points=points.get(goal.pk, []) if goal else [],
            steps=steps.get(person.pk, [])[:MOST_STEPS],
        )
        for person in people
    ]


def _day(person: "Person", now: datetime) -> date:
    return now.astimezone(ZoneInfo(person.time_zone)).date()


def _own(actor: Actor) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("goals.share")
    return person
