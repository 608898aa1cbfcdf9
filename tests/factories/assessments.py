"""Rounds with people asked, answered and sealed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from factories import NOW, OrganizationFactory, actor_of, make_person
from junto.domain.assessments import actions, figures
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import Figure, Round
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.access import system

DAY = NOW.date()


def make_people(count: int) -> list[Person]:
    """People of one new organization."""
    organization = OrganizationFactory()
    return [make_person(organization, user=False, full_name=f"Person {n:02}") for n in range(count)]


def make_round(people: list[Person], *, day: date = DAY, **fields: Any) -> Round:
    """An open round that asks these people."""
    organization_id = people[0].organization_id
    values = {"topic": f"session:{day}", "pool": "program:one", **fields}
    with tenancy.scope(organization_id):
        return actions.open_round(
            people=people,
            day=day,
            closes_at=NOW + timedelta(days=3),
            actor=system(organization_id),
            now=NOW,
            **values,
        )


def answer(
    round_: Round, person: Person, useful: int = 4, heard: int = 4, safe: int = 4, **how: Any
) -> None:
    """Let somebody answer."""
    answers = {"useful": useful, "heard": heard, "safe": safe}
    with tenancy.scope(round_.organization_id):
        actions.answer_pulse(
            round_=round_, answers=answers, actor=actor_of(person), **{"now": NOW, **how}
        )


def close(round_: Round, now: datetime = NOW) -> None:
    """Close a round."""
    with tenancy.scope(round_.organization_id):
        actions.close_round(round_=round_, actor=system(round_.organization_id), now=now)


def seal_in_a_test(round_: Round) -> Figure:
    """Close a round and work out its figure inside a test's transaction, leaving traces."""
    close(round_)
    with tenancy.scope(round_.organization_id):
        Round.objects.filter(pk=round_.pk).update(state=RoundState.SEALED)
        round_.refresh_from_db()
        figure, _made = Figure.objects.get_or_create(
            organization_id=round_.organization_id,
            round=round_,
            defaults=figures.of_round(round_),
        )
    return figure


def sealed_pulse(answers: Mapping[Person, int], **fields: Any) -> Figure:
    """A sealed round in which each of these gave the same answer to all three questions."""
    round_ = make_round(list(answers), **fields)
    for person, value in answers.items():
        answer(round_, person, value, value, value)
    return seal_in_a_test(round_)
