"""From sealed answers to what may be shown of them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from junto.domain.assessments.enums import HIGHEST, LOWEST
from junto.domain.assessments.models import (
    Answers,
    Figure,
    OpenParticipation,
    Participation,
    Round,
)
from junto.kernel import anonymity

# Where categories of too few people are put together.
OTHERS = "others"


def merged_categories(asked: Sequence[OpenParticipation], k: int) -> dict[str, str]:
    """Category -> under which it is kept: too few answered in some, so they are put together.

    Where that is still too few, all answers are kept under no category at all.
    """
    names = sorted({each.category for each in asked})
    cells = [
        anonymity.Cell.of(
            name, [each.pk for each in asked if each.category == name and each.has_answered]
        )
        for name in names
    ]
    kept = anonymity.merge_small(cells, k=k, key=OTHERS)
    alone = {cell.key for cell in kept if len(cell.people) >= k}
    if any(len(cell.people) < k for cell in kept):
        return dict.fromkeys(names, "")
    return {name: name if name in alone else OTHERS for name in names}


def of_round(round_: Round) -> dict[str, Any]:
    """Fields of the figure of one sealed round."""
    return _figure(round_.pool, round_.week, [round_])


def of_week(pool: str, week: date, rounds: Sequence[Round]) -> dict[str, Any]:
    """Fields of the figure of a whole week: refused where it gives a hidden round away."""
    return _figure(pool, week, rounds)


def _figure(pool: str, week: date, rounds: Sequence[Round]) -> dict[str, Any]:
    keys = sorted(row.pk for row in rounds)
    shown = list(Figure.objects.filter(pool=pool, week=week, is_shown=True))
    behind = records({key for row in shown for key in row.rounds}.union(keys))
    published = [cell(f"shown-{row.pk}", row.rounds, behind) for row in shown]
    k = max(row.k for row in rounds)
    plan = anonymity.plan([cell("this", keys, behind)], k=k, published=published)
    fields: dict[str, Any] = {"pool": pool, "week": week, "rounds": keys}
    if not plan.shown:
        return {**fields, "is_shown": False, "at_least": 0, "means": {}}
    asked = rounds[0].asks["items"]
    values = list(Answers.objects.filter(round_id__in=keys).values_list("values", flat=True))
    return {
        **fields,
        "is_shown": True,
        "at_least": anonymity.count_shown(len(values), k=k),
        "means": {item: _mean([each[item] for each in values]) for item in asked},
    }


def records(round_ids: set[int]) -> dict[int, list[anonymity.Record]]:
    """Who answered in which round, as the kernel counts people.

    Somebody who is erased stays somebody: each of their rows counts as one more person.
    """
    rows = Participation.objects.filter(round_id__in=round_ids, has_answered=True)
    found: dict[int, list[anonymity.Record]] = {key: [] for key in round_ids}
    for key, person_id, row_id in rows.values_list("round_id", "person_id", "pk"):
        found[key].append((person_id or f"gone-{row_id}", key))
    return found


def cell(
    name: str, round_ids: Sequence[int], behind: dict[int, list[anonymity.Record]]
) -> anonymity.Cell:
    """Everything answered in these rounds, as one figure."""
    return anonymity.Cell.over(name, [each for key in round_ids for each in behind[key]])


def _mean(values: Sequence[int]) -> list[float]:
    found = anonymity.band(sum(values), len(values), low=LOWEST, high=HIGHEST)
    return [_rounded(found.low), _rounded(found.high)]


def _rounded(value: Fraction) -> float:
    """To one decimal, halves up."""
    return int(value * 10 + Fraction(1, 2)) / 10
