"""What may be shown, decided from memberships alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from junto.kernel.anonymity.cells import Cell, Person


class Why(Enum):
    """Why a cell stays hidden."""

    FEW = "few"
    SUBTRACTION = "subtraction"


@dataclass(frozen=True)
class Plan:
    """What may be shown, in the order given, and why the rest may not."""

    shown: tuple[str, ...]
    hidden: Mapping[str, Why]


@dataclass(frozen=True)
class Breach:
    """These people are alone behind some combination of the figures."""

    people: frozenset[Person]


def plan(
    cells: Sequence[Cell],
    *,
    k: int,
    published: Sequence[Cell] = (),
    known: Iterable[Person] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """Decide which cells may be shown.

    A cell whose safety would take too long to prove stays hidden.

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
    progress
        Told after each cell how many are decided, and of how many.
    """
    # Needs numpy, which a process that shows pages does without.
    from junto.kernel.anonymity.shown import Shown

    insiders = frozenset(known)
    rest = [cell.without(insiders) for cell in cells]
    asked = [at for at, cell in enumerate(rest) if len(cell.people) >= k]
    before = [cell.without(insiders) for cell in published]
    shown = Shown([*before, *(rest[at] for at in asked)], k=k)
    hidden = {cell.key: Why.FEW for cell in rest if len(cell.people) < k}
    if any(shown.add(place) for place in range(len(before))):
        hidden = dict.fromkeys((cell.key for cell in cells), Why.SUBTRACTION) | hidden
        return Plan((), hidden)
    for number, at in enumerate(asked):
        if shown.add(len(before) + number):
            hidden[rest[at].key] = Why.SUBTRACTION
        if progress:
            progress(number + 1, len(asked))
    return Plan(tuple(cell.key for cell in rest if cell.key not in hidden), hidden)


def audit(cells: Sequence[Cell], *, k: int, known: Iterable[Person] = ()) -> Breach | None:
    """Find people, fewer than `k`, whom some combination of these figures singles out.

    Where the search would take too long, the people behind the figure in question are named: what
    is not proved safe counts as a breach.
    """
    from junto.kernel.anonymity.shown import Shown

    insiders = frozenset(known)
    left = [each for cell in cells if (each := cell.without(insiders)).people]
    shown = Shown(left, k=k)
    for place in range(len(left)):
        people = shown.add(place)
        if people:
            return Breach(people)
    return None
