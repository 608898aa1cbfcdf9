"""What may be shown, decided from memberships alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from junto.kernel.anonymity.cells import Cell, Person
from junto.kernel.anonymity.searching import audit


class Why(Enum):
    """Why a cell stays hidden."""

    FEW = "few"
    SUBTRACTION = "subtraction"


@dataclass(frozen=True)
class Plan:
    """What may be shown, in the order given, and why the rest may not."""

    shown: tuple[str, ...]
    hidden: Mapping[str, Why]


def plan(
    cells: Sequence[Cell],
    *,
    k: int,
    published: Sequence[Cell] = (),
    known: Iterable[Person] = (),
) -> Plan:
    """Decide which cells may be shown.

    Parameters
    ----------
    cells
        In order of importance: an earlier one is kept rather than a later one.
    k
        The fewest people any figure, or any combination of figures, rests on.
    published
        Everything shown before from the same answers, to anybody. It is never taken back.
    known
        People whose own answers the reader is given anyway.
    """
    insiders = frozenset(known)
    seen = [cell.without(insiders) for cell in published]
    shown: list[str] = []
    hidden: dict[str, Why] = {}
    for cell in cells:
        rest = cell.without(insiders)
        if len(rest.people) < k:
            hidden[cell.key] = Why.FEW
        elif audit([*seen, rest], k=k) is not None:
            hidden[cell.key] = Why.SUBTRACTION
        else:
            seen.append(rest)
            shown.append(cell.key)
    return Plan(tuple(shown), hidden)
