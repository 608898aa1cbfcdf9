"""Giving and receiving, and the rhythm of a group: a group's figures, and one's own for oneself."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW
from factories.after import make_circle, make_session, note_presence
from junto.domain.overview import balance
from junto.domain.recognition.models import Thanks
from junto.domain.sessions import giving, rhythm
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoleTurn, Session
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Any:
    """A circle of three, in the scope of its organization."""
    world = make_circle(3)
    with tenancy.scope(world.organization.pk):
        yield world


def held(circle: SimpleNamespace, number: int, *rounds: dict[str, int], **fields: Any) -> Session:
    """A session with who had which role in each round; one round stands for the whole session."""
    session = make_session(circle.group, number=number, **fields)
    for place, roles in enumerate(rounds):
        for role, who in roles.items():
            RoleTurn.objects.create(
                session=session,
                role=role,
                person=circle.members[who],
                round=place + 1 if len(rounds) > 1 else 0,
            )
    return session


def turns(circle: SimpleNamespace) -> list[giving.Given]:
    return [giving.turns_of(circle.group, each.pk) for each in circle.members]


def test_whose_matter_it_was_and_who_helped_is_counted(circle: Any) -> None:
    held(circle, 1, {"presenter": 0, "adviser": 1, "timekeeper": 2})

    assert turns(circle) == [
        giving.Given(brought=1),
        giving.Given(consulted=1),
        giving.Given(),
    ]


def test_coaching_is_counted_round_by_round_in_both_directions(circle: Any) -> None:
    held(
        circle,
        1,
        {"learner": 0, "coach": 1, "observer": 2},
        {"learner": 1, "coach": 2, "observer": 0},
    )

    assert turns(circle) == [
        giving.Given(was_coached=1),
        giving.Given(was_coached=1, coached=1),
        giving.Given(coached=1),
    ]


def test_a_session_that_is_not_over_counts_for_nobody(circle: Any) -> None:
    held(circle, 1, {"presenter": 0, "adviser": 1}, ended=False)

    assert turns(circle) == [giving.Given()] * 3


def test_the_group_reads_only_whether_everybody_had_a_turn(circle: Any) -> None:
    people = [each.pk for each in circle.members]
    found = [giving.everybody_had_a_turn(circle.group, people)]
    for number, who in enumerate((0, 1, 2), start=1):
        held(circle, number, {"presenter": who, "adviser": (who + 1) % 3})
        found.append(giving.everybody_had_a_turn(circle.group, people))

    assert found == [None, False, False, True]


def test_thanks_of_the_own_group_are_counted_both_ways(circle: Any) -> None:
    fields = {"group": circle.group, "moment": "The question", "given_on": NOW.date()}
    for giver, recipient in ((0, 1), (0, 2), (1, 0)):
        Thanks.objects.create(
            giver=circle.members[giver], recipient=circle.members[recipient], **fields
        )
    found = balance.balance_of(circle.group, circle.members[0].pk)

    assert (found.thanks_given, found.thanks_received) == (2, 1)


# ---------------------------------------------------------------- rhythm


def sessions(circle: SimpleNamespace, states: str) -> list[Session]:
    """Sessions a week apart that are over: held (h), called off (c), or unsaid (u)."""
    known = {"h": SessionState.ENDED, "c": SessionState.CALLED_OFF, "u": SessionState.PLANNED}
    made = []
    for number, each in enumerate(states, start=1):
        at = NOW - timedelta(weeks=len(states) - number + 1)
        made.append(
            make_session(
                circle.group,
                number=number,
                state=known[each],
                starts_at=at,
                ends_at=at + timedelta(hours=1),
            )
        )
    return made


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("", None),
        ("hhhchh", rhythm.Rhythm(5, 6, 0, False)),
        ("hcc", rhythm.Rhythm(1, 3, 0, True)),
        ("hcu", rhythm.Rhythm(1, 3, 1, True)),
        ("c", rhythm.Rhythm(0, 1, 0, False)),
    ],
)
def test_a_group_met_so_often_of_so_many(circle: Any, states: str, expected: Any) -> None:
    assert rhythm.rhythm_of(sessions(circle, states), NOW) == expected


def test_what_lies_ahead_is_not_counted_even_when_called_off(circle: Any) -> None:
    rows = sessions(circle, "hh")
    at = NOW + timedelta(days=3)
    for number, state in ((3, SessionState.CALLED_OFF), (4, SessionState.PLANNED)):
        rows.append(
            make_session(
                circle.group,
                number=number,
                state=state,
                starts_at=at,
                ends_at=at + timedelta(hours=1),
            )
        )

    assert rhythm.rhythm_of(rows, NOW) == rhythm.Rhythm(2, 2, 0, False)


def test_to_how_many_each_came_is_counted_where_it_was_noted(circle: Any) -> None:
    first, second, _third = sessions(circle, "hhc")
    people = circle.members
    note_presence(first, people[:2], people[2:])
    note_presence(second, people[:1], people[1:2])

    assert rhythm.came_to(circle.group, [each.pk for each in people]) == {
        people[0].pk: (2, 2),
        people[1].pk: (1, 2),
        people[2].pk: (0, 1),
    }


def test_tables_of_one_meeting_are_one(circle: Any) -> None:
    rows = sessions(circle, "h")
    rows.append(make_session(circle.group, number=1, table=2, ends_at=NOW))

    assert rhythm.rhythm_of(rows, NOW) == rhythm.Rhythm(1, 1, 0, False)
