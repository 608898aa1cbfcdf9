"""Figures of rounds: how many without a repeat, beside a search round by round in the same run.

`python bench/rounds.py [--iterations 1200] [--seed 1]`. The baseline is what organizers and most
tools do: arrange each round by itself as well as can be while avoiding repeats. `limits` are the
proven upper limits for the largest and for the smallest size. `worth` is what the rounds are worth
on average, the first of the baseline's rounds, which is free of the past, being 100 and a random
draw 0.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace

from junto.kernel import grouping as g
from junto.kernel.grouping.standing import worth
from junto.kernel.rotation import design, most_rounds
from junto.kernel.rotation.planning import Planner, schedule_rounds

CASES = (
    (15, 3, 3, 7),
    (16, 4, 4, 5),
    (32, 4, 4, 9),
    (30, 4, 5, 7),
    (45, 3, 3, 22),
    (60, 4, 5, 13),
    (60, 4, 5, 14),
    (120, 5, 6, 20),
    (120, 5, 6, 24),
    (480, 5, 6, 12),
)


def people(n: int, smallest: int, largest: int) -> g.Problem:
    """Made-up leaders who are to differ in function, country and years."""
    luck = numbers(n)
    roster = g.Roster.of(
        ids=[f"p{at:04d}" for at in range(n)],
        attributes=[
            g.Attribute("function", g.Kind.ONE_OF),
            g.Attribute("country", g.Kind.ONE_OF),
            g.Attribute("years", g.Kind.NUMBER),
        ],
        values={
            "function": [f"f{next(luck) % 8}" for _ in range(n)],
            "country": [f"c{next(luck) % 12}" for _ in range(n)],
            "years": [next(luck) % 30 for _ in range(n)],
        },
    )
    wishes = (g.Mix("function", 3.0), g.Mix("country", 2.0), g.Mix("years", 1.0))
    made = g.build_problem(roster, g.Rules(g.Size(smallest, largest), soft=wishes))
    return replace(made, group_count=-(-n // largest))


def numbers(seed: int) -> Iterator[int]:
    """Numbers that are the same everywhere (a linear congruence of Knuth's)."""
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 33


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--iterations", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    print("people  size  asked | baseline: rounds, s | ours: rounds, worth, s | design  limits")
    for n, smallest, largest, rounds in CASES:
        problem = people(n, smallest, largest)
        began = time.perf_counter()
        plain = Planner(
            problem,
            rounds=rounds,
            seed=wanted.seed,
            iterations=wanted.iterations,
            absent={},
            should_stop=None,
        )
        searched = plain.searched()
        middle = time.perf_counter()
        schedule = schedule_rounds(problem, rounds, seed=wanted.seed, iterations=wanted.iterations)
        ended = time.perf_counter()
        first = worth(problem, searched[0]) - schedule.expected
        mean = sum(schedule.worth) / rounds - schedule.expected
        size = f"{smallest}-{largest}" if smallest < largest else str(largest)
        print(
            f"{n:6d} {size:>5} {rounds:6d} | {len(searched):10d} {middle - began:8.1f} | "
            f"{schedule.without_repeat:7d} {100 * mean / first:8.1f} {ended - middle:6.1f} | "
            f"{len(design(n, smallest, largest)):6d} {most_rounds(n, largest):6d} "
            f"{most_rounds(n, smallest)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
