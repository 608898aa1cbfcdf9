"""Who gives feedback to whom, so that everybody gives and receives about the same.

Each person is asked about some number of others and hears from some number; a pair counts once.
Where numbers and refusals allow it, a plan exists exactly when a flow through the people does
(Gale 1957, "A theorem on flows in networks"); where not, the smallest cut names whom to ask.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Short:
    """Why it cannot be: these people are to hear from so many, and so many can be given to them."""

    receivers: tuple[str, ...]
    wanted: int
    possible: int

    @property
    def why(self) -> str:
        """Why, in a sentence."""
        named = ", ".join(self.receivers)
        return (
            f"{named}: {self.wanted} answers are wanted, and the people who may give them have "
            f"room for {self.possible}."
        )


@dataclass(frozen=True)
class Giving:
    """Who gives to whom (giver -> receivers, in the order given), or why it cannot be."""

    gives: Mapping[str, tuple[str, ...]]
    short: Short | None = None

    def receives(self, person: str) -> tuple[str, ...]:
        """Who gives to somebody."""
        return tuple(giver for giver, given in self.gives.items() if person in given)


def share_giving(
    people: Sequence[str],
    *,
    wanted: int | Mapping[str, int],
    most: int | Mapping[str, int],
    fixed: Collection[tuple[str, str]] = (),
    barred: Collection[tuple[str, str]] = (),
    preferred: Collection[tuple[str, str]] = (),
) -> Giving:
    """Decide who gives to whom.

    Nobody gives to themselves or gives more than their `most`; everybody receives what is
    `wanted`. The largest number anybody gives is as small as that allows.

    Parameters
    ----------
    people
        Everybody, in an order that settles ties.
    wanted, most
        How many hear, and how many give at most: a number for all, or by person.
    fixed
        Pairs (giver, receiver) that are so already; they count.
    barred
        Pairs that cannot be.
    preferred
        Pairs that are taken where they cost nobody anything, such as who worked together.
    """
    plan = _Plan(
        people,
        _each(people, wanted),
        _each(people, most),
        fixed=fixed,
        barred=barred,
        preferred=preferred,
    )
    for receiver in sorted(people, key=lambda each: (-plan.left(each), plan.rank[each])):
        while plan.left(receiver) > 0:
            path, reached = plan.path(receiver)
            if path:
                plan.take(path)
            elif plan.load < max(plan.room.values(), default=0):
                plan.load += 1
            else:
                return Giving({}, plan.short(receiver, reached))
    return Giving({person: tuple(plan.given[person]) for person in people})


def least_more(
    people: Sequence[str],
    *,
    wanted: Mapping[str, int],
    most: Mapping[str, int],
    top: int,
    fixed: Collection[tuple[str, str]] = (),
    barred: Collection[tuple[str, str]] = (),
    preferred: Collection[tuple[str, str]] = (),
) -> int | None:
    """How much more everybody would have to give at least; None where `top` more do not help."""

    def helps(more: int) -> bool:
        room = {person: most.get(person, 0) + more for person in people}
        made = share_giving(
            people, wanted=wanted, most=room, fixed=fixed, barred=barred, preferred=preferred
        )
        return made.short is None

    return _first(1, top, helps)


def most_each(
    people: Sequence[str],
    receivers: Sequence[str],
    *,
    most: Mapping[str, int],
    ends: tuple[int, int],
    fixed: Collection[tuple[str, str]] = (),
    barred: Collection[tuple[str, str]] = (),
    preferred: Collection[tuple[str, str]] = (),
) -> int | None:
    """The largest number that all receivers can hear from, from the first end to below the other.

    None where not even the first end can be.
    """
    least, above = ends

    def helps(fewer: int) -> bool:
        wanted = dict.fromkeys(receivers, above - fewer)
        made = share_giving(
            people, wanted=wanted, most=most, fixed=fixed, barred=barred, preferred=preferred
        )
        return made.short is None

    fewer = _first(1, above - least, helps)
    return None if fewer is None else above - fewer


def _first(low: int, high: int, helps: Callable[[int], bool]) -> int | None:
    """The smallest number that helps, where every larger one helps too."""
    if low > high or not helps(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if helps(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _each(people: Sequence[str], number: int | Mapping[str, int]) -> dict[str, int]:
    if isinstance(number, int):
        return dict.fromkeys(people, number)
    return {person: number.get(person, 0) for person in people}


# A giver, and the receiver they take over.
Path = list[tuple[str, str]]


class _Plan:
    """Who gives to whom so far."""

    def __init__(
        self,
        people: Sequence[str],
        need: Mapping[str, int],
        room: Mapping[str, int],
        *,
        fixed: Collection[tuple[str, str]],
        barred: Collection[tuple[str, str]],
        preferred: Collection[tuple[str, str]],
    ) -> None:
        self.people, self.need, self.room = people, need, room
        self.rank = {person: at for at, person in enumerate(people)}
        self.fixed, self.liked = set(fixed), set(preferred)
        self.never = {*barred, *((person, person) for person in people)} - self.fixed
        wanted = sum(need.values())
        self.load = -(-wanted // len(people)) if people else 0
        self.given: dict[str, list[str]] = {person: [] for person in people}
        self.got: dict[str, set[str]] = {person: set() for person in people}
        for giver, receiver in fixed:
            self.add(giver, receiver)

    def add(self, giver: str, receiver: str) -> None:
        self.given[giver].append(receiver)
        self.got[receiver].add(giver)

    def left(self, receiver: str) -> int:
        return self.need[receiver] - len(self.got[receiver])

    def may_give(self, giver: str, receiver: str) -> bool:
        return giver not in self.got[receiver] and (giver, receiver) not in self.never

    def has_room(self, giver: str) -> bool:
        return len(self.given[giver]) < min(self.room[giver], self.load)

    def path(self, receiver: str) -> tuple[Path, set[str]]:
        """Find a giver with room, through others who would pass somebody on; and whom it reached.

        Who likes to give, and who has given least, comes first.
        """
        came: dict[str, tuple[str, str]] = {}
        reached, queue = {receiver}, deque([(receiver, "")])
        while queue:
            wants, after = queue.popleft()
            new = [each for each in self.people if each not in came and self.may_give(each, wants)]
            came |= dict.fromkeys(new, (after, wants))
            free = [giver for giver in new if self.has_room(giver)]
            if free:
                return self._back(
                    came, min(free, key=lambda each: self._wish(each, wants))
                ), reached
            for giver in new:
                for other in self.given[giver]:
                    if (giver, other) not in self.fixed and other not in reached:
                        reached.add(other)
                        queue.append((other, giver))
        return [], reached

    def _wish(self, giver: str, receiver: str) -> tuple[bool, int, int]:
        return (giver, receiver) not in self.liked, len(self.given[giver]), self.rank[giver]

    def _back(self, came: Mapping[str, tuple[str, str]], giver: str) -> Path:
        path: Path = []
        while giver:
            giver_before, receiver = came[giver]
            path.append((giver, receiver))
            giver = giver_before
        return path[::-1]

    def take(self, path: Path) -> None:
        """Everybody on the path takes a receiver over from the one before."""
        before = ""
        for giver, receiver in path:
            if before:
                self.given[before].remove(receiver)
                self.got[receiver].discard(before)
            self.add(giver, receiver)
            before = giver

    def short(self, receiver: str, reached: set[str]) -> Short:
        who = tuple(person for person in self.people if person in reached and self.need[person])
        who = who or (receiver,)
        return Short(
            who,
            wanted=sum(self.need[person] for person in who),
            possible=sum(len(self.got[person]) for person in who),
        )
