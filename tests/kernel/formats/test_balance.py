"""How evenly a group was heard: one number for all, one for whoever was heard least."""

import pytest

from junto.kernel.formats.balance import Balance, balance, shares
from junto.kernel.formats.room import Kind
from kernel.formats.examples import FORMATS
from kernel.formats.rooms import Played, script_of

EVEN = dict.fromkeys("abcdefg", 100.0)


def test_a_session_as_planned_is_wholly_balanced_and_nobody_is_heard_less() -> None:
    assert balance(EVEN, EVEN) == Balance(1.0, 1.0)


def test_fifteen_points_taken_from_others_are_fifteen_points_off() -> None:
    # Seven equal shares; one has fifteen points more, the six others 2.5 points less each.
    share = 100 / 7
    spoken = {**dict.fromkeys("bcdefg", share - 2.5), "a": share + 15}
    found = balance({who: 10 * each for who, each in spoken.items()}, EVEN)
    assert found is not None
    assert found.balance == pytest.approx(0.85)
    assert found.least_heard == pytest.approx((share - 2.5) / share)


def test_whoever_says_nothing_counts_and_is_the_least_heard() -> None:
    found = balance({**EVEN, "g": 0.0}, EVEN)
    assert found is not None
    assert (round(found.balance, 3), found.least_heard) == (round(1 - 1 / 7, 3), 0.0)


def test_a_few_sentences_are_no_measure() -> None:
    assert balance({"a": 100.0, "b": 60.0}, {"a": 80.0, "b": 80.0}) is None
    assert shares({}) == {}


def test_a_presenter_who_speaks_longest_is_as_planned_by_the_role() -> None:
    played = Played(script_of(FORMATS["consultation-circle"], "abcdef"))
    at = played.advance_to("case")
    presenter = played.room.speakers[0]
    played.advance(at + 480)
    assert played.room.spoken[presenter] == played.room.due[presenter] >= 480


def test_whoever_passes_was_not_due_and_whoever_left_it_out_was() -> None:
    fmt = FORMATS["peer-advisory-forum"]
    played = Played(script_of(fmt, "abcdefg"))
    while len(played.room.speakers) < 7:
        played.advance(played.room.started_at + 1)
    before = dict(played.room.due)
    start = played.room.started_at
    first, second, *rest = played.room.speakers
    played.done(start + 60).done(start + 90, Kind.PASSED).done(start + 120)
    played.advance(start + 120)
    gained = {who: played.room.due.get(who, 0.0) - before.get(who, 0.0) for who in "abcdefg"}
    assert gained[second] == 0.0
    assert [gained[who] for who in (first, *rest)] == [pytest.approx(90 / 6)] * 6
