"""What holds for any group."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.scheduling import Person, Problem, Rhythm, Window, propose, same_hours
from junto.kernel.scheduling.zones import Zone, day_start, minutes_of
from kernel.scheduling.plainly import burden, costs, instant

ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
)
HOURS = (("09:00", "17:00"), ("08:15", "18:30"), ("22:00", "06:00"), ("10:00", "14:00"))
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


@st.composite
def groups(draw: st.DrawFn, most: int = 5) -> tuple[Person, ...]:
    size = draw(st.integers(2, most))
    return tuple(
        Person(f"p{place}", draw(st.sampled_from(ZONES)), same_hours(*draw(st.sampled_from(HOURS))))
        for place in range(size)
    )


@given(st.sampled_from(ZONES), DAYS, st.integers(0, 47))
def test_many_wall_times_are_read_as_one_is(zone: str, day: date, half_hour: int) -> None:
    table = Zone(zone, date(2026, 1, 1), date(2027, 12, 31))
    wall = np.array([day_start(day) + 30 * half_hour])

    found = int(table.to_utc(wall)[0])

    expected = instant(day, 30 * half_hour, zone)
    assert found == minutes_of(expected)


@settings(max_examples=20, deadline=None)
@given(groups(), DAYS, st.sampled_from([30, 75, 90]))
def test_loads_are_what_the_minutes_add_up_to(
    people: tuple[Person, ...], day: date, minutes: int
) -> None:
    problem = Problem(people, Rhythm.every(2, day, 4), minutes)

    for choice in propose(problem).choices:
        plain = [
            sum(burden(who, each.starts_at, each.minutes) for each in choice.occasions)
            for who in people
        ]
        assert [load.burden for load in choice.loads] == plain


@settings(max_examples=20, deadline=None)
@given(groups(4), DAYS)
def test_one_wall_time_is_kept_exactly_when_one_suits_all(
    people: tuple[Person, ...], day: date
) -> None:
    problem = Problem(people, Rhythm.every(4, day, 2), 60, anchor=people[0].zone, weekdays=(1,))
    slots = list(range(0, 1440, 30))

    exists = any(not np.any(slot) for slot in costs(problem, 1, slots))
    found = propose(problem)

    assert (found.no_common_hour is None) == exists
    assert (found.best.worst == 0 and not found.best.rotates) == exists


@settings(max_examples=25, deadline=None)
@given(groups(4), DAYS)
def test_no_series_at_all_has_a_much_smaller_largest_burden(
    people: tuple[Person, ...], day: date
) -> None:
    problem = Problem(
        people, Rhythm.every(3, day, 3), 60, anchor=people[0].zone, step=120, weekdays=(2,)
    )
    slots = list(range(0, 1440, 120))
    table = np.array(costs(problem, 2, slots))

    every = product(range(len(slots)), repeat=3)
    best = min(
        int((table[one, 0] + table[two, 1] + table[three, 2]).max()) for one, two, three in every
    )

    # One wall time more is taken only when it is worth a tenth, twice at most.
    assert best <= propose(problem).best.worst <= best / 0.9**2


def test_a_burden_is_shared_by_three_where_no_single_step_from_one_hour_helps() -> None:
    def person(ref: str, zone: str, start: int, end: int) -> Person:
        windows = tuple(Window(weekday=day, start=start, end=end) for day in range(5))
        return Person(ref=ref, zone=zone, windows=windows)

    people = (
        person("p0", "America/New_York", 1320, 1800),
        person("p1", "Europe/London", 600, 840),
        person("p2", "Asia/Kolkata", 1320, 1800),
    )
    rhythm = Rhythm.every(3, date(2026, 1, 1), 3)
    problem = Problem(people, rhythm, 60, anchor="America/New_York", step=120, weekdays=(2,))

    assert [load.burden for load in propose(problem).best.loads] == [120, 120, 120]


@settings(max_examples=15, deadline=None)
@given(groups(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(people: tuple[Person, ...], day: date, chance) -> None:  # type: ignore[no-untyped-def]
    problem = Problem(people, Rhythm.every(2, day, 6), 60)
    mixed = list(people)
    chance.shuffle(mixed)

    one, other = propose(problem).best, propose(replace(problem, people=tuple(mixed))).best

    assert (one.times, one.weekday, one.worst) == (other.times, other.weekday, other.worst)


@settings(max_examples=15, deadline=None)
@given(groups(), DAYS)
def test_every_occasion_keeps_its_wall_time_across_changes_of_clocks(
    people: tuple[Person, ...], day: date
) -> None:
    best = propose(Problem(people, Rhythm.every(1, day, 12), 60)).best

    for each in best.occasions:
        minutes = each.starts.hour * 60 + each.starts.minute
        assert each.starts_at == instant(each.date, minutes, best.zone)
        assert each.date.weekday() == best.weekday
    gaps = {b.date - a.date for a, b in zip(best.occasions, best.occasions[1:], strict=False)}
    assert gaps == {timedelta(weeks=1)}
