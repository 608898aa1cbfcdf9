"""A program of nine, and a round of feedback in it."""

from collections.abc import Iterable
from datetime import timedelta
from types import SimpleNamespace

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.schedules import run_jobs
from junto.domain.feedback import actions
from junto.domain.feedback.enums import Category
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.people.models import Person

CLOSES = NOW + timedelta(days=14)
LATER = CLOSES + timedelta(minutes=1)


def make_world(*, users: bool = False) -> SimpleNamespace:
    """Eight peers, Jonah, and Ines, who is Jonah's manager and takes no part; Helena runs it."""
    organization = OrganizationFactory()
    manager = make_person(
        organization, user=users, full_name="Helena Brandt", roles=("program_manager",)
    )
    boss = make_person(organization, user=users, full_name="Ines Duarte")
    people = [
        make_person(organization, user=users and n == 0, full_name=f"Peer {'ABCDEFGH'[n]}")
        for n in range(8)
    ]
    jonah = make_person(organization, user=users, full_name="Jonah Whitfield", manager=boss)
    program = make_program(organization, manager=manager)
    enroll(program, [*people, jonah])
    return SimpleNamespace(
        organization=organization,
        program=program,
        helena=manager,
        manager=actor_of(manager),
        boss=boss,
        people=people,
        jonah=jonah,
        me=actor_of(jonah),
    )


def plan(
    world: SimpleNamespace, people: Iterable[Person] | None = None, **fields: object
) -> FeedbackRound:
    """A round about these people, or about Jonah."""
    how = {"title": "Autumn", "closes_at": CLOSES, "wanted": 6, "most": 8, **fields}
    return actions.plan_round(
        program=world.program,
        plan=actions.Plan(**how),
        people=[world.jonah] if people is None else people,
        actor=world.manager,
        now=NOW,
    )


def propose(world: SimpleNamespace, subject: Subject, people: Iterable[Person]) -> None:
    for person in people:
        actions.propose(
            subject=subject, person=person, category=Category.PEERS, actor=world.me, now=NOW
        )


def begin(world: SimpleNamespace, round_: FeedbackRound) -> None:
    actions.begin_asking(round_=round_, actor=world.manager, now=NOW)
    run_jobs("feedback.ask")


def asking(world: SimpleNamespace, peers: int = 6, **fields: object) -> Subject:
    """Jonah, with so many peers asked about him."""
    subject = Subject.objects.get(round=plan(world, **fields))
    propose(world, subject, world.people[:peers])
    begin(world, subject.round)
    return Subject.objects.get(pk=subject.pk)


def rater(subject: Subject, person: Person) -> Rater:
    return Rater.objects.get(subject=subject, person=person)
