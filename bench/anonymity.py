"""What deciding over every figure of a survey costs, beside hiding by threshold alone.

`python bench/anonymity.py` plans the figures of up to 10,000 people with three attributes, one
two-way table among them (five levels to twenty), and audits what is shown. The ratio is to the
bare sums over the same answers. `--people N` plans one size.
"""

from __future__ import annotations

import argparse
import random
import time

from junto.kernel import anonymity as a

SIZES = ((60, 6), (300, 6), (1_000, 6), (1_000, 10), (1_000, 20), (10_000, 6), (10_000, 20))
K = a.ORGANIZATION_SURVEY


def survey(people: int, levels: int, *, seed: int = 1) -> list[a.Cell]:
    """Everybody, the levels of three attributes, and the table of the first two."""
    draw = random.Random(seed)  # invented memberships
    of = {f"p{n}": tuple(draw.randrange(levels) for _ in range(3)) for n in range(people)}
    cells = [a.Cell.of("all", of)]
    for which in range(3):
        for level in range(levels):
            who = [person for person, has in of.items() if has[which] == level]
            cells.append(a.Cell.of(f"{which}:{level}", who))
    for one in range(levels):
        for other in range(levels):
            who = [person for person, has in of.items() if has[:2] == (one, other)]
            cells.append(a.Cell.of(f"{one}x{other}", who))
    return a.by_priority([cell for cell in cells if cell.people])


def sums(cells: list[a.Cell]) -> None:
    """The plain sums that a threshold alone would show."""
    answers = dict.fromkeys(cells[0].people, 3)
    for cell in cells:
        if len(cell.people) >= K:
            sum(answers[person] for person in cell.people)


def measure(people: int, levels: int) -> None:
    cells = survey(people, levels)
    began = time.perf_counter()
    sums(cells)
    bare = time.perf_counter() - began
    began = time.perf_counter()
    made = a.plan(cells, k=K)
    planned = time.perf_counter() - began
    began = time.perf_counter()
    breach = a.audit([cell for cell in cells if cell.key in made.shown], k=K)
    audited = time.perf_counter() - began
    print(
        f"{people:6,} people, {levels:2} levels: {len(cells):3} figures, {len(made.shown):3} shown,"
        f" plan {planned:6.2f} s, audit {audited:6.2f} s,"
        f" {(planned + audited) / bare:8,.0f} times the sums; breach: {breach is not None}",
        flush=True,
    )


def main() -> None:
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int)
    parser.add_argument("--levels", type=int, default=6)
    asked = parser.parse_args()
    for people, levels in [(asked.people, asked.levels)] if asked.people else SIZES:
        measure(people, levels)


if __name__ == "__main__":
    main()
