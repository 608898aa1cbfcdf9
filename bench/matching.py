"""Figures of matching: seconds for the best total, beside choosing greedily in the same run.

`python bench/matching.py [--large]`. The baseline takes the most worthy pair that is still free,
again and again, as a spreadsheet would. Where scipy happens to be installed its
`linear_sum_assignment` on repeated columns is timed as well and has to give the same total.
`--large` adds 10,000 mentees, each compared with 50 candidates. Seconds are of this machine: read
the ratios.
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from typing import Any

import numpy as np

from junto.kernel import matching as m


def profiles(n: int, k: int, luck: np.random.Generator) -> Any:
    """Worth from twelve traits on either side: the nearer, the more."""
    one, two = luck.normal(size=(n, 12)), luck.normal(size=(k, 12))
    far = (one**2).sum(1)[:, None] + (two**2).sum(1)[None] - 2 * one @ two.T
    return np.rint(m.FULL * (1 - far / far.max())).astype(np.int64)


def words(n: int, k: int, luck: np.random.Generator) -> Any:
    """Worth from five answers out of four, with many ties."""
    one, two = luck.integers(0, 4, (n, 5)), luck.integers(0, 4, (k, 5))
    return (one[:, None] == two[None]).sum(2) * (m.FULL // 5)


def chance(n: int, k: int, luck: np.random.Generator) -> Any:
    """Worth by chance alone."""
    return luck.integers(0, m.FULL, (n, k))


def greedy(market: m.Market) -> int:
    """Return the total of taking the most worthy free pair again and again."""
    n, k = market.worth.shape
    room, placed, total = market.places.copy(), np.zeros(n, dtype=bool), 0
    for flat in np.argsort(-market.worth, axis=None, kind="stable").tolist():
        i, j = divmod(flat, k)
        if not placed[i] and room[j] > 0:
            placed[i] = True
            room[j] -= 1
            total += int(market.worth[i, j])
    return total


def reference(market: m.Market) -> tuple[float, int] | None:
    """Return the seconds and the total of scipy, where it is there."""
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError:
        return None
    began = time.perf_counter()
    wide = np.repeat(market.worth, market.places, axis=1)
    rows, columns = linear_sum_assignment(wide, maximize=True)
    return time.perf_counter() - began, int(wide[rows, columns].sum())


def show(name: str, worth: Any, places: list[int]) -> None:
    """Print one line."""
    n, k = worth.shape
    market = m.Market.of(
        mentees=[f"e{at:05d}" for at in range(n)],
        mentors=[f"o{at:05d}" for at in range(k)],
        places=places,
        worth=worth,
    )
    marks = [time.perf_counter()]
    best = m.assign(market)
    marks.append(time.perf_counter())
    stable = m.stable(market)
    marks.append(time.perf_counter())
    plain = greedy(market)
    marks.append(time.perf_counter())
    seconds = [after - before for before, after in pairwise(marks)]
    other = reference(market)
    told = "not installed" if other is None else f"{other[0]:.2f} s, {other[1] == best.total}"
    print(
        f"{name:28} {n:6d} {k:6d} {sum(places):6d} | best {seconds[0]:6.2f} s, swaps "
        f"{best.blocking:6d}, loss {best.loss} | stable {seconds[1]:5.2f} s, "
        f"{100 * stable.total / best.total:6.2f} % | greedy {seconds[2]:5.2f} s, "
        f"{100 * plain / best.total:6.2f} % | scipy {told}",
        flush=True,
    )


def main() -> None:
    """Print every case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    wanted = parser.parse_args()
    luck = np.random.default_rng(1)
    print("case                         mentees mentors places")
    show("profiles, three each", profiles(2000, 700, luck), [3] * 700)
    show("profiles, one each", profiles(2000, 2100, luck), [1] * 2100)
    show("answers with ties, three each", words(2000, 700, luck), [3] * 700)
    show("answers with ties, one each", words(2000, 2100, luck), [1] * 2100)
    show("chance, one each", chance(2000, 2100, luck), [1] * 2100)
    if wanted.large:
        show("profiles, 50 candidates", profiles(10_000, 4_000, luck), [3] * 4_000)


if __name__ == "__main__":
    main()
