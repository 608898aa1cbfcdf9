"""From sealed answers of few people to what may be told of them, once.

Beside the thresholds two rules keep it unknown who took part. Nothing is told where everybody who
could have answered would have to have answered for it: who answers with their name is known, and
what is left without them is the crowd that hides. And means are told in halves: finer ones give
away how many people they are made of.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from junto.domain.assessments.enums import HIGHEST, LOWEST
from junto.domain.assessments.queries import Sealed
from junto.kernel import anonymity
from junto.kernel import text as texts

ALL = "all"
_HALF = Fraction(1, 2)


def at_least(answered: int, could: int, *, k: int) -> int:
    """How many answered at least, in steps of `k`, always fewer than could have; 0 when hidden."""
    return anonymity.count_shown(min(answered, could - 1), k=k) if could > k else 0


def told(
    rows: Sequence[Sealed], could: Mapping[str, int], items: Sequence[str], *, k: int
) -> dict[str, Any]:
    """What may be told: under "all" and each part, at least how many, and a range per question.

    Parameters
    ----------
    rows
        The sealed answers.
    could
        "all", and each part -> how many could have answered without their name being known.
    items
        The questions.
    """
    cells = [anonymity.Cell.of(ALL, [row.key for row in rows])]
    parts = sorted({row.category for row in rows if row.category})
    if len(parts) > 1:
        cells += [
            anonymity.Cell.of(part, [row.key for row in rows if row.category == part])
            for part in parts
        ]
    hidden_among = {
        cell.key: at_least(len(cell.people), could.get(str(cell.key), 0), k=k) for cell in cells
    }
    cells = anonymity.by_priority([cell for cell in cells if hidden_among[cell.key]])
    found: dict[str, Any] = {}
    for key in anonymity.plan(cells, k=k).shown if cells else ():
        mine = [row for row in rows if key in (ALL, row.category)]
        found[str(key)] = {
            "at_least": hidden_among[key],
            "means": {item: _mean([row.values[item] for row in mine]) for item in items},
        }
    return found


def _mean(values: Sequence[int]) -> list[float]:
    """From and to, in halves; equal for a mean that is told as one number."""
    found = anonymity.band(sum(values), len(values), low=LOWEST, high=HIGHEST)
    if not found.is_exact:
        return [_down(found.low), -_down(-found.high)]
    near = _down(found.low + _HALF / 2)
    # Only a range may reach an end of the scale.
    near = min(max(near, LOWEST + 0.5), HIGHEST - 0.5)
    return [near, near]


def _down(value: Fraction) -> float:
    return float(value // _HALF * _HALF)


def themes(written: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Themes that may be told, each by its words: never how many are behind it."""
    found = texts.themes({key: list(each) for key, each in written.items()})
    release = anonymity.comment_release(
        {key: len(each) for key, each in written.items()},
        wording=anonymity.Wording.THEMES,
        theme_authors=[theme.authors for theme in found],
    )
    return sorted(list(found[at].words) for at in release.themes)
