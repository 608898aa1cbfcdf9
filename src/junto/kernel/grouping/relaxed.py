"""The doubly nonnegative relaxation: multipliers by splitting, and the limit any of them prove.

An arrangement is the matrix Z = sum over groups of c(s) 11', where s is the size of the group and
c(s) what a pair counts in it. For any symmetric matrix M (the multipliers) the worth
<C, Z> = <C - M, Z> + <M, Z>: the first part is bounded row by row, since a row of Z holds s - 1
entries beside its own, the second by eigenvalues, since the groups are orthogonal. No M can prove
too little, so nothing depends on how far the search for a good M has come. The derivation is in
`docs/methods/bounds.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

_LOOK = 20
_HALVINGS = 60
_RELAX = 1.6
_ROUNDING = 1e-11


@dataclass(frozen=True)
class Sizes:
    """How many groups there are, which sizes they may have, and what a pair counts in each."""

    groups: int
    sizes: tuple[int, ...]
    counts: tuple[float, ...]


def safe_limit(worth: Floats, multipliers: Floats, sizes: Sizes) -> float:
    """Return a limit of <worth, Z> over all arrangements; it holds for any multipliers."""
    n = len(worth)
    mean = multipliers.mean(axis=0)
    rows = mean - multipliers.mean() / 2
    centered = multipliers - rows[:, None] - rows[None, :]
    levels = np.linalg.eigvalsh((centered + centered.T) / 2)[::-1]
    # The direction of equal entries has the level 0 and belongs to no group's difference.
    levels = np.delete(levels, int(np.abs(levels).argmin()))
    rest = worth - multipliers
    own = np.diag(rest).copy()
    most = min(max(sizes.sizes), n) - 1
    apart = rest.copy()
    np.fill_diagonal(apart, -np.inf)
    best = -np.sort(np.partition(-apart, most, axis=1)[:, :most], axis=1)
    sums = np.concatenate([np.zeros((n, 1)), best.cumsum(axis=1)], axis=1)
    top = levels[: sizes.groups - 1]
    found = np.inf
    for shift in {0.0, *(float(top[k]) for k in (0, len(top) // 2, -1) if len(top))}:
        table = np.array(
            [
                count * (own + shift + sums[:, size - 1] + 2 * size * rows)
                for size, count in zip(sizes.sizes, sizes.counts, strict=True)
            ]
        ).T
        found = min(found, over_sizes(table, sizes) + _spectral(top - shift, shift, sizes))
    scale = float(np.abs(worth).sum() + np.abs(multipliers).sum()) * max(sizes.counts)
    return float(found) + _ROUNDING * scale


def _spectral(top: Floats, shift: float, sizes: Sizes) -> float:
    """Bound what the orthogonal groups can draw from the levels left after a shift.

    A shift by a multiple of the identity also touches the direction of equal entries: there the
    level falls by the shift, for a weight between the least and the most.
    """
    weights = [size * count for size, count in zip(sizes.sizes, sizes.counts, strict=True)]
    low, high = min(weights), max(weights)
    left = np.append(top, -shift)
    return float(np.where(left > 0, high * left, low * left).sum())


def over_sizes(table: Floats, sizes: Sizes) -> float:
    """Bound a sum over people of what each is worth in a group of each size (people x sizes).

    The sum over people of 1 / size is the number of groups: any price on that gives a valid limit,
    and the best price is found by thirds, since the limit is convex in the price.
    """
    n = len(table)
    weight = 1.0 / np.array(sizes.sizes, dtype=np.float64) - sizes.groups / n

    def limit(price: float) -> float:
        return float((table - price * weight[None, :]).max(axis=1).sum())

    if len(sizes.sizes) == 1:
        return limit(0.0)
    gap = float(np.abs(np.diff(weight)).min())
    reach = (float(table.max()) - float(table.min())) / gap + 1.0
    low, high = -reach, reach
    for _ in range(_HALVINGS):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if limit(left) <= limit(right):
            high = right
        else:
            low = left
    return min(limit((low + high) / 2), limit(0.0))


def tightened_limit(
    worth: Floats,
    sizes: Sizes,
    *,
    iterations: int,
    should_stop: Callable[[], bool] | None = None,
    barred: npt.NDArray[np.bool_] | None = None,
) -> float:
    """Return the least limit found on the way to the best multipliers.

    Alternating directions between {entries in 0..1, ones on the diagonal, 0 where `barred`} and
    {row sums s, levels off the mean in 0..s with the trace n - s}, where s is a middling size:
    arrangements of equal groups lie in both. The limit counts barred pairs as worth far too little
    to be chosen.
    """
    n = len(worth)
    size = _middle(n, sizes)
    level = float(worth[~np.eye(n, dtype=bool)].mean()) if n > 1 else 0.0
    goal = (worth - level) * (1 - np.eye(n))
    unit = float(np.abs(goal).std()) or 1.0
    goal /= unit
    # What a pair that is never chosen is worth is free: too little to be among anybody's best.
    never = -4.0 * max(sizes.sizes) * float(np.abs(worth).max(initial=1.0))
    kept = worth if barred is None else np.where(barred, never, worth)
    base = level * (1 - np.eye(n))
    found = safe_limit(worth, worth, sizes)
    multipliers, step = goal.copy(), max(0.1, 1.0 / np.sqrt(size))
    here = np.full((n, n), (size - 1) / max(1, n - 1))
    np.fill_diagonal(here, 1.0)
    for turn in range(1, iterations + 1):
        there = _spectral_part(here + multipliers / step, size)
        mixed = _RELAX * there + (1 - _RELAX) * here
        before = here
        here = np.clip(mixed + (goal - multipliers) / step, 0.0, 1.0)
        if barred is not None:
            here[barred] = 0.0
        np.fill_diagonal(here, 1.0)
        multipliers += step * (here - mixed)
        over = should_stop is not None and should_stop()
        if turn % _LOOK == 0 or turn == iterations or over:
            found = min(found, safe_limit(kept, multipliers * unit + base, sizes))
            if over:
                break
            step *= _balance(np.linalg.norm(here - there), np.linalg.norm(here - before))
    return found


def _middle(n: int, sizes: Sizes) -> float:
    """Return the size groups would have on average, were they all equal."""
    return min(float(n), n / sizes.groups)


def _balance(primal: np.floating[Any], dual: np.floating[Any]) -> float:
    """Return by how much to change the step so that both residuals shrink together."""
    if primal > 3 * dual:
        return 1.3
    return 1 / 1.3 if dual > 3 * primal else 1.0


def _spectral_part(matrix: Floats, size: float) -> Floats:
    """Return the nearest matrix with row sums `size` and the levels an arrangement may have."""
    n = len(matrix)
    mean = matrix.mean(axis=0)
    centered = matrix - mean[:, None] - mean[None, :] + mean.mean()
    levels, vectors = np.linalg.eigh(centered)
    wanted = _capped(levels, size, n - size)
    used = wanted > 0
    part: Floats = (vectors[:, used] * wanted[used]) @ vectors[:, used].T
    part -= part.mean(axis=0)[None, :]
    return (part + part.T) / 2 + size / n


def _capped(levels: Floats, most: float, total: float) -> Floats:
    """Return the nearest numbers in 0..most that add up to the total."""
    low, high = float(levels.min()) - most - 1.0, float(levels.max()) + 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if np.clip(levels - middle, 0.0, most).sum() > total:
            low = middle
        else:
            high = middle
    return np.clip(levels - (low + high) / 2, 0.0, most)
