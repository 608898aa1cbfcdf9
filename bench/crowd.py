"""Figures of forming groups of very many people: seconds, memory and how far from the limit.

`python bench/crowd.py [--people 10000] [--iterations 20] [--seed 1] [--json]` makes up leaders
(six kinds of words, three numbers, eight skills) in groups of six. The gap is to the plain limit,
which no six people of so many kinds can reach: some five per cent of it are slack. Seconds are of
this machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import numpy as np

from junto.kernel.grouping import crowd

KINDS = ((12, 2), (5, 1), (3, 1), (20, 1), (20, 2), (4, 1))


def leaders(n: int, seed: int) -> np.ndarray:
    """Return features of made-up leaders: some words are far more common than others."""
    rng = np.random.default_rng(seed)
    parts = []
    for words, weight in KINDS:
        often = 1.0 / np.arange(1, words + 1)
        chosen = rng.choice(words, size=n, p=often / often.sum())
        parts.append(np.sqrt(weight / 2) * (chosen[:, None] == np.arange(words)[None, :]))
    numbers = rng.normal(size=(n, 3))
    parts.append((numbers - numbers.mean(axis=0)) / (2 * numbers.std(axis=0)))
    parts.append(0.5 * (rng.random((n, 8)) < 0.4))
    return np.concatenate(parts, axis=1).astype(np.float32)


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    wanted = parser.parse_args()
    n = wanted.people
    base, extra = divmod(n, max(1, n // 6))
    sizes = [base + 1] * extra + [base] * (max(1, n // 6) - extra)
    features = leaders(n, 6)
    began = time.perf_counter()
    people = crowd.crowd_from(features, ids=[str(i) for i in range(n)], sizes=sizes)
    result = crowd.form_crowd(people, seed=wanted.seed, iterations=wanted.iterations)
    told = {
        "people": n,
        "groups": len(sizes),
        "iterations": wanted.iterations,
        "seconds": round(time.perf_counter() - began, 2),
        "random gap %": round(100 * (1 - people.expected() / people.limit()), 3),
        "gap %": round(100 * (1 - result.objective / people.limit()), 3),
        "MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(told) if wanted.json else "\n".join(f"{k}: {v}" for k, v in told.items()))


if __name__ == "__main__":
    main()
