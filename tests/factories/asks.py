"""Somebody who asks, and those they ask."""

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from factories import NOW, OrganizationFactory, actor_of, make_person
from factories.assessments import close
from junto.domain.asks import actions, answering, queries, sending, telling
from junto.domain.asks.enums import About, Every, Mode, QuestionKind
from junto.domain.asks.models import Ask, Asked, AskMember, AskRound, NamedAnswer
from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import Answers, Participation, Round, Words
from junto.domain.people.models import Person
from junto.foundation import tenancy

SCALE, WORDS = QuestionKind.SCALE, QuestionKind.WORDS
QUESTIONS = (("I listen before I decide", SCALE), ("What could I do differently?", WORDS))
UNTIL = NOW.date() + timedelta(days=10)


def make_world(people: int = 9, *, user: bool = False) -> SimpleNamespace:
    """An organization with Devika, who asks, and others; nobody signs in unless `user`."""
    organization = OrganizationFactory()
    devika = make_person(organization, user=user, full_name="Devika Menon")
    others = [
        make_person(organization, user=user, full_name=f"Peer {'ABCDEFGHIJKLM'[n]}")
        for n in range(people)
    ]
    return SimpleNamespace(
        organization=organization, devika=devika, me=actor_of(devika), people=others
    )


def wish(**fields: Any) -> actions.Wish:
    values = {
        "about": About.STYLE,
        "title": "How I lead",
        "questions": QUESTIONS,
        "until": UNTIL,
        "every": Every.ONCE,
    }
    return actions.Wish(**{**values, **fields})


def begun(world: SimpleNamespace, people: Sequence[Person], **fields: Any) -> Ask:
    """An ask that is not sent yet."""
    now = fields.pop("now", NOW)
    ask = actions.begin(
        organization=world.organization, wish=wish(**fields), actor=world.me, now=now
    )
    AskMember.objects.bulk_create([AskMember(ask=ask, person=each) for each in people])
    return ask


def sent(world: SimpleNamespace, people: Sequence[Person], **fields: Any) -> AskRound:
    """An ask that these people are asked."""
    now = fields.get("now", NOW)
    ask = begun(world, people, **fields)
    return sending.send(ask=ask, actor=world.me, now=now)


def asked(round_: AskRound, person: Person) -> Asked:
    return Asked.objects.get(round=round_, person=person)


def give(
    round_: AskRound,
    person: Person,
    mode: Mode,
    value: int = 4,
    words: str = "",
    now: Any = NOW,
) -> None:
    """Let somebody answer."""
    answering.give(
        asked=asked(round_, person),
        mode=mode,
        values={"q1": value},
        words={"q2": words},
        actor=actor_of(person),
        now=now,
    )


def seal(round_: AskRound) -> AskRound:
    """Close and seal it inside a test's transaction, leaving traces; returns it anew."""
    answers = queries.answers_of(round_)
    assert answers is not None
    close(answers, now=round_.closes_at)
    with tenancy.scope(round_.organization_id):
        row = Round.objects.get(pk=answers.pk)
        assert row.state == RoundState.CLOSED
        assessment_actions._seal(row, round_.closes_at)
    return AskRound.objects.get(pk=round_.pk)


def answered(
    world: SimpleNamespace,
    people: Sequence[Person],
    *,
    named: Sequence[Person] = (),
    mixed: Sequence[Person] = (),
    value: int = 3,
    words: str = "",
    **fields: Any,
) -> AskRound:
    """A sealed sending, its rows written at once: these answered, the others kept silent."""
    round_ = sent(world, people, **fields)
    answers = queries.answers_of(round_)
    assert answers is not None
    rows = Asked.objects.filter(round=round_, person__in=named)
    NamedAnswer.objects.bulk_create(
        [NamedAnswer(asked=row, values={"q1": value}, words=f'{{"q2": "{words}"}}') for row in rows]
    )
    Participation.objects.bulk_create(
        [Participation(round=answers, person=each, has_answered=each in mixed) for each in people]
    )
    Answers.objects.bulk_create([Answers(round=answers, values={"q1": value}) for _ in mixed])
    if words:
        Words.objects.bulk_create(
            [Words(round=answers, item="q2", text=f"{words} {n}") for n in range(len(mixed))]
        )
    Round.objects.filter(pk=answers.pk).update(state=RoundState.SEALED)
    told = telling.stored(telling.tell(round_))
    actions.keep_told(round_=round_, told=told, now=round_.closes_at)
    return AskRound.objects.get(pk=round_.pk)
