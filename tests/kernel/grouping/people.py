"""Small rosters and rules for the tests of groups."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from junto.kernel import grouping as g

CONGRESS = Path(__file__).resolve().parents[3] / "../shared/rosters/us-congress.csv"
INSTANCES = Path(__file__).resolve().parents[3] / "../shared/grouping/instances"
SITES = ("Oslo", "Lima", "Pune", "Kyiv")
SPOKEN = ("en", "es", "hi")


def congress(*days: str, size: tuple[int, int] = (5, 7), soft: bool = True) -> g.Problem:
    """Congress in circles of five to seven, nobody twice from one state, three hours shared."""
    if not CONGRESS.exists():
        pytest.skip("the roster beside the project is not there")
    with CONGRESS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    roster = g.Roster.from_rows(rows, id_column="person_id", lists={"committees": ";"})
    hard: list[dict[str, Any]] = [{"at_most": {"attribute": "state", "count": 1}}]
    if days:
        hard.append(
            {
                "shared_hours": {
                    "hours": 3,
                    "zone": "time_zone",
                    "start": "09:00",
                    "end": "17:00",
                    "on": list(days),
                }
            }
        )
    wishes = [
        {"mix": {"attribute": "party", "weight": 3}},
        {"mix": {"attribute": "chamber"}},
        {"mix": {"attribute": "gender"}},
        {"balance": {"attribute": "years_served"}},
    ]
    document = {"size": {"min": size[0], "max": size[1]}, "hard": hard}
    return g.build_problem(roster, g.rules_from_dict(document | ({"soft": wishes} if soft else {})))


def roster_of(columns: dict[str, list[Any]], kinds: dict[str, g.Kind] | None = None) -> g.Roster:
    """A roster with the ids p00, p01, ... and one list per attribute."""
    count = len(next(iter(columns.values())))
    given = kinds or {}
    return g.Roster.of(
        ids=[f"p{i:02d}" for i in range(count)],
        attributes=[g.Attribute(each, given.get(each, g.Kind.ONE_OF)) for each in columns],
        values=columns,
    )


def problem_of(
    columns: dict[str, list[Any]],
    size: tuple[int, int],
    *,
    hard: list[dict[str, Any]] | None = None,
    soft: list[dict[str, Any]] | None = None,
    kinds: dict[str, g.Kind] | None = None,
    met: list[g.Meeting] | None = None,
) -> g.Problem:
    """A problem from columns and plain rules."""
    rules = g.rules_from_dict(
        {"size": {"min": size[0], "max": size[1]}, "hard": hard or [], "soft": soft or []}
    )
    return g.build_problem(roster_of(columns, kinds), rules, history=met or [])


@st.composite
def problems(draw: st.DrawFn, *, most: int = 14) -> g.Problem:
    """Any small problem, with rules that may or may not be kept."""
    n = draw(st.integers(4, most))
    low = draw(st.integers(2, min(4, n)))
    high = draw(st.integers(low, min(low + 2, n)))
    if -(-n // high) > n // low:
        high = n
    kinds = {"years": g.Kind.NUMBER, "speaks": g.Kind.MANY_OF, "friends": g.Kind.MANY_OF}
    columns: dict[str, list[Any]] = {
        "site": draw(st.lists(st.sampled_from((*SITES, None)), min_size=n, max_size=n)),
        "level": draw(st.lists(st.sampled_from(("lead", "head")), min_size=n, max_size=n)),
        "years": draw(st.lists(st.none() | st.integers(0, 40), min_size=n, max_size=n)),
        "speaks": [
            tuple(draw(st.sets(st.sampled_from(SPOKEN), min_size=1, max_size=2))) for _ in range(n)
        ],
        "friends": [
            tuple(draw(st.sets(st.sampled_from(("p00", "p01", "p02", "p09")), max_size=3)))
            for _ in range(n)
        ],
        "zone": draw(
            st.lists(
                st.sampled_from(("Europe/Oslo", "America/Lima", "Asia/Kolkata", "Pacific/Guam")),
                min_size=n,
                max_size=n,
            )
        ),
    }
    ids = [f"p{i:02d}" for i in range(n)]
    hours = {"hours": 1, "zone": "zone", "start": "06:00", "end": "22:00", "on": ["2026-12-01"]}
    offered: list[dict[str, Any]] = [
        {"at_most": {"attribute": "site", "count": 1}},
        {"at_most": {"attribute": "site", "count": 2}},
        {"never_together": [ids[:2]]},
        {"together": [ids[2:4]]},
        {"shared_hours": hours},
        {"common_language": {"attribute": "speaks"}},
        {"same": {"attribute": "level"}},
        {"conflict": {"attribute": "site"}},
        {"near": {"attribute": "years", "steps": 20}},
        {"same_site_or_remote": {"attribute": "speaks", "remote": ["hi"]}},
        {"not_alone": {"attribute": "site"}},
    ]
    if "lead" in columns["level"]:
        offered.append({"at_least": {"attribute": "level", "value": "lead", "count": 1}})
    wishes: list[dict[str, Any]] = [
        {"mix": {"attribute": "site", "weight": 2}},
        {"mix": {"attribute": "years"}},
        {"balance": {"attribute": "years", "weight": 0.5}},
        {"match": {"attribute": "speaks"}},
        {"same_site_or_remote": {"attribute": "site", "remote": ["Kyiv"]}},
        {"new_faces": {"weight": 3}},
        {"with_friends": {"attribute": "friends", "weight": 2}},
        {"with_topics": {"attribute": "speaks"}},
    ]
    hard = draw(st.lists(st.sampled_from(offered), max_size=3, unique_by=str))
    soft = draw(st.lists(st.sampled_from(wishes), max_size=4, unique_by=str))
    met = [g.Meeting(ids[0], ids[1], 2), g.Meeting(ids[1], ids[3])]
    return problem_of(columns, (low, high), hard=hard, soft=soft, kinds=kinds, met=met)


def dealt(problem: g.Problem, luck: np.random.Generator) -> list[list[int]]:
    """A random arrangement of legal sizes."""
    order = luck.permutation(problem.n).tolist()
    sizes = list(problem.even_sizes)
    for _ in range(3):
        a, b = luck.integers(len(sizes), size=2)
        if a != b and sizes[a] < problem.max_size and sizes[b] > problem.min_size:
            sizes[a] += 1
            sizes[b] -= 1
    edges = np.cumsum([0, *sizes])
    return [order[edges[k] : edges[k + 1]] for k in range(len(sizes))]


def named(problem: g.Problem, groups: list[list[int]]) -> g.Groups:
    """Groups of places as groups of ids."""
    return tuple(tuple(problem.roster.ids[i] for i in group) for group in groups)


def arrangements(people: tuple[int, ...], sizes: tuple[int, ...]) -> Any:
    """Every way to divide people into groups of these sizes."""
    if not sizes:
        yield []
        return
    first, rest = people[0], people[1:]
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for others in combinations(rest, size - 1):
            remaining = tuple(each for each in rest if each not in others)
            for tail in arrangements(remaining, tuple(left)):
                yield [[first, *others], *tail]


def all_arrangements(problem: g.Problem) -> Any:
    """Every arrangement with the problem's number of groups and legal sizes."""

    def shapes(count: int, people: int, most: int) -> Any:
        if not count:
            if not people:
                yield ()
            return
        for size in range(min(most, people), problem.min_size - 1, -1):
            for tail in shapes(count - 1, people - size, size):
                yield (size, *tail)

    for shape in shapes(problem.group_count, problem.n, problem.max_size):
        yield from arrangements(tuple(range(problem.n)), shape)


def problem_from_matrix(apart: Any, size: int) -> g.Problem:
    """A problem whose pairs are worth what a matrix says, in groups of one size."""
    plain = problem_of({"x": ["a"] * len(apart)}, (size, size))
    value = np.rint(apart * 10).astype(np.int64)
    np.fill_diagonal(value, 0)
    roster = g.Roster.of(ids=[f"p{i:05d}" for i in range(len(apart))])
    return replace(plain, roster=roster, value=value)


def clashes(problem: g.Problem, groups: g.Groups) -> int:
    """How many forbidden pairs sit together."""
    seated = [[problem.index[each] for each in group] for group in groups]
    return sum(int(problem.forbidden[np.ix_(group, group)].sum()) // 2 for group in seated)
