"""Groups of five to seven mended after three of 120 left and two came, beside forming them anew.

Claim: at most two others move, and the score is at most two points below groups formed anew.
Run: python bench/repair.py
"""

import time

import numpy as np

from junto.kernel import grouping as g

KINDS = {"unit": 8, "site": 5, "level": 4}


def leaders(count: int, *, without: int = 0, seed: int = 7) -> g.Problem:
    luck = np.random.default_rng(seed)
    columns = {
        name: [f"{name}{each}" for each in luck.integers(kinds, size=200)[without:count]]
        for name, kinds in KINDS.items()
    }
    roster = g.Roster.of(
        ids=[f"p{n:03}" for n in range(without, count)],
        attributes=[g.Attribute(name, g.Kind.ONE_OF) for name in columns],
        values=columns,
    )
    soft = [{"mix": {"attribute": name, "weight": 1}} for name in columns]
    return g.build_problem(roster, g.rules_from_dict({"size": {"min": 5, "max": 7}, "soft": soft}))


def solved(problem: g.Problem) -> g.Result:
    return g.solve(problem, seed=1, iterations=g.default_iterations(problem))


def main() -> None:
    for seed in range(5):
        groups = solved(leaders(120, seed=seed)).groups
        problem = leaders(122, without=3, seed=seed)
        began = time.perf_counter()
        anew = solved(problem)
        formed = time.perf_counter() - began
        began = time.perf_counter()
        ways = g.repair(problem, groups)
        taken = time.perf_counter() - began
        best = max((each for each in ways if len(each.moved) <= 2), key=lambda each: each.score)
        print(
            f"seed {seed}: mended {best.score:6.2f} with {len(best.moved)} moved in {taken:.2f} s;"
            f" anew {anew.score:6.2f} in {formed:.2f} s; {taken / formed:.2f} of that time"
        )


if __name__ == "__main__":
    main()
