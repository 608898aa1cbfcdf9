"""Who holds which role: the cast has everybody in a seat and every role filled."""

from collections import Counter

import pytest

from junto.kernel.formats import headcount, legal_cases
from junto.kernel.formats.casting import Cast, Wishes, cast_session
from junto.kernel.rotation import Meeting
from kernel.formats.examples import FORMATS
from kernel.formats.rooms import PEOPLE


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_role_has_as_many_holders_as_the_format_counts(format_id: str) -> None:
    fmt = FORMATS[format_id]
    for n, params in legal_cases(fmt):
        cast = cast_session(fmt, people=PEOPLE[:n], params=params, session=n)
        held = {role: len(people) for role, people in cast.roles.items()}
        counted = headcount(fmt, n)
        inside = {role.id for role in fmt.roles if not role.external}
        assert held == {role: count for role, count in counted.items() if role in inside}


@pytest.mark.parametrize("format_id", FORMATS)
def test_everybody_has_one_seat_in_every_round(format_id: str) -> None:
    fmt = FORMATS[format_id]
    seats = {role.id for role in fmt.roles if role.takes_a_seat}
    for n, params in legal_cases(fmt):
        cast = cast_session(fmt, people=PEOPLE[:n], params=params, session=3)
        for made in [(cast.roles,), *cast.rounds.values()]:
            for each in made:
                seated = [person for role, who in each.items() if role in seats for person in who]
                assert sorted(seated) == sorted(PEOPLE[:n])


def test_two_questions_explored_in_depth_are_brought_by_two_people() -> None:
    fmt = FORMATS["peer-advisory-forum"]
    cast = cast_session(fmt, people=PEOPLE[:7], params={"deep_dives": 2})
    first, second = cast.rounds["deep"]
    assert first["presenter"] != second["presenter"]
    assert second["facilitator"] == first["facilitator"]
    assert second["presenter"][0] not in second["facilitator"]
    assert cast.turns()["presenter"] == (*first["presenter"], *second["presenter"])


def test_sides_are_even_and_change_from_session_to_session() -> None:
    fmt = FORMATS["structured-controversy"]
    people, meetings = PEOPLE[:6], []
    sides: Counter[tuple[str, str]] = Counter()
    for session in range(4):
        cast = cast_session(fmt, people=people, meetings=meetings, session=session, seed=session)
        assert (len(cast.roles["pro"]), len(cast.roles["con"])) == (3, 3)
        sides.update((who, side) for side in ("pro", "con") for who in cast.roles[side])
        meetings.append(Meeting(tuple(people), tuple(people), cast.turns()))
    assert sides == {(who, side): 2 for who in people for side in ("pro", "con")}


def test_only_trained_people_coach_an_action_learning_set_where_there_are_any() -> None:
    fmt = FORMATS["action-learning-set"]
    trained = Wishes(trained=frozenset({"c"}))
    assert cast_session(fmt, people=PEOPLE[:6], wishes=trained).roles["coach"] == ("c",)
    nobody = Wishes(trained=frozenset({"z"}))
    assert len(cast_session(fmt, people=PEOPLE[:6], wishes=nobody).roles["coach"]) == 1


def test_who_opted_out_of_a_role_never_holds_it() -> None:
    fmt = FORMATS["peer-advisory-forum"]
    wishes = Wishes(opted_out={"timekeeper": frozenset(PEOPLE[:4])})
    meetings: list[Meeting] = []
    for session in range(6):
        cast = cast_session(
            fmt, people=PEOPLE[:7], meetings=meetings, wishes=wishes, session=session
        )
        assert cast.roles["timekeeper"][0] in PEOPLE[4:7]
        meetings.append(Meeting(PEOPLE[:7], PEOPLE[:7], cast.turns()))


def test_a_cast_is_data() -> None:
    for fmt in FORMATS.values():
        cast = cast_session(fmt, people=PEOPLE[: fmt.group.ideal], outside={"guide": "g"})
        assert Cast.from_data(cast.to_data()) == cast
