"""What each must-have forbids, and what each nice-to-have is worth."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import grouping as g
from junto.kernel.grouping import hours
from junto.kernel.grouping.problem import CountRule
from kernel.grouping import people


def apart(columns: dict[str, list[Any]], rule: dict[str, Any], **more: Any) -> set[tuple[int, int]]:
    n = len(next(iter(columns.values())))
    problem = people.problem_of(columns, (2, n), hard=[rule], **more)
    return {(int(i), int(j)) for i, j in np.argwhere(np.triu(problem.forbidden))}


def test_at_most_one_keeps_equal_values_apart_and_forgets_the_unknown() -> None:
    rule = {"at_most": {"attribute": "state", "count": 1}}
    assert apart({"state": ["CA", "TX", "CA", None, None]}, rule) == {(0, 2)}


def test_a_manager_at_any_distance_is_kept_apart_even_in_a_ring() -> None:
    rule = {"not_with_manager": {"attribute": "boss"}}
    chain = {"boss": ["p01", "p02", None, "p99", "p03"]}
    assert apart(chain, rule) == {(0, 1), (0, 2), (1, 2), (3, 4)}
    assert apart({"boss": ["p01", "p00", "p02"]}, rule) == {(0, 1)}


def test_same_and_languages_and_named_sets() -> None:
    assert apart({"level": ["a", "b", "a"]}, {"same": {"attribute": "level"}}) == {(0, 1), (1, 2)}
    speaks = {"speaks": [("en", "es"), ("hi",), ("es",)]}
    rule = {"common_language": {"attribute": "speaks"}}
    kinds = {"speaks": g.Kind.MANY_OF}
    assert apart(speaks, rule, kinds=kinds) == {(0, 1), (1, 2)}
    named = {"never_together": [["p00", "p01", "p03"]]}
    assert apart({"x": ["a"] * 4}, named) == {(0, 1), (0, 3), (1, 3)}


def test_one_language_for_all_is_more_than_one_for_each_pair() -> None:
    problem = people.problem_of(
        {"speaks": [("en", "es"), ("es", "hi"), ("en", "hi")]},
        (3, 3),
        hard=[{"common_language": {"attribute": "speaks"}}],
        kinds={"speaks": g.Kind.MANY_OF},
    )
    assert not problem.forbidden.any()
    [broken] = g.evaluate(problem, [["p00", "p01", "p02"]]).violations
    assert broken.rule == "common_language"


def shared(zones: list[str], on: str, more: dict[str, list[str]] | None = None, **rule: Any) -> Any:
    given_rule = {"hours": 3, "zone": "zone", "on": on} | rule
    return apart({"zone": zones, **(more or {})}, {"shared_hours": given_rule})


def test_hours_follow_the_offsets_of_the_date() -> None:
    zones = ["Pacific/Guam", "America/Anchorage", "America/New_York", "Pacific/Honolulu"]
    assert shared(zones, "2026-12-01") == {(0, 2)}
    assert shared(zones, "2027-07-01") == {(0, 1), (0, 2), (2, 3)}
    assert hours.offset_at("America/Anchorage", date(2026, 12, 1)) == -540
    assert hours.offset_at("America/Anchorage", date(2027, 7, 1)) == -480


def test_hours_may_be_each_persons_own_and_run_over_midnight() -> None:
    own = {"from": ["22:00", "04:00", "09:00"], "to": ["06:00", "12:00", "17:00"]}
    assert shared(["UTC"] * 3, "2026-12-01", own, hours=2, start="from", end="to") == {(0, 2)}
    assert shared(["UTC"] * 3, "2026-12-01", own, hours=4, start="from", end="to") == {
        (0, 1),
        (0, 2),
        (1, 2),
    }


def test_pairs_that_share_hours_around_the_clock_may_share_none_together() -> None:
    own = {"from": ["00:00", "08:00", "16:00"], "to": ["09:00", "17:00", "01:00"]}
    problem = people.problem_of(
        {"zone": ["UTC"] * 3, **own},
        (3, 3),
        hard=[
            {
                "shared_hours": {
                    "hours": 1,
                    "zone": "zone",
                    "start": "from",
                    "end": "to",
                    "on": "2026-12-01",
                }
            }
        ],
    )
    assert not problem.forbidden.any()
    assert [each.kind for each in problem.count_rules] == ["cover"]
    [broken] = g.evaluate(problem, [["p00", "p01", "p02"]]).violations
    assert broken.values["on"] == ["2026-12-01"]


WINDOWS = st.builds(
    hours.Window,
    st.integers(0, 1439),
    st.integers(0, 1440),
    st.just(0),
)


@given(found=st.lists(WINDOWS, min_size=1, max_size=5), minutes=st.integers(1, 600))
@settings(max_examples=200, deadline=None)
def test_candidate_starts_stand_for_every_minute_of_the_day(
    found: list[hours.Window], minutes: int
) -> None:
    fits = hours.starts_that_fit(found, minutes)
    some = bool((fits.sum(axis=0) == len(found)).any())
    clockface = np.arange(1440)
    every = np.ones(1440, dtype=bool)
    for each in found:
        inside = (clockface - each.start) % 1440 + minutes <= each.length
        every &= inside | (each.length == 1440)
    assert some == bool(every.any())
    assert not some or hours.common(found)[1] >= min(minutes, 1440)
    if hours.pairs_suffice(found, minutes):
        shared_pairs = fits.astype(int) @ fits.astype(int).T
        assert some == bool((shared_pairs > 0).all())


def test_missing_hours_are_named() -> None:
    with pytest.raises(g.RuleError, match="no time zone for p01"):
        shared(["UTC", None], "2026-12-01")  # type: ignore[list-item]
    with pytest.raises(g.RuleError, match="“start” of p01 is “soon”, not a time like 09:00"):
        shared(["UTC", "UTC"], "2026-12-01", {"start": ["09:00", "soon"]}, start="start")


def test_counts_say_how_many_stand_in_the_way() -> None:
    has = np.array([[1, 0], [1, 1], [0, 1]], dtype=np.int8)
    counts, sizes = has.sum(axis=0, dtype=np.int64), np.int64(3)
    assert int(CountRule(0, "cover", has).broken(counts, sizes)) == 1
    assert int(CountRule(0, "cap", has, 1).broken(counts, sizes)) == 2
    assert int(CountRule(0, "floor", has, 3).broken(counts, sizes)) == 2


def worths(column: list[Any], wish: str, kind: g.Kind = g.Kind.ONE_OF) -> list[list[int]]:
    problem = people.problem_of(
        {"x": column},
        (2, len(column)),
        soft=[{wish: {"attribute": "x"}}],
        kinds={"x": kind},
    )
    return problem.criteria[0].pairs.tolist()


def test_mix_and_match_are_opposites_and_the_unknown_is_neutral() -> None:
    assert worths(["a", "b", "a"], "mix") == [[0, 1000, 0], [1000, 0, 1000], [0, 1000, 0]]
    assert worths(["a", "b", "a"], "match") == [[0, 0, 1000], [0, 0, 0], [1000, 0, 0]]
    assert worths(["a", "b", "a", None], "mix")[3] == [666, 666, 666, 0]


def test_lists_match_by_what_the_shorter_one_shares() -> None:
    lists = [("x", "y"), ("y",), ("z",), None]
    assert worths(lists, "match", g.Kind.MANY_OF)[0] == [0, 1000, 0, 333]


def test_numbers_differ_by_rank_so_that_one_outlier_does_not_rule() -> None:
    assert worths([1, 2, 3, 1000], "mix", g.Kind.NUMBER)[0] == [0, 333, 666, 1000]


def test_balance_makes_groups_alike() -> None:
    problem = people.problem_of(
        {"years": [1, 1, 1, 9, 9, 9, 5, 5, 5]},
        (3, 3),
        soft=[{"balance": {"attribute": "years"}}],
        kinds={"years": g.Kind.NUMBER},
    )
    result = g.solve(problem, seed=1, iterations=100)
    years = problem.roster.values["years"]
    assert [sum(years[problem.index[i]] for i in group) for group in result.groups] == [15, 15, 15]
    assert result.score == pytest.approx(100.0, abs=0.1)


def test_new_faces_keep_those_who_met_apart() -> None:
    met = [g.Meeting(f"p{i:02d}", f"p{i + 1:02d}", 1 + i) for i in range(0, 8, 2)]
    met.append(g.Meeting("p00", "gone"))
    problem = people.problem_of({"x": ["a"] * 8}, (4, 4), soft=[{"new_faces": {}}], met=met)
    assert problem.criteria[0].pairs[4, 5] == -2000
    assert problem.criteria[0].pairs[0, 2] == 1000
    result = g.solve(problem, seed=1, iterations=50)
    assert result.score == 100.0


def test_the_hash_changes_with_what_matters_and_with_nothing_else() -> None:
    columns = {"x": ["a", "b", "a", "b"], "unused": ["1", "2", "3", "4"]}
    plain = people.problem_of(columns, (2, 2), soft=[{"mix": {"attribute": "x"}}])
    renamed = people.problem_of(
        columns | {"unused": ["9"] * 4}, (2, 2), soft=[{"mix": {"attribute": "x", "weight": 1.0}}]
    )
    heavier = people.problem_of(columns, (2, 2), soft=[{"mix": {"attribute": "x", "weight": 2}}])
    assert plain.hash == renamed.hash
    assert plain.hash != heavier.hash
    assert len(plain.hash) == 64
