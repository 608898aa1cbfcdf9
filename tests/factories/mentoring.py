"""A program with mentors and mentees, ready to be matched."""

from types import SimpleNamespace
from typing import Any

from factories import NOW
from factories.boards import make_world
from junto.domain.groups import matchings
from junto.domain.groups.enums import GroupKind
from junto.domain.groups.models import Matching, MentoringPlan, MentoringSide
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job

TOPICS = ("Feedback", "Delegating", "Budgets", "Strategy")


def make_mentoring(
    mentors: int = 4,
    mentees: int = 6,
    *,
    kind: str = GroupKind.MENTORING_PAIR,
    places: int = 2,
    **plan: Any,
) -> SimpleNamespace:
    """Mentors who offer two topics each, mentees who seek two each; `world.mentors`, `.mentees`."""
    world = make_world(mentors + mentees, group_kind=kind, size_min=2, size_max=7)
    world.mentors, world.mentees = world.members[:mentors], world.members[mentors:]
    with tenancy.scope(world.organization.pk):
        if plan:
            MentoringPlan.objects.create(program=world.program, **plan)
        MentoringSide.objects.bulk_create(
            [
                MentoringSide(
                    program=world.program,
                    person=person,
                    side="mentor" if place < mentors else "mentee",
                    places=places,
                    offers=[TOPICS[place % 4], TOPICS[(place + 1) % 4]] if place < mentors else [],
                    seeks=[] if place < mentors else [TOPICS[place % 4], TOPICS[(place + 2) % 4]],
                )
                for place, person in enumerate(world.members)
            ]
        )
    return world


def match(world: SimpleNamespace, **how: Any) -> Matching:
    """Have people matched here and now."""
    with tenancy.scope(world.organization.pk):
        made = matchings.start_matching(program=world.program, actor=world.actor, now=NOW, **how)
        running.run(Job.objects.get(ref=made.job_ref).pk, clock=lambda: NOW)
        return Matching.objects.select_related("program").get(pk=made.pk)


def sign_up(world: SimpleNamespace, *people: Person) -> None:
    """Give people of a world a way to sign in."""
    from factories import UserFactory

    with tenancy.scope(world.organization.pk):
        for person in people:
            person.user = UserFactory()
            person.save()
