"""Cases worked out by hand."""

from datetime import UTC, date, datetime, time

import pytest

from junto.kernel.scheduling import (
    Apart,
    NothingToSchedule,
    Person,
    Problem,
    Rhythm,
    UnknownZone,
    Window,
    dates_of,
    instant,
    oddity,
    propose,
    same_hours,
    weigh,
)

NINE_TO_FIVE = same_hours("09:00", "17:00")
TUESDAY, THURSDAY = 1, 3


def person(ref: str, zone: str, start: str = "09:00", end: str = "17:00") -> Person:
    return Person(ref, zone, same_hours(start, end))


def weekly(day: date, count: int) -> Rhythm:
    return Rhythm.every(1, day, count)


# ---------------------------------------------------------------- odd wall times


def test_a_wall_time_in_a_gap_is_read_with_the_offset_before_it() -> None:
    spring = date(2026, 3, 29)

    assert instant(spring, time(2, 30), "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert oddity(spring, time(2, 30), "Europe/Berlin") == "gap"


def test_of_a_wall_time_that_exists_twice_the_first_is_meant() -> None:
    autumn = date(2026, 10, 25)

    assert instant(autumn, time(2, 30), "Europe/Berlin") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert oddity(autumn, time(2, 30), "Europe/Berlin") == "overlap"


def test_an_ordinary_wall_time_is_not_odd() -> None:
    assert oddity(date(2026, 10, 25), time(3), "Europe/Berlin") == ""


def test_a_zone_that_does_not_exist_is_named() -> None:
    problem = Problem((person("ana", "Europe/Atlantis"),), weekly(date(2026, 9, 1), 1), 60)

    with pytest.raises(UnknownZone, match="Europe/Atlantis"):
        propose(problem)


# ---------------------------------------------------------------- dates


def test_a_series_begins_on_the_first_such_weekday_and_goes_on_by_weeks() -> None:
    rhythm = Rhythm(date(2026, 9, 2), weeks=(0, 2, 5))

    assert dates_of(rhythm, TUESDAY) == (date(2026, 9, 8), date(2026, 9, 22), date(2026, 10, 13))


def test_a_monthly_series_keeps_the_weekday_of_the_month() -> None:
    rhythm = Rhythm.monthly(date(2026, 9, 8), 4)

    assert dates_of(rhythm, THURSDAY) == (
        date(2026, 9, 10),
        date(2026, 10, 8),
        date(2026, 11, 12),
        date(2026, 12, 10),
    )


def test_a_fifth_weekday_becomes_the_last() -> None:
    rhythm = Rhythm.monthly(date(2026, 12, 29), 3)

    assert dates_of(rhythm, TUESDAY) == (date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23))


# ---------------------------------------------------------------- one wall time for all


def test_the_most_comfortable_common_hour_is_kept() -> None:
    # Lisbon 09:00-17:00 is 08:00-16:00 UTC, Singapore 09:00-18:00 is 01:00-10:00 UTC:
    # 08:00-10:00 UTC is shared, and an hour in its middle leaves half an hour on both sides.
    people = (person("ana", "Europe/Lisbon"), person("li", "Asia/Singapore", end="18:00"))
    problem = Problem(people, weekly(date(2026, 9, 1), 4), 60, anchor="Europe/Lisbon")

    best = propose(problem).best

    assert best.times == (time(9, 30),)
    assert best.occasions[0].starts_at == datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
    assert [seat.starts.time() for seat in best.occasions[0].seats] == [time(9, 30), time(16, 30)]
    assert (best.worst, best.total, best.shifts) == (0, 0, ())


def test_an_hour_that_stops_suiting_when_the_clocks_change_is_not_kept() -> None:
    # After 25 October the same Lisbon hour is one later in Singapore: only 09:00 still suits.
    people = (person("ana", "Europe/Lisbon"), person("li", "Asia/Singapore", end="18:00"))
    problem = Problem(people, weekly(date(2026, 10, 20), 4), 60, anchor="Europe/Lisbon")

    best = propose(problem).best

    assert best.times == (time(9),)
    assert [(shift.ref, shift.at, shift.before, shift.after) for shift in best.shifts] == [
        ("li", 1, time(16), time(17))
    ]


def test_clocks_that_change_on_different_dates_are_told_of_twice() -> None:
    people = (person("jo", "Europe/London"), person("kim", "America/New_York"))
    problem = Problem(people, weekly(date(2026, 3, 3), 6), 60, anchor="Europe/London")

    shifts = weigh(problem, TUESDAY, [time(14)]).shifts

    # New York changes on 8 March, London on 29 March.
    assert [(each.ref, each.at, each.before, each.after, each.minutes) for each in shifts] == [
        ("kim", 1, time(9), time(10), 60),
        ("kim", 4, time(10), time(9), -60),
    ]


def test_the_wall_time_of_most_people_is_kept() -> None:
    people = (
        person("kim", "America/New_York"),
        person("jo", "Europe/London"),
        person("al", "Europe/London"),
    )

    assert propose(Problem(people, weekly(date(2026, 9, 1), 2), 60)).best.zone == "Europe/London"


def test_of_equals_the_zone_in_the_middle_is_kept() -> None:
    people = (
        person("li", "Asia/Singapore"),
        person("kim", "America/New_York"),
        person("jo", "Europe/London"),
    )

    assert propose(Problem(people, weekly(date(2026, 9, 1), 2), 60)).best.zone == "Europe/London"


def test_three_different_times_are_offered() -> None:
    problem = Problem((person("ana", "Europe/Lisbon"),), weekly(date(2026, 9, 1), 2), 60)

    choices = propose(problem).choices

    assert [(each.weekday, each.times) for each in choices] == [
        (1, (time(10),)),
        (2, (time(12),)),
        (3, (time(14),)),
    ]


def test_a_person_who_is_in_another_meeting_is_not_asked_to_two() -> None:
    busy = (
        (datetime(2026, 9, 1, 7, tzinfo=UTC), datetime(2026, 9, 1, 16, tzinfo=UTC)),
        (datetime(2026, 9, 2, 10, tzinfo=UTC), datetime(2026, 9, 2, 11, tzinfo=UTC)),
    )
    ana = Person("ana", "Etc/UTC", NINE_TO_FIVE, busy=busy)
    problem = Problem((ana,), weekly(date(2026, 9, 1), 1), 60, weekdays=(1, 2))

    best = propose(problem).best

    assert (best.weekday, best.times) == (2, (time(11),))


def test_a_day_off_is_avoided() -> None:
    ana = Person("ana", "Etc/UTC", NINE_TO_FIVE, days_off=frozenset({date(2026, 9, 8)}))
    problem = Problem((ana,), weekly(date(2026, 9, 1), 3), 60)

    assert propose(problem).best.weekday == 2


# ---------------------------------------------------------------- what it costs


@pytest.mark.parametrize(
    ("starts", "outside", "early", "late", "burden"),
    [
        ((9, 0), 0, 0, 0, 0),
        # 30 minutes before 07:30 count twice, 60 once.
        ((7, 0), 90, 30, 0, 30 * 2 + 60),
        # 60 inside own hours, 30 after them.
        ((16, 0), 30, 0, 0, 30),
        # 30 by day, 60 after 20:30 count twice.
        ((20, 0), 90, 0, 60, 30 + 60 * 2),
        # 30 until 22:30 count twice, 60 at night six times.
        ((22, 0), 90, 0, 90, 30 * 2 + 60 * 6),
        # An hour of the night, half an hour before 07:30.
        ((5, 0), 90, 90, 0, 60 * 6 + 30 * 2),
        # Before four it is still late.
        ((3, 0), 90, 30, 60, 90 * 6),
    ],
)
def test_minutes_outside_own_hours_are_weighed(
    starts: tuple[int, int], outside: int, early: int, late: int, burden: int
) -> None:
    problem = Problem((person("ana", "Etc/UTC"),), weekly(date(2026, 9, 1), 1), 90)

    load = weigh(problem, TUESDAY, [time(*starts)]).loads[0]

    assert (load.outside, load.early, load.late, load.burden) == (outside, early, late, burden)


def test_a_meeting_on_a_day_without_hours_is_most_likely_missed() -> None:
    problem = Problem((person("ana", "Etc/UTC"),), weekly(date(2026, 9, 1), 1), 60)

    load = weigh(problem, 6, [time(12)]).loads[0]

    assert (load.burden, load.times_away) == (8 * 60, 1)


def test_hours_past_midnight_belong_to_the_night_before() -> None:
    nights = (Window(TUESDAY, 22 * 60, 30 * 60),)
    problem = Problem((Person("ana", "Etc/UTC", nights),), weekly(date(2026, 9, 1), 1), 60)

    assert weigh(problem, 2, [time(4)]).loads[0].burden == 0


# ---------------------------------------------------------------- taking turns


def test_two_people_far_apart_take_turns() -> None:
    # 09:00 here is 19:00 there: 60 minutes outside for the one there. 06:00 here is 16:00 there:
    # 60 minutes before 07:30 for the one here, which count twice. Two in six are fair.
    people = (person("here", "Etc/GMT"), person("there", "Etc/GMT-10"))
    problem = Problem(people, weekly(date(2026, 9, 1), 6), 60, anchor="Etc/GMT")

    found = propose(problem)

    assert sorted(each.starts for each in found.best.occasions) == [time(6)] * 2 + [time(9)] * 4
    assert [(load.ref, load.burden, load.times_early) for load in found.best.loads] == [
        ("here", 240, 2),
        ("there", 240, 0),
    ]
    assert found.no_common_hour is not None
    assert found.no_common_hour.apart == (Apart("here", "there", 0, 10.0),)


def test_turns_alternate_where_they_can() -> None:
    people = (person("here", "Etc/GMT"), person("there", "Etc/GMT-10"))
    problem = Problem(people, weekly(date(2026, 9, 1), 6), 60, anchor="Etc/GMT")

    starts = [each.starts.hour for each in propose(problem).best.occasions]

    assert starts == [9, 6, 9, 9, 6, 9]


def test_the_one_who_stands_in_the_way_is_named() -> None:
    people = (
        person("jo", "Europe/London"),
        person("ana", "Europe/Lisbon"),
        person("kim", "America/Los_Angeles"),
    )
    why = propose(Problem(people, weekly(date(2026, 9, 1), 4), 60)).no_common_hour

    assert why is not None
    assert why.only_without == ("kim",)
    assert [(pair.one, pair.other, pair.hours_between) for pair in why.apart] == [
        ("jo", "kim", 8.0),
        ("ana", "kim", 8.0),
    ]


def test_a_group_that_could_meet_in_two_parts_is_told_so() -> None:
    people = (
        person("jo", "Europe/London"),
        person("li", "Asia/Singapore"),
        person("ana", "Europe/Lisbon"),
        person("bo", "Asia/Tokyo"),
    )
    why = propose(Problem(people, weekly(date(2026, 9, 1), 4), 60)).no_common_hour

    assert why is not None
    assert sorted(part.refs for part in why.parts) == [("jo", "ana"), ("li", "bo")]


def test_a_wall_time_chosen_by_hand_may_rotate() -> None:
    problem = Problem((person("ana", "Etc/UTC"),), weekly(date(2026, 9, 1), 3), 60)

    chosen = weigh(problem, TUESDAY, [time(8), time(18)])

    assert [each.starts for each in chosen.occasions] == [time(8), time(18), time(8)]


@pytest.mark.parametrize("people", [(), (person("ana", "Etc/UTC"),)])
def test_nobody_or_never_cannot_be_scheduled(people: tuple[Person, ...]) -> None:
    with pytest.raises(NothingToSchedule):
        propose(Problem(people, Rhythm(date(2026, 9, 1)), ()))
