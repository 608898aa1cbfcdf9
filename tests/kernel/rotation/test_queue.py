"""The queue of claims: the published figures, and what a member may ask for."""

from functools import cache
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.rotation import Duty, Meeting, assign, forecast, standing

ROLES = ("presenter", "facilitator", "timekeeper", "scribe", "observer")
DUTIES = (
    Duty("presenter", keeps_claim=True, rests=True),
    Duty("facilitator", rests=True),
    Duty("timekeeper"),
    Duty("scribe"),
    Duty("observer"),
)
SPREAD = ("facilitator", "presenter")
RUNS = 40


def group(n: int) -> tuple[str, ...]:
    return tuple(f"m{place}" for place in range(n))


def run(n: int, absent: float, seed: int, sessions: int = 12) -> list[Meeting]:
    chance = Random(seed * 7 + n)
    people = group(n)
    meetings: list[Meeting] = []
    for _ in range(sessions):
        present = tuple(person for person in people if chance.random() >= absent)
        if len(present) >= 3:
            held = assign(
                DUTIES, meetings, enrolled=people, present=present, spread=SPREAD, seed=seed
            )
            each = {role: (person,) for role, person in held.items()}
            meetings.append(Meeting(people, present, each))
    return meetings


@cache
def gaps(n: int, absent: float) -> list[int]:
    return [
        standing(DUTIES, run(n, absent, seed)).gap("presenter", group(n)) for seed in range(RUNS)
    ]


@pytest.mark.parametrize(("n", "most"), [(5, 1), (6, 0), (7, 1), (8, 1)])
def test_with_everybody_there_turns_of_presenting_differ_by_one_at_most(n: int, most: int) -> None:
    assert max(gaps(n, 0.0)) == most


@pytest.mark.parametrize(
    ("n", "absent", "share", "most"),
    [(5, 0.2, 0.97, 2), (6, 0.2, 0.81, 2), (7, 0.2, 1.00, 2), (8, 0.2, 1.00, 1), (7, 0.3, 0.98, 2)],
)
def test_with_people_away_the_published_share_keeps_the_gap_at_one(
    n: int, absent: float, share: float, most: int
) -> None:
    found = gaps(n, absent)
    even = sum(gap <= 1 for gap in found) / RUNS
    # Four standard errors of the published share in as many runs as are made here.
    slack = 4 * max(share * (1 - share), 0.01) ** 0.5 / RUNS**0.5
    assert abs(even - share) <= slack
    assert max(found) <= most


@pytest.mark.parametrize("n", range(5, 9))
def test_nobody_presents_or_facilitates_twice_in_a_row(n: int) -> None:
    for seed in range(10):
        meetings = run(n, 0.2, seed)
        for before, after in pairwise(meetings):
            for role in ("presenter", "facilitator"):
                assert before.held[role] != after.held[role]


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 9), st.integers(0, 10**6), st.floats(0, 0.5))
def test_roles_go_to_different_people_while_there_are_enough(
    n: int, seed: int, absent: float
) -> None:
    for meeting in run(n, absent, seed, sessions=5):
        held = [person for each in meeting.held.values() for person in each]
        assert set(held) <= set(meeting.present)
        assert len(set(held)) == min(len(meeting.present), len(ROLES))
        assert tuple(meeting.held) == ROLES


def test_everybody_presents_before_anybody_presents_twice() -> None:
    people = group(7)
    turns = forecast(DUTIES, enrolled=people, sessions=7, spread=SPREAD)
    assert sorted(each["presenter"] for each in turns) == list(people)


def test_the_forecast_is_what_happens_when_everybody_comes() -> None:
    people = group(6)
    meetings = run(6, 0.2, 3)
    seen = forecast(DUTIES, meetings, enrolled=people, sessions=3, spread=SPREAD, seed=9)
    for expected in seen:
        held = assign(DUTIES, meetings, enrolled=people, present=people, spread=SPREAD, seed=9)
        assert held == expected
        meetings.append(Meeting(people, people, {role: (who,) for role, who in held.items()}))


def test_a_claim_to_present_survives_absence_and_a_chore_does_not() -> None:
    people = group(4)
    away = [
        Meeting(people, people[:3], {"presenter": (people[0],), "scribe": (people[1],)}),
        Meeting(people, people[:3], {"presenter": (people[1],), "scribe": (people[2],)}),
    ]
    found = standing([DUTIES[0], Duty("scribe")], away)
    assert found.claim("presenter", people[3]) == 0.5
    assert found.claim("scribe", people[3]) == 0.0


def test_who_is_not_ready_keeps_the_claim() -> None:
    people = group(4)
    duty = Duty("presenter", keeps_claim=True, rests=True)
    first = assign([duty], enrolled=people, present=people)["presenter"]
    other = assign(
        [duty], enrolled=people, present=people, not_ready={"presenter": frozenset({first})}
    )["presenter"]
    meetings = [Meeting(people, people, {"presenter": (other,)})]
    assert other != first
    assert standing([duty], meetings).claim("presenter", first) == 0.25
    assert standing([duty], meetings).claim("presenter", other) == -0.75


def test_fairness_is_counted_among_those_who_may_hold_a_role() -> None:
    people = group(5)
    duty = Duty("facilitator", rests=True, eligible=frozenset(people[:3]))
    turns = [each["facilitator"] for each in forecast([duty], enrolled=people, sessions=6)]
    assert sorted(turns) == sorted(people[:3] * 2)


def test_a_role_nobody_may_hold_stays_empty() -> None:
    people = group(3)
    duties = [Duty("coach", eligible=frozenset()), Duty("presenter")]
    assert set(assign(duties, enrolled=people, present=people)) == {"presenter"}


def test_with_too_few_people_the_last_roles_are_carried_beside_another() -> None:
    people = group(6)
    held = assign(DUTIES, enrolled=people, present=people[:3], spread=SPREAD)
    assert tuple(held) == ROLES
    assert set(held.values()) == set(people[:3])
    assert held["presenter"] not in (held["scribe"], held["observer"])


def test_a_new_pair_is_preferred_when_claims_are_equal() -> None:
    people = group(3)
    duties = (Duty("presenter"), Duty("facilitator"))
    held = assign(duties, enrolled=people, present=people, spread=SPREAD, seed=5)
    again = [
        Meeting(people, people, {"presenter": (who,), "facilitator": (host,)})
        for who, host in ((people[0], people[1]), (people[1], people[2]), (people[2], people[0]))
    ]
    after = assign(duties, again, enrolled=people, present=people, spread=SPREAD, seed=5)
    met = {(people[1], people[0]), (people[2], people[1]), (people[0], people[2])}
    assert len(held) == 2
    assert (after["facilitator"], after["presenter"]) not in met


def test_one_seed_gives_one_answer() -> None:
    people = group(8)
    asked = [assign(DUTIES, enrolled=people, present=people, seed=4) for _ in range(2)]
    assert asked[0] == asked[1]
